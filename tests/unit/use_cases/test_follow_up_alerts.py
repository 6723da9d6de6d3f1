"""Reminders of deadlines: when, to whom, once, and never where there is nothing to answer."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from config_monitor.domain.actions import Action
from config_monitor.domain.compliance import Violation, ViolationKey
from config_monitor.domain.events import Severity, format_instant
from config_monitor.domain.incidents import Incident, IncidentKey
from config_monitor.domain.lifecycle import next_follow_up
from config_monitor.domain.notifications import Alert
from config_monitor.domain.policy import Author, ExceptionByPerson, Overrides, Policy, Route
from config_monitor.errors import NotifierUnanswered, StorageBusy, StorageRefused
from config_monitor.ports import Record, Recorded
from config_monitor.use_cases.follow_up_alerts import FollowedUp, FollowUpDependencies, follow_up_alerts
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.show_action import show_action
from simulation.evaluations import KEY, NC, RULE, C, evaluated
from simulation.notifier import Sent
from simulation.sender import World
from tests.support.acting import FakeLog
from tests.support.company import NOON
from tests.support.fakes import EmptyCatalogue, FakeLedger, NoRules, mute_by_person
from tests.support.faults import Faulty

WEEK = Route(channel="security", notify="immediate", deadline_days=7)
DAY = timedelta(days=1)
HIGH = [{"rule": RULE, "severity": "high"}]
URGENT = {"rule": RULE, "mention_channel": True, "escalate_to": "urgent"}


class Team:
    """A hub whose violations were notified at noon, and what its team reads of them."""

    def __init__(self, *deadlines: dict[str, Any], **world: Any) -> None:
        self.ledger, self.world = FakeLedger(), World(**world)
        self.stored = Policy.model_validate({"deadlines": list(deadlines), "severities": HIGH})
        self.held = Overrides()
        self.written: set[Any] = set()
        self.lagging: list[ViolationKey | IncidentKey] = []

    def policy(self) -> Policy:
        return self.stored

    def of(self, _key: ViolationKey | IncidentKey, without: str | None = None) -> Overrides:  # noqa: ARG002
        return self.held

    def exceptions(self) -> Iterator[ExceptionByPerson]:
        return iter(())

    def exception(self, _exception_id: str) -> None:
        return None

    def due(self, now: str) -> Iterator[ViolationKey | IncidentKey]:
        things: list[Violation | Incident] = [*self.ledger.violations.values(), *self.ledger.incidents.values()]
        yield from [*self.lagging, *(thing.key for thing in things if (next_follow_up(thing) or "9") <= now)]

    def receive(self, status: Any, hours: float, now: datetime, **more: Any) -> None:
        event = evaluated(status, hours, route=WEEK, **more)
        persist_event(event, self.ledger, now, lambda _: None)
        if status is C:
            self.world.ended.add(KEY)
        else:
            self.world.ended.discard(KEY)

    def open(self, number: int = 1) -> None:
        for n in range(number):
            resource = f"vol-{n}" if number > 1 else KEY.resource_id
            self.receive(C, 1, NOON, resource=resource)  # so it is no baseline
            self.receive(NC, 9, NOON, resource=resource)
        self.deliver(NOON)

    def follow_up(self, now: datetime, **changes: Any) -> FollowedUp:
        ports = FollowUpDependencies(
            *(self, self.ledger, self.world.alerts, self, self),
            *(EmptyCatalogue(), NoRules(), lambda _: None, now, lambda: False),
        )
        return follow_up_alerts(FollowUpDependencies(**{**ports.__dict__, **changes}))

    def deliver(self, now: datetime) -> list[Sent]:
        """What is sent in the minutes after `now`."""
        fresh = [alert for key, alert in self.ledger.alerts.items() if key not in self.written]
        self.written |= {alert.key for alert in fresh}
        self.world.time, before = now.timestamp(), len(self.world.notifier.sent)
        self.world.write(*fresh)
        self.world.minutes(2)
        return self.world.notifier.sent[before:]

    def hour(self, now: datetime) -> list[Sent]:
        self.follow_up(now)
        return self.deliver(now)

    @property
    def opening(self) -> Sent:
        return self.world.notifier.posts[0]

    def change(self, **update: Any) -> None:
        violation = self.ledger.violation(KEY)
        self.ledger.violations[KEY] = violation.model_copy(update=update)


def test_one_reminder_at_half_of_the_time_one_at_the_deadline_and_no_more() -> None:
    team = Team()
    team.open()
    assert team.follow_up(NOON + 3 * DAY) == FollowedUp()
    assert team.hour(NOON + 3 * DAY) == []
    (half,) = team.hour(NOON + 4 * DAY)
    assert (half.via, half.thread) == ("post", team.opening.message_id)
    assert half.text.startswith("⏳ Half of the time is over: vol-0a1")
    assert "nobody has acknowledged it" in half.text
    assert team.hour(NOON + 5 * DAY) == []
    edit, late = team.hour(NOON + 7 * DAY)
    assert (edit.via, edit.message_id) == ("edit", team.opening.message_id)
    assert "Overdue, high:" in edit.text
    assert (late.thread, late.text.splitlines()[0]) == (team.opening.message_id, "⏰ Overdue: vol-0a1")
    assert "<!channel>" not in late.text
    assert [team.hour(NOON + days * DAY) for days in (8, 30, 300)] == [[], [], []]


def test_an_acknowledged_one_is_reminded_at_its_deadline_only_and_not_escalated() -> None:
    team = Team(URGENT)
    team.open()
    team.change(acknowledged_by="alice (UALICE)", acknowledged_at="2026-11-24T00:00:00.000Z")
    assert team.hour(NOON + 4 * DAY) == []
    _, late = team.hour(NOON + 7 * DAY)
    assert "acknowledged by alice (UALICE)" in late.text
    assert {sent.channel for sent in team.world.notifier.sent} == {"security"}


def test_what_is_overdue_is_escalated_once_and_its_end_is_posted_in_both_threads() -> None:
    team = Team(URGENT)
    team.open()
    team.follow_up(NOON + 4 * DAY)
    assert team.follow_up(NOON + 7 * DAY) == FollowedUp(escalated=1)
    sent = team.deliver(NOON + 7 * DAY)
    (late,) = (each for each in sent if each.thread)
    assert late.text.startswith("<!channel>")
    (escalated,) = (each for each in sent if each.channel == "urgent")
    assert (escalated.via, escalated.thread) == ("post", None)
    assert "Overdue, high:" in escalated.text
    assert next(button.action for button in escalated.notification.buttons) == "acknowledge"
    team.receive(C, 9 * 24, NOON + 8 * DAY)
    ends = [(each.channel, each.thread) for each in team.deliver(NOON + 8 * DAY) if each.via == "post"]
    assert sorted(ends) == [("security", team.opening.message_id), ("urgent", escalated.message_id)]


def test_a_new_opening_begins_anew() -> None:
    team = Team(URGENT)
    team.open()
    team.hour(NOON + 7 * DAY)
    team.receive(C, 8 * 24, NOON + 8 * DAY)
    team.receive(NC, 9 * 24, NOON + 9 * DAY)
    violation = team.ledger.violation(KEY)
    assert (violation.escalation, violation.acknowledged_by) == (None, None)
    assert team.follow_up(NOON + 9 * DAY + 7 * DAY / 2 - timedelta(hours=1)) == FollowedUp()
    team.deliver(NOON + 9 * DAY)
    assert team.follow_up(NOON + 13 * DAY) == FollowedUp(reminded=1)


@pytest.mark.parametrize(
    ("policy", "held", "outcome"),
    [
        ({"quiet": [{"rule": RULE}]}, Overrides(), FollowedUp(left_alone=1)),
        ({"threshold": "critical"}, Overrides(), FollowedUp(left_alone=1)),
        ({"deadlines": [{"rule": RULE, "days": "off"}]}, Overrides(), FollowedUp(unchanged=1)),
        ({"deadlines": [{"rule": RULE, "days": 60}]}, Overrides(), FollowedUp(unchanged=1)),
        (
            {},
            Overrides(mute=mute_by_person(KEY, "2026-12-20T00:00:00.000Z")),
            FollowedUp(waiting=1),
        ),
    ],
)
def test_the_policy_and_people_s_mutes_as_they_are_now_decide(
    policy: dict[str, Any], held: Overrides, outcome: FollowedUp
) -> None:
    team = Team()
    team.open()
    team.stored, team.held = Policy.model_validate(policy), held
    assert team.follow_up(NOON + 4 * DAY) == outcome
    assert team.deliver(NOON + 4 * DAY) == []
    again = FollowedUp(waiting=1) if outcome.waiting else FollowedUp()
    assert team.follow_up(NOON + 4 * DAY + timedelta(hours=1)) == again


def test_a_webhook_has_no_message_to_answer() -> None:
    team = Team(threads=False)
    team.open()
    assert team.follow_up(NOON + 4 * DAY) == FollowedUp(left_alone=1)


def test_what_waits_for_slack_is_not_reminded_of_before_it_is_sent() -> None:
    team = Team()
    team.receive(NC, 9, NOON)
    team.world.write(*team.ledger.alerts.values())
    assert team.follow_up(NOON + 4 * DAY) == FollowedUp(waiting=1)


def test_what_was_fixed_before_the_reminder_was_sent_is_not_reminded_of() -> None:
    team = Team()
    team.open()
    team.follow_up(NOON + 4 * DAY)
    team.world.ended.add(KEY)
    assert team.deliver(NOON + 4 * DAY) == []
    assert team.world.unsent == 0


def test_reminders_in_many_threads_are_one_message_in_the_channel() -> None:
    team = Team(URGENT)
    for n in range(12):
        team.receive(C, 1, NOON, resource=f"vol-{n}")
        team.receive(NC, 9, NOON, resource=f"vol-{n}")
        team.deliver(NOON + timedelta(hours=n))  # each in a message of its own
    assert len(team.world.notifier.posts) == 12
    sent = team.hour(NOON + 8 * DAY)
    (late,) = (each for each in sent if each.channel == "security")
    assert (late.thread, late.text.splitlines()[1]) == (None, "⏰ 12 overdue")
    assert "2 more" in late.text
    (urgent,) = (each for each in sent if each.channel == "urgent")
    assert "12 violations of 1 rule" in urgent.text
    assert "12 of them are overdue." in str(urgent.message.attachments)


def test_reminders_of_a_storm_are_one_reply_to_its_summary() -> None:
    team = Team()
    team.open(30)
    (late,) = team.hour(NOON + 8 * DAY)
    assert (late.thread, late.text.splitlines()[0]) == (team.opening.message_id, "⏰ 30 overdue")


def test_a_run_that_dies_or_reads_an_index_that_lags_reminds_once() -> None:
    def lost(call: str) -> None:
        if call == "record":
            raise StorageBusy("written, but the answer was lost")

    team = Team(URGENT)
    team.open()
    with pytest.raises(StorageBusy):
        team.follow_up(NOON + 7 * DAY, ledger=Faulty(team.ledger, after=lost))
    team.lagging = [KEY, KEY]
    assert team.follow_up(NOON + 7 * DAY + timedelta(seconds=9)) == FollowedUp(unchanged=2)
    reminders: list[Alert] = [alert for alert in team.ledger.alerts.values() if alert.deadline_at and alert.overdue]
    assert sorted(alert.kind for alert in reminders) == ["escalated", "reminder"]


def test_severity_is_that_of_today() -> None:
    team = Team()
    team.open()
    team.change(severity=Severity.CRITICAL)
    _, late = team.hour(NOON + 4 * DAY)
    assert late.notification.severity is Severity.CRITICAL
    assert "Critical, open for" in late.text


def test_what_there_is_no_time_for_is_left_to_the_next_run() -> None:
    team = Team()
    team.open(3)
    left = team.follow_up(NOON + 4 * DAY, out_of_time=iter([False, True]).__next__)
    assert left == FollowedUp(reminded=1, all_done=False)
    assert team.follow_up(NOON + 4 * DAY) == FollowedUp(reminded=2)


def test_who_acknowledges_it_stands_in_both_messages() -> None:
    team = Team(URGENT)
    team.open()
    escalated = next(sent for sent in team.hour(NOON + 7 * DAY) if sent.channel == "urgent")
    team.change(acknowledged_by="alice (UALICE)", acknowledged_at="2026-11-30T13:00:00.000Z")
    now = NOON + 8 * DAY
    action = Action(action_id="a1", kind="acknowledge", by=Author(id="UALICE", name="alice"), at=format_instant(now))
    before = len(team.world.notifier.sent)
    show_action(action, KEY, None, team.world.sender, team, FakeLog(), team.ledger, now)
    *edits, reply = team.world.notifier.sent[before:]
    assert {edit.message_id for edit in edits} == {team.opening.message_id, escalated.message_id}
    assert all("Overdue, high" in edit.text and "alice (UALICE)" in edit.text for edit in edits)
    assert reply.thread == team.opening.message_id


def test_one_that_cannot_be_written_keeps_nobody_from_being_reminded_of_the_others() -> None:
    class Refusing(FakeLedger):
        def record(self, record: Record, now: datetime) -> Recorded:
            if any(after.key.resource_id == "vol-0" for _, after in record.violations):
                raise StorageRefused("an item too large")
            return super().record(record, now)

    team = Team()
    team.open(3)
    refusing = Refusing()
    refusing.__dict__ = team.ledger.__dict__
    assert team.follow_up(NOON + 4 * DAY, ledger=refusing) == FollowedUp(reminded=2, failed=1)


def test_a_reminder_that_was_not_answered_is_not_posted_again_while_slack_answers_nothing() -> None:
    team, lost = Team(), NotifierUnanswered("Slack did not answer")
    team.open()
    answers = iter([lost])
    team.world.notifier.takes, team.world.notifier.trouble = True, lambda _: next(answers, None)
    team.world.notifier.away = lost
    team.hour(NOON + 4 * DAY)
    team.world.minutes(30)
    assert len([sent for sent in team.world.notifier.posts if sent.thread]) == 1
    team.world.notifier.away = None
    team.world.minutes(30)
    assert len([sent for sent in team.world.notifier.posts if sent.thread]) == 2
    assert team.world.unsent == 0


def muted(team: Team, days: int) -> None:
    until = format_instant(NOON + days * DAY)
    team.held = Overrides(mute=mute_by_person(KEY, until))
    team.change(muted_until=until)


def test_what_opened_under_a_mute_by_a_person_is_notified_when_that_ends_and_is_still_open() -> None:
    team = Team()
    team.receive(NC, 1, NOON)
    muted(team, 1)
    team.receive(C, 2, NOON)
    event = evaluated(NC, 9, route=Route(channel="security", notify="digest", deadline_days=7))
    persist_event(event, team.ledger, NOON, lambda _: None)
    team.deliver(NOON)
    posts = len(team.world.notifier.posts)
    assert team.follow_up(NOON + DAY / 2) == FollowedUp()
    team.world.ended.discard(KEY)
    assert team.follow_up(NOON + DAY) == FollowedUp(unmuted=1)
    (opening,) = team.deliver(NOON + DAY)
    assert "open again" in opening.text
    assert len(team.world.notifier.posts) == posts + 1
    assert team.hour(NOON + 2 * DAY) == []


def test_the_message_of_what_was_muted_says_so_until_the_mute_ends() -> None:
    team = Team()
    team.open()
    muted(team, 1)
    assert team.follow_up(NOON + DAY - timedelta(hours=1)) == FollowedUp()
    (edit,) = team.hour(NOON + DAY)
    assert (edit.via, edit.message_id) == ("edit", team.opening.message_id)
    assert team.hour(NOON + 2 * DAY) == []
    (half,) = team.hour(NOON + 4 * DAY)
    assert half.text.startswith("⏳ Half of the time is over")


@pytest.mark.parametrize("ends", ["fixed", "excepted", "muted again"])
def test_the_end_of_a_mute_is_silent_where_it_hides_nothing_any_more(ends: str) -> None:
    team = Team()
    team.receive(NC, 9, NOON)
    team.ledger.alerts.clear()
    muted(team, 7)
    team.change(alert=None, alert_channel=None, exception="known" if ends == "excepted" else None)
    if ends == "fixed":
        team.receive(C, 10, NOON)
        assert team.hour(NOON + 7 * DAY) == []
        return
    if ends == "muted again":
        team.held = Overrides(mute=mute_by_person(KEY, format_instant(NOON + 9 * DAY)))
    assert team.follow_up(NOON + 7 * DAY) == FollowedUp(unmuted=1)
    assert team.deliver(NOON + 7 * DAY) == []
    assert team.follow_up(NOON + 8 * DAY) == FollowedUp()
