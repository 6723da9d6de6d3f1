"""Order of arrival and repetition do not matter: the same reports end in the same incident, for every source."""

from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from config_monitor.domain.events import Event, Severity
from config_monitor.domain.incidents import Incident, change_between
from config_monitor.domain.lifecycle import KEPT
from tests.support.incidents import at, ended, incident_of, next_of, reported, reports

WRITTEN = {"version"}
NOW = at(24)


def content(incident: Incident) -> dict[str, Any]:
    return incident.model_dump(exclude=WRITTEN)


def test_all_120_orders_of_five_reports_end_in_the_same_incident() -> None:
    steps = [
        reported(1),
        ended(2),
        reported(3, severity=Severity.CRITICAL, count=3),
        reported(4, "updated", status="INSUFFICIENT_DATA"),
        ended(5, "deleted"),
    ]
    ends = [content(incident_of(*order, now=NOW)) for order in permutations(steps)]
    assert len(ends) == 120
    assert all(end == ends[0] for end in ends)
    assert (ends[0]["state"]["closed_as"], ends[0]["state"]["opened"]) == ("deleted", 2)


@given(reports().flatmap(lambda r: st.tuples(st.just(r), st.permutations(r), st.lists(st.sampled_from(r), max_size=9))))
@settings(max_examples=150, deadline=None)
def test_any_order_and_repetition_ends_alike(drawn: tuple[list[Event], list[Event], list[Event]]) -> None:
    in_order, shuffled, again = drawn
    assert content(incident_of(*shuffled, *again, now=NOW)) == content(incident_of(*in_order, now=NOW))


@given(reports())
@settings(max_examples=80, deadline=None)
def test_a_report_that_is_known_changes_nothing_at_all(events: list[Event]) -> None:
    incident = incident_of(*events, now=NOW)
    assert all(next_of(incident, event, NOW) is incident for event in events)


@given(reports())
@settings(max_examples=80, deadline=None)
def test_older_news_than_what_is_known_never_opens_ends_or_updates_anything(events: list[Event]) -> None:
    """What is late may show that the past was different; it is no news of the present unless that changes."""
    *known, late = sorted(events, key=lambda e: str(e.incident and e.incident.occurred_at), reverse=True)
    if not known:
        return
    before = incident_of(*known, now=NOW)
    after = next_of(before, late, NOW)
    assert change_between(before, after) != "updated"
    if after.is_open is before.is_open:
        assert change_between(before, after) == "unchanged"


@given(reports(60), st.integers(0, KEPT - 1))
@settings(max_examples=50, deadline=None)
def test_a_long_history_ends_alike_while_nothing_is_later_than_what_is_kept(events: list[Event], late: int) -> None:
    numbered = sorted(events, key=lambda e: str(e.incident and e.incident.occurred_at))
    held_back, delayed = (numbered[:late], numbered[late:]) if late < len(numbered) else ([], numbered)
    room = KEPT - len(held_back)
    arrival = [*delayed[:room], *held_back, *delayed[room:]]
    assert content(incident_of(*arrival, now=NOW)) == content(incident_of(*numbered, now=NOW))
