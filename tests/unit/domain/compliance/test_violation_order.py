"""Arrival plays no part: any order and any repetition of the same events ends in the same items and the same counts."""

from collections import Counter
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from config_monitor.adapters.dynamodb.rows import violation_attributes
from config_monitor.domain.compliance import counted_in, counter_changes, counters_key
from config_monitor.domain.events import ComplianceStatus, Severity
from config_monitor.domain.lifecycle import KEPT, CountersKey
from config_monitor.domain.policy import Classified
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import NC, RULE, C, evaluated, removed
from tests.support.fakes import FakeLedger

NOW = datetime(2026, 11, 24, tzinfo=UTC)
# What was notified, and from when a deadline runs, depends on what was known when.
ALERT_FIELDS = {"version", "alert", "alert_channel", "notified_severity", "deadline_from", "deadline_at"}


def stored(events: list[Classified]) -> FakeLedger:
    ledger = FakeLedger()
    for event in events:
        persist_event(event, ledger, NOW, lambda _: None)
    return ledger


def items(ledger: FakeLedger, but: set[str]) -> list[dict[str, Any]]:
    """All violations as stored, without some attributes."""
    actual = [violation_attributes(v) for _, v in sorted(ledger.violations.items(), key=lambda pair: str(pair[0]))]
    return [{name: value for name, value in item.items() if name not in but} for item in actual]


def recount(ledger: FakeLedger) -> dict[CountersKey, dict[str, int]]:
    """The counts as the violations themselves give them."""
    counts: dict[CountersKey, Counter[str]] = {}
    for violation in ledger.violations.values():
        if name := counted_in(violation):
            counts.setdefault(counters_key(violation.key), Counter())[name] += 1
    return {key: dict(counter) for key, counter in counts.items()}


def counters_of(ledger: FakeLedger) -> dict[CountersKey, dict[str, int]]:
    nonzero = {
        key: {name: n for name, n in counters.items() if n} for key, counters in ledger.counters_by_account.items()
    }
    return {key: counts for key, counts in nonzero.items() if counts}


def test_all_120_orders_of_five_transitions_end_in_the_same_item() -> None:
    """Also in the same alert on the item: whatever the order, the last opening is notified."""
    steps = [
        evaluated(
            C if hour % 2 else NC,
            hour,
            NC if hour % 2 else C,
            annotation=f"seen at {hour}",
            severity=Severity(hour - 1),
        )
        for hour in range(2, 7)
    ]
    ends = [items(stored(list(order)), {"version"}) for order in permutations(steps)]
    assert len(ends) == 120
    assert all(end == ends[0] for end in ends)
    assert ends[0][0]["reopened"] == 2
    assert ends[0][0]["severity"] == 5


def test_all_120_orders_with_a_deletion_and_a_second_copy_end_alike() -> None:
    pack = f"{RULE}-conformance-pack-szsm1uv0w"
    steps = [evaluated(NC, 1), evaluated(NC, 2, rule_name=pack), removed(3), evaluated(NC, 4), evaluated(C, 5, NC)]
    ends = [items(stored(list(order)), ALERT_FIELDS) for order in permutations(steps)]
    assert all(end == ends[0] for end in ends)
    assert ends[0][0]["closed_as"] == "fixed"


STATUSES = st.sampled_from(ComplianceStatus)
HOURS = st.integers(1, 12)
WORDS = st.builds(
    evaluated,
    STATUSES,
    HOURS,
    st.none() | STATUSES,
    before_at=st.none() | HOURS,
    rule_name=st.sampled_from([RULE, f"{RULE}-conformance-pack-szsm1uv0w"]),
    resource=st.sampled_from(["vol-1", "vol-2"]),
    severity=st.sampled_from(Severity),
    annotation=st.none() | st.sampled_from(["a", "b"]),
)
ENDS = st.builds(removed, HOURS, resource=st.sampled_from(["vol-1", "vol-2"]))


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Classified], list[Classified]]:
    """The same events twice: in their order, and in any order with repetitions; at most one deletion a resource."""
    words = draw(st.lists(WORDS, min_size=1, max_size=KEPT - 2))
    ends = draw(st.lists(ENDS, max_size=2, unique_by=lambda end: end.event.resource_id))
    numbered = [
        e.model_copy(update={"event": e.event.model_copy(update={"event_id": f"e{i}"})})
        for i, e in enumerate([*words, *ends])
    ]
    again = draw(st.lists(st.sampled_from(numbered), max_size=10))
    return numbered, draw(st.permutations([*numbered, *again]))


@given(deliveries())
@settings(max_examples=400, deadline=None)
def test_any_order_and_repetition_ends_alike_and_the_counts_are_a_recount(
    both: tuple[list[Classified], list[Classified]],
) -> None:
    in_order, as_delivered = (stored(list(events)) for events in both)
    assert items(as_delivered, ALERT_FIELDS) == items(in_order, ALERT_FIELDS)
    assert counters_of(as_delivered) == recount(as_delivered) == recount(in_order)
    assert len(as_delivered.events) == len(both[0])


@given(st.lists(WORDS, min_size=1, max_size=60), st.integers(0, KEPT - 1))
@settings(max_examples=100, deadline=None)
def test_a_long_history_ends_alike_while_nothing_is_later_than_what_is_kept(words: list[Classified], late: int) -> None:
    """However many events there were: one that arrives up to 20 places late is still put where it belongs."""
    numbered = [
        w.model_copy(update={"event": w.event.model_copy(update={"event_id": f"e{i:02}", "resource_id": "vol-1"})})
        for i, w in enumerate(
            sorted((w for w in words if w.event.resource_id == "vol-1"), key=lambda w: str(w.event.evaluated_at))
        )
    ]
    delayed = numbered[late:] if late < len(numbered) else numbered
    kept_back = numbered[:late] if late < len(numbered) else []
    arrival = [*delayed[: KEPT - len(kept_back)], *kept_back, *delayed[KEPT - len(kept_back) :]]
    assert items(stored(arrival), ALERT_FIELDS) == items(stored(numbered), ALERT_FIELDS)


def test_counts_that_stay_are_left_out() -> None:
    """Two violations that trade places in the same shard cost no write."""
    ledger = stored([evaluated(NC, 1)])
    (violation,) = ledger.violations.values()
    assert counter_changes([(violation, violation)]) == {}
