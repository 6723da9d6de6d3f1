"""Buttons below the summary of a storm: what they say before, and what they do to all of it, once."""

import pytest

from config_monitor.domain.compliance import Violation, ViolationKey
from config_monitor.domain.events import Severity
from config_monitor.domain.policy import Author
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import KEY, NC, C, evaluated
from simulation.invocation import Killed
from simulation.notifier import Sent
from tests.support.acting import ALICE, BOB, Acting


def key(number: int) -> ViolationKey:
    return KEY.model_copy(update={"resource_id": f"vol-{number}"})


class Storm(Acting):
    """Eight violations of which the first was notified alone and the others in one message."""

    def __init__(self, severity: Severity = Severity.HIGH) -> None:
        super().__init__(severity)
        for n in range(7):
            event = evaluated(NC, 10 + n / 10, C, resource=f"vol-{n}", severity=severity)
            persist_event(event, self.ledger, self.now, lambda _: None)
        self.world.minutes(1)
        self.summary: Sent = self.world.notifier.posts[-1]
        self.opening = next(key for key, kept in self.world.alerts.kept.items() if kept.receipt and kept.receipt.batch)

    @property
    def shown(self) -> Sent:
        """The summary as it stands."""
        return [sent for sent in self.world.notifier.sent if sent.message_id == self.summary.message_id][-1]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.shown.notification.buttons]

    @property
    def taken(self) -> list[str | None]:
        return [self.ledger.violation(key(n)).acknowledged_by for n in range(7)]


def test_each_button_says_how_many_it_is_about() -> None:
    labels = [button.label for button in Storm().summary.notification.buttons]
    assert labels == ["Acknowledge all 7", "Mute all 7 …", "Except all 7 …", "Details"]


def test_all_that_is_open_is_acknowledged_and_the_thread_says_so_once() -> None:
    storm = Storm()
    persist_event(evaluated(C, 12, NC, resource="vol-3"), storm.ledger, storm.now, lambda _: None)
    storm.world.ended.add(key(3))
    action = storm.press("acknowledge", BOB)
    assert storm.carried_out(action).outcome == "done"
    assert storm.carried_out(action).outcome == "done"
    assert storm.taken == ["bob (UBOB)"] * 3 + [None] + ["bob (UBOB)"] * 3
    assert storm.actions == ["acknowledge"] * 6
    assert [reply for reply in storm.replies if "cknowledged" in reply] == ["✋ Acknowledged by bob (UBOB): 6"]


def test_a_process_that_dies_after_some_calls_is_made_good() -> None:
    storm, calls = Storm(), iter(range(10_000))
    action = storm.press("mute", ALICE, days=7)

    def dies_at_times(_: str) -> None:
        if next(calls) % 29 == 28:
            raise Killed

    storm.carried_out(action, dies_at_times)
    assert len(storm.ledger.kept) == len(storm.actions) == 7
    assert len([reply for reply in storm.replies if "uted" in reply]) == 1


def test_who_may_not_is_refused_for_all_and_critical_ones_are_excepted_one_by_one() -> None:
    storm = Storm(Severity.CRITICAL)
    assert storm.carried_out(storm.press("mute", BOB, days=7)).outcome == "refused"
    wanted = storm.press("except", ALICE, reason="a test", expires="2026-12-10")
    assert storm.carried_out(wanted).outcome == "refused"
    assert "two people" in storm.people.answers[-1][1]
    assert storm.actions == []


def test_an_exception_for_all_is_one_for_each() -> None:
    storm = Storm()
    storm.carried_out(storm.press("except", Author(id="UALICE"), reason="a test", expires="2026-12-10"))
    assert [storm.ledger.violation(key(n)).exception for n in range(7)] == ["UALICE: a test"] * 7


def test_a_whole_rule_is_read_once_however_many_of_its_violations_the_storm_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    storm, reads = Storm(), list[str]()
    of_rule = storm.ledger.of_rule

    def counted(account: str, region: str, rule: str) -> list[Violation]:
        reads.append(rule)
        return of_rule(account, region, rule)

    monkeypatch.setattr(storm.ledger, "of_rule", counted)
    storm.carried_out(storm.press("except", ALICE, reason="a test", expires="2026-12-10", scope="rule"))
    assert all(violation.exception for violation in storm.ledger.violations.values())
    assert len(reads) == 2  # who may is decided by the worst of them; then the others are excepted


@pytest.mark.parametrize(
    ("kind", "values", "shown", "undo", "label"),
    [
        ("acknowledge", {}, "Acknowledged by alice (UALICE), 2026-11-24 09:", "undo_acknowledge", "Undo for all 7"),
        ("mute", {"days": 7}, "Muted until 2026-12-01 09:", "undo_mute", "Unmute all 7"),
        (
            *("except", {"reason": "a test", "expires": "2026-12-10"}),
            *("Excepted until 2026-12-10 by alice (UALICE): 7", "undo_except", "End exception of all 7"),
        ),
    ],
)
def test_the_summary_says_who_did_what_to_all_of_it_and_has_a_button_that_undoes_it(
    kind: str, values: dict[str, object], shown: str, undo: str, label: str
) -> None:
    storm = Storm()
    storm.carried_out(storm.press(kind, ALICE, **values))
    assert shown in str(storm.shown.message)
    assert label in storm.labels
    storm.world.minutes(2)  # the ends of what is excepted are posted, and edit the summary too
    assert shown in str(storm.shown.message)
    assert label in storm.labels
    storm.carried_out(storm.press(undo, ALICE))
    assert shown not in str(storm.shown.message)
    assert storm.labels == ["Acknowledge all 7", "Mute all 7 …", "Except all 7 …", "Details"]
    assert storm.actions == [kind] * 7 + [undo] * 7
    assert not any(violation.exception or violation.acknowledged_by for violation in storm.ledger.violations.values())
    assert [reply for reply in storm.replies if ": 7" in reply][-1].endswith("by alice (UALICE): 7")


def test_what_was_muted_with_all_is_unmuted_with_all_also_once_it_is_fixed() -> None:
    storm = Storm()
    storm.carried_out(storm.press("mute", ALICE, days=30))
    storm.world.ended.add(key(3))
    storm.carried_out(storm.press("undo_mute", ALICE))
    assert all(each.ended_at for each in storm.ledger.kept.values())


def test_an_older_action_that_is_tried_again_does_not_hide_a_newer_one() -> None:
    storm = Storm()
    first = storm.press("acknowledge", BOB)
    storm.carried_out(first)
    storm.world.time += 60
    storm.carried_out(storm.press("acknowledge", ALICE))
    storm.carried_out(first)
    assert "Acknowledged by alice" in str(storm.shown.message)
    assert "Take over all 7" in storm.labels


def test_the_details_of_a_summary_are_for_one_person_alone() -> None:
    storm = Storm()
    storm.carried_out(storm.press("acknowledge", ALICE))
    assert storm.carried_out(storm.press("details", BOB)).outcome == "shown"
    user, answer = storm.people.answers[-1]
    assert (user, answer.startswith("7 in this message, 7 of them open")) == ("UBOB", True)
    assert answer.count("acknowledged by alice (UALICE)") == 7
