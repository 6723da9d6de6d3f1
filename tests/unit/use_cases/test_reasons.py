"""Whatever is stored and not notified at once carries the reason, in the answer and on its history row."""

from datetime import UTC, datetime
from typing import Any

import pytest

from config_monitor.adapters.dynamodb.rows import event_row
from config_monitor.adapters.sources import read_event
from config_monitor.domain.compliance import Persisted
from config_monitor.domain.policy import Classified, Policy
from config_monitor.domain.reasons import ReasonCode
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import ID, NC, RULE, C, evaluated, removed
from tests.support.company import Rulebook
from tests.support.fakes import FakeLedger, FakeOverrides, NoRules
from tests.support.samples import sample

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EXCEPTION = {"rule": RULE, "resource": "*", "reason": "a test", "owner": "us", "expires": "2026-12-01"}


class Monitor:
    """A ledger under one policy; the rule of all evaluations is medium."""

    def __init__(self, **policy: Any) -> None:
        self.ledger, self.rulebook = FakeLedger(), Rulebook()
        self.rulebook.stored = Policy.model_validate({"threshold": "medium", **policy})

    def receive(self, event: Classified) -> Persisted:
        classified = classify_event(
            event.event, self.rulebook, self.rulebook, self.ledger, NOW, FakeOverrides(), NoRules()
        )
        return persist_event(classified, self.ledger, NOW, lambda _: None)

    def row(self, event: Classified) -> dict[str, Any]:
        row = event_row(self.ledger.events[event.event.id], NOW)
        return {name: value for name, value in row.items() if value is not None}


def known(**policy: Any) -> Monitor:
    """A pair that complied and is now open."""
    monitor = Monitor(**policy)
    monitor.receive(evaluated(C, 1))
    monitor.receive(evaluated(NC, 2, C))
    return monitor


@pytest.mark.parametrize(
    ("policy", "code", "words"),
    [
        ({"threshold": "high"}, "below_threshold", "medium is below high"),
        ({"quiet": [{"rule": RULE}]}, "muted", f"quiet.1 (rule {RULE})"),
        ({"exceptions": [EXCEPTION]}, "excepted", "Excepted until 2026-12-01"),
    ],
)
def test_an_opening_that_the_policy_keeps_quiet_says_by_which_entry(
    policy: dict[str, Any], code: str, words: str
) -> None:
    monitor = Monitor(**policy)
    monitor.receive(evaluated(C, 1))
    opening, resolution = evaluated(NC, 2, C), evaluated(C, 3, NC)
    persisted = monitor.receive(opening)
    assert persisted.reason is not None
    assert (persisted.change, persisted.reason.code) == ("opened", code)
    assert words in persisted.reason.sentence
    assert monitor.row(opening)["not_notified_because"] == persisted.reason.sentence
    ended = monitor.receive(resolution)
    assert ended.reason is not None
    assert (ended.change, ended.reason.code) == ("fixed", ReasonCode.OPENING_NOT_NOTIFIED)


@pytest.mark.parametrize(
    ("event", "code", "words"),
    [
        (evaluated(NC, 3, C, rule_name="another-copy"), "unchanged", "was NON_COMPLIANT and still is"),
        (evaluated(C, 0.5), "outdated", "this one of 2026-11-23T00:30:00.000Z is older"),
        (evaluated(NC, 2, C), "duplicate", "stored before"),
        (evaluated(ID, 3, NC), "unchanged", "was NON_COMPLIANT and still is"),
        (evaluated(C, 3, resource="new"), "unchanged", "The first evaluation of this pair is COMPLIANT"),
        (removed(3, resource="unknown"), "unchanged", "has no violation"),
    ],
)
def test_what_changes_nothing_says_what_is_known_instead(event: Classified, code: str, words: str) -> None:
    persisted = known().receive(event)
    assert persisted.reason is not None
    assert (persisted.notify == "immediate", persisted.reason.code) == (False, code)
    assert words in persisted.reason.sentence


def test_what_is_notified_at_once_has_no_reason() -> None:
    monitor = known()
    resolution = evaluated(C, 3, NC)
    persisted = monitor.receive(resolution)
    assert (persisted.notify, persisted.reason) == ("immediate", None)
    assert monitor.row(resolution).get("not_notified_because") is None


def test_a_baseline_is_notified_with_others_and_says_so() -> None:
    persisted = Monitor().receive(evaluated(NC, 1))
    assert persisted.reason is not None
    assert (persisted.notify, persisted.reason.code) == ("immediate", "baseline")


def test_an_alarm_below_the_threshold_says_so() -> None:
    parsed = read_event(sample("cloudwatch/alarm-metric"), NOW).event
    assert parsed is not None
    monitor = Monitor(threshold="critical")
    classified = classify_event(
        parsed, monitor.rulebook, monitor.rulebook, monitor.ledger, NOW, FakeOverrides(), NoRules()
    )
    persisted = persist_event(classified, monitor.ledger, NOW, lambda _: None)
    assert persisted.reason is not None
    assert (persisted.notify, persisted.reason.code) == ("digest", "below_threshold")
