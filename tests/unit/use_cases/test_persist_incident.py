"""Events that report on incidents: one transaction, one item, and the alerts that the incident's life calls for."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config_monitor.domain.compliance import Persisted
from config_monitor.domain.events import Event, Severity
from config_monitor.domain.incidents import counter_changes
from config_monitor.domain.policy import Classified, Route
from config_monitor.use_cases.persist_event import persist_event
from tests.support.fakes import FakeLedger
from tests.support.incidents import ended, reported, reports

WHAT_WAS_NOTIFIED = {"version", "alert", "alert_channel", "notified_severity", "notified_statuses", "deadline_from"}
NOW = datetime(2026, 11, 24, tzinfo=UTC)
THRESHOLD = Severity.HIGH


def classified(event: Event) -> Classified:
    """As a policy decides that notifies of what is high at once."""
    return Classified(
        event=event,
        route=Route(channel="operations", notify="immediate" if event.severity >= THRESHOLD else "digest"),
    )


def stored(events: Iterable[Event]) -> tuple[FakeLedger, list[Persisted]]:
    ledger = FakeLedger()
    return ledger, [persist_event(classified(event), ledger, NOW, lambda _: None) for event in events]


def content(ledger: FakeLedger) -> list[dict[str, Any]]:
    """The incidents without what depends on the order of arrival: notifications, writes, and when they became known."""
    return [i.model_dump(exclude=WHAT_WAS_NOTIFIED) for i in ledger.incidents.values()]


def test_a_life_is_three_rows_one_item_and_two_alerts() -> None:
    ledger, answers = stored([reported(1), reported(2, count=9), ended(3)])
    assert [answer.change for answer in answers] == ["opened", "unchanged", "ended"]
    assert [answer.notify for answer in answers] == ["immediate", "none", "immediate"]
    assert (len(ledger.events), len(ledger.incidents), len(ledger.alerts)) == (3, 1, 2)
    assert [key for answer in answers for key in answer.alerts] == list(ledger.alerts)
    assert not ledger.in_digest
    assert [answer.reason and answer.reason.code for answer in answers] == [None, "unchanged", None]
    (counters,) = ledger.incident_counters.values()
    assert counters == {"open_4": 0}


def test_a_second_delivery_changes_nothing() -> None:
    ledger, answers = stored([reported(1), reported(1)])
    assert answers[1].outcome == "duplicate"
    (incident,) = ledger.incidents.values()
    assert incident.version == 1


@pytest.mark.parametrize(
    ("events", "in_digest"),
    [
        ([reported(1, severity=Severity.LOW)], [True]),
        ([reported(1, severity=Severity.LOW), reported(2, severity=Severity.LOW, count=2)], [True, False]),
        ([reported(1, severity=Severity.LOW), ended(2)], [True, False]),
        ([reported(1, severity=Severity.LOW), reported(2, severity=Severity.CRITICAL)], [True, False]),
        ([ended(3), reported(1)], [True, True]),
        ([ended(1, "archived", suppressed=True)], [False]),
    ],
)
def test_the_digest_lists_each_opening_once_and_what_was_known_only_ended(
    events: list[Event], in_digest: list[bool]
) -> None:
    ledger, answers = stored(events)
    assert [event.id in ledger.in_digest for event in events] == in_digest
    assert [answer.notify == "digest" for answer in answers] == in_digest


def test_the_incident_counts_as_open_by_account_and_severity() -> None:
    ledger, _ = stored([reported(1)])
    (counters,) = ledger.incident_counters.values()
    assert counters == {"open_4": 1}
    stored_again = [(incident, incident) for incident in ledger.incidents.values()]
    assert counter_changes(stored_again) == {}


@given(reports().flatmap(lambda r: st.tuples(st.just(r), st.permutations(r), st.lists(st.sampled_from(r), max_size=9))))
@settings(max_examples=80, deadline=None)
def test_any_order_and_repetition_ends_in_the_same_item_and_its_end_is_notified_where_its_opening_was(
    drawn: tuple[list[Event], list[Event], list[Event]],
) -> None:
    in_order, shuffled, again = drawn
    ledger, _ = stored([*shuffled, *again])
    assert content(ledger) == content(stored(in_order)[0])
    assert len(ledger.events) == len(in_order)
    (incident,) = ledger.incidents.values()
    ends = {alert.opening_alert for alert in ledger.alerts.values() if alert.opening_alert and alert.kind != "updated"}
    openings = {key for key, alert in ledger.alerts.items() if not alert.opening_alert}
    still_open = {incident.alert} if incident.is_open and incident.alert else set()
    assert openings == ends | still_open


@given(reports())
@settings(max_examples=50, deadline=None)
def test_repetition_makes_no_alert_more(events: list[Event]) -> None:
    once, twice = stored(events)[0], stored([event for event in events for _ in range(2)])[0]
    assert once.alerts == twice.alerts
    assert once.incidents == twice.incidents
