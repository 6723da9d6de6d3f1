"""What becomes of a violation: one case for each row of docs/violations.md."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config_monitor.domain.compliance import Persisted, Violation, with_evaluation
from config_monitor.domain.events import ComplianceStatus, Severity
from config_monitor.domain.lifecycle import KEPT
from config_monitor.domain.policy import Classified, Route
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import ID, KEY, NA, NC, RULE, C, at, evaluated, removed
from tests.support.fakes import FakeLedger

NOW = datetime(2026, 11, 24, tzinfo=UTC)
DOCUMENT = Path(__file__).parents[4] / "docs" / "violations.md"
PACK = f"{RULE}-conformance-pack-szsm1uv0w"


def after_events(*events: Classified) -> tuple[FakeLedger, Violation, Persisted]:
    """What is stored after events in this order, the violation, and what came of the last event."""
    ledger = FakeLedger()
    answers = [persist_event(event, ledger, NOW, lambda _: None) for event in events]
    return ledger, ledger.violation(KEY), answers[-1]


@dataclass
class Row:
    """Events in the order of arrival, and what they must end in; hours are of 2026-11-23."""

    name: str
    events: list[Classified]
    status: ComplianceStatus
    opened: float | None = None
    resolved: float | None = None
    closed_as: str | None = None
    reopened: int = 0
    change: str = "unchanged"
    notified: bool = False


ROWS = [
    Row("first-non-compliant", [evaluated(NC, 1)], NC, opened=1, change="opened", notified=True),
    Row("first-compliant", [evaluated(C, 1)], C),
    Row("first-not-applicable", [evaluated(NA, 1)], NA),
    Row("first-insufficient-data", [evaluated(ID, 1)], ID),
    Row(
        "compliant-to-non-compliant",
        [evaluated(C, 1), evaluated(NC, 2, C)],
        NC,
        opened=2,
        change="opened",
        notified=True,
    ),
    Row("non-compliant-to-compliant", [evaluated(NC, 1), evaluated(C, 2, NC)], C, 1, 2, "fixed", 0, "fixed", True),
    Row(
        "non-compliant-to-not-applicable",
        [evaluated(NC, 1), evaluated(NA, 2, NC)],
        NA,
        1,
        2,
        "removed",
        0,
        "removed",
        True,
    ),
    Row("non-compliant-to-insufficient-data", [evaluated(NC, 1), evaluated(ID, 2, NC)], NC, opened=1),
    Row("compliant-to-insufficient-data", [evaluated(C, 1), evaluated(ID, 2, C)], ID),
    Row("compliant-to-not-applicable", [evaluated(C, 1), evaluated(NA, 2, C)], NA),
    Row("fixed-to-not-applicable", [evaluated(NC, 1), evaluated(C, 2, NC), evaluated(NA, 3, C)], NA, 1, 2, "fixed"),
    Row(
        "opens-again",
        [evaluated(NC, 1), evaluated(C, 2, NC), evaluated(NC, 3, C)],
        NC,
        opened=3,
        reopened=1,
        change="reopened",
        notified=True,
    ),
    Row("same-status-again", [evaluated(NC, 1), evaluated(NC, 2, NC)], NC, opened=1),
    Row("same-event-again", [evaluated(NC, 1), evaluated(NC, 1)], NC, opened=1),
    Row("missed-opening", [evaluated(C, 5, NC, before_at=2)], C, 2, 5, "fixed"),
    Row("missed-opening-without-time", [evaluated(C, 5, NC)], C, 5, 5, "fixed"),
    Row(
        "missed-opening-then-unknown", [evaluated(ID, 5, NC, before_at=2)], NC, opened=2, change="opened", notified=True
    ),
    Row(
        "missed-resolution",
        [evaluated(NC, 1), evaluated(NC, 5, C, before_at=3)],
        NC,
        opened=5,
        reopened=1,
        change="reopened",
        notified=True,
    ),
    Row("late-non-compliant", [evaluated(C, 3), evaluated(NC, 1)], C, 1, 3, "fixed"),
    Row("late-compliant", [evaluated(NC, 3), evaluated(C, 1)], NC, opened=3),
    Row("late-in-between", [evaluated(NC, 1), evaluated(NC, 3, NC), evaluated(C, 2, NC)], NC, opened=3, reopened=1),
    Row("same-time-bad-news-first", [evaluated(NC, 1), evaluated(C, 1)], NC, opened=1, reopened=0),
    Row("same-time-good-news-first", [evaluated(C, 1), evaluated(NC, 1)], NC, opened=1, change="opened", notified=True),
    Row("resource-deleted-while-open", [evaluated(NC, 1), removed(2)], NA, 1, 2, "removed", 0, "removed", True),
    Row("resource-deleted-while-compliant", [evaluated(C, 1), removed(2)], NA),
    Row("deletion-heard-first", [removed(2), evaluated(NC, 1)], NA, 1, 2, "removed"),
    Row(
        "resource-made-again", [evaluated(NC, 1), removed(2), evaluated(NC, 3)], NC, 3, None, None, 1, "reopened", True
    ),
    Row("deletion-heard-late", [evaluated(NC, 1), evaluated(NC, 3), removed(2)], NC, opened=3, reopened=1),
    Row("one-copy-of-two-open", [evaluated(NC, 1), evaluated(NC, 2, rule_name=PACK), evaluated(C, 3, NC)], NC, 1),
    Row(
        "last-copy-resolved",
        [
            evaluated(NC, 1),
            evaluated(NC, 2, rule_name=PACK),
            evaluated(C, 3, NC),
            evaluated(C, 4, NC, rule_name=PACK),
        ],
        C,
        1,
        4,
        "fixed",
        0,
        "fixed",
        True,
    ),
    Row(
        "one-copy-gone",
        [evaluated(C, 1), evaluated(NC, 2, rule_name=PACK), evaluated(NA, 3, NC, rule_name=PACK)],
        C,
        2,
        3,
        "fixed",
        0,
        "fixed",
        True,
    ),
    Row("clock-ahead", [evaluated(NC, 500, published=1), evaluated(C, 2, NC)], C, 1, 2, "fixed", 0, "fixed", True),
    Row(
        "clock-a-little-ahead", [evaluated(NC, 5, published=1), evaluated(C, 6, NC)], C, 5, 6, "fixed", 0, "fixed", True
    ),
    Row(
        "older-than-what-is-kept",
        [*(evaluated(C, hour) for hour in range(1, KEPT + 3)), evaluated(NC, 0.5)],
        C,
    ),
]


def ids(row: Row) -> str:
    return row.name


@pytest.mark.parametrize("row", ROWS, ids=ids)
def test_the_outcome_is_that_of_the_table(row: Row) -> None:
    _, violation, last = after_events(*row.events)
    assert violation.status is row.status
    assert violation.opened_at == (None if row.opened is None else at(row.opened))
    assert violation.state.resolved_at == (None if row.resolved is None else at(row.resolved))
    assert violation.state.closed_as == row.closed_as
    assert violation.reopened == row.reopened
    assert last.change == row.change
    assert (last.notify == "immediate") is row.notified
    assert bool(last.alerts) is row.notified


def test_the_document_has_exactly_these_rows() -> None:
    documented = re.findall(r"^\| `([a-z-]+)` \|", DOCUMENT.read_text(), re.MULTILINE)
    assert documented == [row.name for row in ROWS]


def test_what_was_wrong_stays_known_after_it_is_fixed() -> None:
    bad = evaluated(NC, 1, severity=Severity.CRITICAL, annotation="open to the world")
    good = evaluated(C, 2, NC, severity=Severity.INFORMATIONAL)
    for order in ((bad, good), (good, bad)):
        _, violation, _ = after_events(*order)
        assert (violation.severity, violation.annotation) == (Severity.CRITICAL, "open to the world")


def test_a_later_evaluation_of_an_open_violation_updates_its_annotation() -> None:
    first, second = evaluated(NC, 1, annotation="one port"), evaluated(NC, 2, NC, annotation="two ports")
    for order in ((first, second), (second, first)):
        assert after_events(*order)[1].annotation == "two ports"


def test_an_exception_keeps_a_violation_quiet_and_out_of_the_open_ones() -> None:
    excepted = Route(channel="security", notify="immediate", exception="a honeypot", excepted_until="2027-01-01")
    ledger, violation, answer = after_events(evaluated(NC, 1, route=excepted))
    assert violation.counted == "excepted"
    assert (answer.change, answer.notify, ledger.alerts) == ("opened", "none", {})


def test_a_resolution_is_notified_where_its_opening_was_and_only_then() -> None:
    quiet = Route(channel="security", notify="digest")
    elsewhere = Route(channel="moved", notify="immediate")
    ledger, _, answer = after_events(evaluated(NC, 1), evaluated(C, 2, NC, route=elsewhere))
    opening, resolution = ledger.alerts.values()
    assert (resolution.channel, resolution.opening_alert) == ("security", opening.key)
    assert answer.alerts == [resolution.key]
    assert after_events(evaluated(NC, 1, route=quiet), evaluated(C, 2, NC))[2].alerts == []


def test_what_is_left_to_the_digest_has_that_route() -> None:
    quiet = Route(channel="security", notify="digest")
    assert after_events(evaluated(NC, 1, route=quiet))[2].notify == "digest"
    assert after_events(evaluated(NC, 1, route=quiet), evaluated(NC, 2, NC, route=quiet))[2].notify == "none"


def test_a_first_evaluation_is_a_baseline_and_a_change_is_not() -> None:
    """A new rule finds old faults: its alert says so."""
    (first,) = after_events(evaluated(NC, 1))[0].alerts.values()
    (change,) = after_events(evaluated(NC, 1, C))[0].alerts.values()
    assert (first.baseline, change.baseline) == (True, False)


def test_three_openings_within_a_day_are_flapping() -> None:
    steps = [evaluated(NC, 1), evaluated(C, 2), evaluated(NC, 3), evaluated(C, 4), evaluated(NC, 5)]
    assert after_events(*steps)[1].flapping
    assert not after_events(*steps[:3])[1].flapping
    assert not after_events(*steps[:4], evaluated(NC, 26))[1].flapping


def test_an_opening_that_arrives_is_not_missed_whatever_the_old_result_says() -> None:
    """NC after NC is no change, so the violation is as old as its first evaluation."""
    _, violation, answer = after_events(evaluated(NC, 5, NC, before_at=2))
    assert (violation.opened_at, violation.state.opened, answer.change) == (at(5), 1, "opened")


@pytest.mark.parametrize("status", [C, NA, ID])
def test_a_missed_resolution_is_a_fix_also_when_the_resource_is_gone_by_the_next_word(status: ComplianceStatus) -> None:
    _, violation, answer = after_events(evaluated(NC, 1), evaluated(status, 5, C, before_at=3))
    assert (violation.status, violation.state.resolved_at, violation.state.closed_as) == (status, at(3), "fixed")
    assert answer.change == "fixed"


def test_an_excepted_violation_is_closed_as_excepted_while_it_is_open_and_no_longer() -> None:
    excepted = Route(channel="security", notify="immediate", exception="a honeypot", excepted_until="2027-01-01")
    assert after_events(evaluated(NC, 1, route=excepted))[1].closed_as == "excepted"
    assert after_events(evaluated(NC, 1))[1].closed_as is None
    assert after_events(evaluated(NC, 1, route=excepted), evaluated(C, 2, NC))[1].closed_as == "fixed"


def test_what_is_summed_up_already_is_not_applied_again() -> None:
    words = [evaluated(NC if hour % 2 else C, hour) for hour in range(1, KEPT + 3)]
    violation = after_events(*words)[1]
    for word in words:
        assert word.event.evaluation is not None
        assert with_evaluation(violation, word.event, word.event.evaluation, None, None) is violation
