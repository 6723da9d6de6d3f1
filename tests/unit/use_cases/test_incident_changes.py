"""What is reported of an open incident later completes the message about its opening, in its place."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config_monitor.domain.events import Event
from config_monitor.domain.notifications import Alert
from config_monitor.domain.policy import Overrides
from config_monitor.errors import NotifierBusy, NotifierError
from config_monitor.use_cases.notify_slack import notify_slack
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.with_actions import with_actions
from simulation.notifier import Sent
from simulation.sender import START, World
from tests.support.fakes import FakeLedger, mute_by_person
from tests.support.incidents import classified, ended, reported

NOW = datetime.fromtimestamp(START, UTC)


class Channel:
    """What people see of one incident whose events are processed one after the other."""

    def __init__(self) -> None:
        self.world, self.ledger = World(), FakeLedger()

    def receive(self, event: Event) -> None:
        known = set(self.ledger.alerts)
        persisted = persist_event(classified(event), self.ledger, NOW, lambda _: None)
        self.world.write(*(alert for key, alert in self.ledger.alerts.items() if key not in known))
        self.world.ended |= {key for key, incident in self.ledger.incidents.items() if not incident.is_open}
        notify_slack(persisted.alerts, self.world.sender)

    @property
    def sent(self) -> list[Sent]:
        return self.world.notifier.sent

    @property
    def first_message(self) -> str:
        """As it is after its last edit."""
        return [sent.notification.model_dump_json() for sent in self.sent if sent.message_id == "0.0"][-1]


def page(number: int, *entities: str) -> Event:
    return reported(1, event_id=f"page{number}", source="aws.health", entities=entities)


def test_a_further_page_edits_the_message_and_posts_nothing() -> None:
    channel = Channel()
    for event in (page(1, "i-2"), page(2, "i-1"), page(2, "i-1"), page(3, "i-1", "i-3")):
        channel.receive(event)
    assert [sent.via for sent in channel.sent] == ["post", "edit", "edit"]
    assert "i-1, i-2, i-3" in channel.first_message
    channel.receive(ended(5, "closed", source="aws.health"))
    assert "Resolved: closed" in channel.first_message
    assert "i-1, i-2, i-3" in channel.first_message


def test_what_people_decided_stays_on_the_message() -> None:
    channel = Channel()
    channel.receive(page(1, "i-2"))
    (key,) = channel.ledger.incidents
    taken = {"acknowledged_by": "alice (U1)", "acknowledged_at": "2026-11-23T02:00:00.000Z"}
    channel.ledger.incidents[key] = channel.ledger.incidents[key].model_copy(update=taken)
    mute = Overrides(mute=mute_by_person(key, "2026-12-01T00:00:00.000Z"))

    def acted_on(alert: Alert) -> Alert:
        return with_actions(alert, channel.ledger.incident(key), mute, "2026-11-23T03:00:00.000Z")

    channel.world.sender = replace(channel.world.sender, with_actions=acted_on)
    channel.receive(page(2, "i-1"))
    assert "Acknowledged by" in channel.first_message
    assert "Muted until" in channel.first_message
    assert "i-1, i-2" in channel.first_message


def test_an_alarm_between_alarm_and_no_data_is_one_reply_and_the_message_says_how_it_is() -> None:
    channel = Channel()
    for hour in range(1, 8):
        state, phase = ("ALARM", "opened") if hour % 2 else ("INSUFFICIENT_DATA", "updated")
        channel.receive(reported(hour, phase, status=state))
        channel.world.wait(3600)
        assert ("No data" in channel.first_message) is (state == "INSUFFICIENT_DATA")
    assert [sent.thread for sent in channel.sent if sent.via == "post"] == [None, "0.0"]


@pytest.mark.parametrize("last", [page(2, "i-1"), reported(0.5, event_id="late", source="aws.health", entities=("x",))])
def test_what_comes_after_the_end_edits_nothing(last: Event) -> None:
    channel = Channel()
    for event in (page(1, "i-2"), ended(5, "closed", source="aws.health")):
        channel.receive(event)
    before = len(channel.sent)
    channel.receive(last)
    assert len(channel.sent) == before


def test_an_older_change_that_slack_took_later_takes_nothing_back() -> None:
    channel = Channel()
    channel.receive(page(1, "i-2"))
    away: list[NotifierError] = [NotifierBusy("away", 30)]
    channel.world.notifier.trouble = lambda _: away[0] if away else None
    channel.receive(page(2, "i-1"))
    away.clear()
    channel.receive(page(3, "i-3"))
    assert "i-1, i-2, i-3" in channel.first_message
    channel.world.minutes(3)
    assert "i-1, i-2, i-3" in channel.first_message
    assert channel.world.unsent == 0


def test_a_change_of_what_waits_is_in_its_first_message() -> None:
    channel = Channel()
    away: list[NotifierError] = [NotifierBusy("away", 30)]
    channel.world.notifier.trouble = lambda _: away[0] if away else None
    channel.receive(page(1, "i-2"))
    channel.receive(page(2, "i-1"))
    assert channel.sent == []
    away.clear()
    channel.world.minutes(3)
    assert [sent.via for sent in channel.sent if sent.thread is None][:1] == ["post"]
    assert "i-1, i-2" in channel.first_message
    assert len(channel.world.notifier.posts) == 1
    assert channel.world.unsent == 0
