"""What becomes of an incident: openings, ends, updates, silence and scheduled changes."""

from dataclasses import dataclass, field

import pytest

from config_monitor.adapters.dynamodb.incident_rows import incident_attributes
from config_monitor.domain.events import Event, Severity
from config_monitor.domain.incidents import (
    ENTITIES,
    Incident,
    as_of,
    change_between,
    counted_in,
    counter_changes,
    due_at,
    ended_when_first_reported,
    incident_key,
    list_state,
    reported_severity,
    with_decision,
    with_report,
)
from config_monitor.domain.lifecycle import KEPT
from tests.support.incidents import at, ended, incident_of, next_of, reported

HOUR = 3600


@dataclass
class Row:
    """Events in order of arrival, and what they must end in; hours are of 2026-11-23."""

    name: str
    events: list[Event]
    is_open: bool
    opened: float | None = None
    resolved: float | None = None
    closed_as: str | None = None
    reopened: int = 0
    change: str = "unchanged"
    known_late: bool = field(default=False)


ROWS = [
    Row("first opened", [reported(1)], True, 1, change="opened"),
    Row("first ended", [ended(1)], False, known_late=True),
    Row("first an update", [reported(1, "updated")], False),
    Row("ended", [reported(1), ended(3)], False, 1, 3, "ok", change="ended"),
    Row("deleted", [reported(1), ended(3, "deleted")], False, 1, 3, "deleted", change="ended"),
    Row("reported again", [reported(1), reported(2, count=40)], True, 1),
    Row("another status", [reported(1), reported(2, status="upcoming")], True, 1, change="updated"),
    Row("no data", [reported(1), reported(2, "updated", status="INSUFFICIENT_DATA")], True, 1, change="updated"),
    Row("worse", [reported(1), reported(2, severity=Severity.CRITICAL)], True, 1, change="updated"),
    Row("less bad", [reported(1), reported(2, severity=Severity.LOW)], True, 1),
    Row("opened again", [reported(1), ended(2), reported(3)], True, 3, reopened=1, change="reopened"),
    Row("ended twice", [reported(1), ended(2), ended(3, "deleted")], False, 1, 2, "ok"),
    Row("the end arrives first", [ended(3), reported(1)], False, 1, 3, "ok", known_late=True),
    Row("the end in between is late", [reported(1), reported(4), ended(3)], True, 4, reopened=1),
    Row("old news while open", [reported(4), reported(1, severity=Severity.CRITICAL, status="x")], True, 1),
    Row("old news after the end", [reported(1), ended(3), reported(2)], False, 1, 3, "ok"),
    Row(
        "a second life arrives late",
        [reported(1), ended(2), ended(5), reported(4)],
        False,
        4,
        5,
        "ok",
        1,
        "unchanged",
        True,
    ),
    Row("the same event again", [reported(1), reported(1)], True, 1),
    Row("ended in the same second", [ended(1), reported(1)], False, 1, 1, "ok", known_late=True),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_becomes_of_an_incident(row: Row) -> None:
    before = incident_of(*row.events[:-1]) if row.events[:-1] else Incident(key=incident_of(row.events[0]).key)
    after = next_of(before, row.events[-1])
    assert after.is_open is row.is_open
    assert after.opened_at == (None if row.opened is None else at(row.opened))
    assert after.state.resolved_at == (None if row.resolved is None else at(row.resolved))
    assert after.closed_as == row.closed_as
    assert after.reopened == row.reopened
    assert change_between(before, after) == row.change
    assert ended_when_first_reported(before, after) is row.known_late


def test_what_was_wrong_stays_known_after_the_end() -> None:
    incident = incident_of(reported(1, severity=Severity.CRITICAL), ended(3), reported(4, "updated"))
    assert incident.severity is Severity.CRITICAL
    assert incident.event
    assert incident.event.title == "orchard opened at 1"
    assert incident.event.detail == {}


def test_three_openings_within_a_day_are_flapping() -> None:
    twice = [reported(1), ended(2), reported(3), ended(4)]
    assert not incident_of(*twice).flapping
    assert incident_of(*twice, reported(5)).flapping
    assert not incident_of(*twice, reported(26)).flapping


def test_silence_ends_an_incident_at_its_deadline() -> None:
    incident = incident_of(reported(1, silent_after=24 * HOUR))
    assert due_at(incident) == at(25)
    assert as_of(incident, at(24.9)) is incident
    over = as_of(incident, at(30))
    assert (over.is_open, over.state.resolved_at, over.closed_as) == (False, at(25), "silent")
    assert change_between(incident, over) == "ended"
    assert due_at(over) is None
    assert as_of(over, at(90)) is over


def test_news_puts_the_deadline_off_and_an_end_lifts_it() -> None:
    first = reported(1, silent_after=24 * HOUR)
    assert due_at(incident_of(first, reported(20, "updated", silent_after=24 * HOUR))) == at(44)
    assert due_at(incident_of(first, ended(2, "archived", silent_after=24 * HOUR))) is None


def test_what_is_reported_after_silence_is_a_new_opening_whether_or_not_anybody_looked_in_between() -> None:
    first, second = reported(1, silent_after=HOUR), reported(9, silent_after=HOUR)
    unseen = incident_of(first, now=at(1))
    seen = as_of(unseen, at(5))
    for before in (unseen, seen):
        after = next_of(before, second, at(9))
        assert change_between(before, after) == "reopened"
        assert (after.opened_at, after.reopened, after.state.ended_before) == (at(9), 1, (at(2), "silent"))


def test_what_is_first_reported_after_its_silence_is_over() -> None:
    incident = incident_of(reported(1, silent_after=HOUR), now=at(9))
    assert (incident.is_open, incident.closed_as) == (False, "silent")


def test_late_news_of_what_was_taken_for_silent_takes_the_end_back() -> None:
    silent = as_of(incident_of(reported(1, silent_after=24 * HOUR)), at(26))
    after = next_of(silent, reported(20, silent_after=24 * HOUR), at(26))
    assert after.is_open
    assert after.opened_at == at(1)
    assert change_between(silent, after) == "opened"


def test_a_scheduled_change_comes_near_once() -> None:
    upcoming = reported(0, severity=Severity.MEDIUM, starts_at=at(14 * 24))
    incident = incident_of(upcoming)
    assert due_at(incident) == at(7 * 24)
    assert reported_severity(incident, at(7 * 24 - 1)) is Severity.MEDIUM
    assert reported_severity(incident, at(7 * 24)) is Severity.HIGH
    near = with_decision(incident, Severity.HIGH, None, None, at(7 * 24))
    assert near.severity is Severity.HIGH
    assert change_between(incident, near) == "updated"
    assert due_at(near) is None
    assert due_at(next_of(near, reported(5, severity=Severity.MEDIUM, starts_at=at(21 * 24)))) == at(14 * 24)


def test_a_policy_that_rates_it_lower_is_followed_and_what_the_source_says_is_kept() -> None:
    incident = incident_of(reported(0, severity=Severity.MEDIUM, starts_at=at(200)))
    near = with_decision(incident, Severity.LOW, None, None, at(100))
    assert near.severity is Severity.LOW
    assert near.event
    assert near.event.source_severity is Severity.MEDIUM
    assert change_between(incident, near) == "unchanged"
    assert due_at(near) is None


def test_a_change_that_has_begun_is_not_raised_any_more() -> None:
    incident = incident_of(reported(0, severity=Severity.MEDIUM, starts_at=at(20)))
    assert reported_severity(incident, at(21)) is Severity.MEDIUM


def test_an_exception_is_due_at_its_end() -> None:
    event = reported(1)
    assert event.incident
    fresh = Incident(key=incident_of(event).key)
    excepted = with_report(fresh, event, event.incident, "web team: known", at(48), at(2))
    assert (excepted.closed_as, due_at(excepted)) == ("excepted", at(48))
    over = with_decision(excepted, Severity.HIGH, None, None, at(49))
    assert (over.exception, over.closed_as, due_at(over)) == (None, None, None)


def test_what_is_high_already_or_over_does_not_come_near() -> None:
    assert due_at(incident_of(reported(0, severity=Severity.HIGH, starts_at=at(300)))) is None
    medium = reported(0, severity=Severity.MEDIUM, starts_at=at(300))
    assert due_at(incident_of(medium, ended(1, "completed", starts_at=at(300)))) is None


def test_pages_of_a_health_event_merge_in_any_order() -> None:
    pages = [reported(1, event_id=f"p{n}", entities=(f"i-{n}", "i-0")) for n in range(4)]
    assert incident_of(*pages).entities == incident_of(*reversed(pages)).entities == ("i-0", "i-1", "i-2", "i-3")
    many = [reported(1, event_id=f"m{n}", entities=tuple(f"i-{n}-{m:03}" for m in range(80))) for n in range(3)]
    assert incident_of(*many).entities == incident_of(*reversed(many)).entities
    assert len(incident_of(*many).entities) == ENTITIES


def test_copies_of_one_report_are_one_opening() -> None:
    copies = [reported(1, event_id=name) for name in ("primary", "backup", "copy")]
    first = incident_of(copies[0])
    second = next_of(first, copies[1])
    assert change_between(first, second) == "unchanged"
    assert (second.state.opened, len(second.transitions)) == (1, 2)


def test_the_cause_is_the_one_of_the_oldest_report_that_names_one() -> None:
    named = [reported(hour, event_id=f"c{hour}", cause=f"failed at {hour}") for hour in (3, 2, 4)]
    incident = incident_of(reported(1), *named)
    assert incident.cause
    assert incident.cause[1] == "failed at 2"


def test_of_pages_of_one_time_the_most_severe_describes_the_incident_whichever_comes_first() -> None:
    first, second = reported(1, event_id="a"), reported(1, event_id="b", severity=Severity.INFORMATIONAL)
    assert incident_of(first, second).severity is incident_of(second, first).severity is Severity.HIGH
    before = incident_of(second)
    assert change_between(before, next_of(before, first)) == "updated"


def test_a_clock_that_is_days_ahead_does_not_outrank_what_follows() -> None:
    ahead = reported(1, occurred_at="2031-01-01T00:00:00.000Z")
    assert incident_of(ahead, ended(2)).closed_as == "ok"


def stored_list_keys(incident: Incident) -> dict[str, str | None]:
    stored = incident_attributes(incident)
    return {name: stored[name] for name in ("violation_state", "account_state", "rule_state")}


def test_in_which_list_an_incident_is_and_what_finds_it() -> None:
    incident = incident_of(reported(1))
    assert stored_list_keys(incident) == {
        "violation_state": "incident#open",
        "account_state": "111122223333#incident#open",
        "rule_state": "incident#aws.cloudwatch#open",
    }
    assert list_state(incident.model_copy(update={"exception": "known"})) == "excepted"
    assert list_state(incident_of(reported(1), ended(2))) == "ended"
    assert set(stored_list_keys(incident_of(ended(2))).values()) == {None}


def test_the_counters_follow_what_is_open() -> None:
    fresh = Incident(key=incident_of(reported(1)).key)
    opened, over = incident_of(reported(1)), incident_of(reported(1), ended(2))
    ((key, counts),) = counter_changes([(fresh, opened)]).items()
    assert (key.account, key.region) == ("111122223333", "eu-central-1")
    assert counts == {"open_4": 1}
    assert list(counter_changes([(opened, over)]).values()) == [{"open_4": -1}]
    assert counter_changes([(fresh, over)]) == {}
    assert counted_in(opened.model_copy(update={"exception": "known"})) == "excepted"


def test_a_claim_about_another_account_is_an_incident_beside_the_senders_own() -> None:
    own, claim = reported(1, source="aws.health"), ended(2, "closed", source="aws.health")
    claim = claim.model_copy(update={"claimed": True, "account_mismatch": "444455556666"})
    assert own.incident
    assert claim.incident
    ours, claimed = incident_key(own, own.incident), incident_key(claim, claim.incident)
    assert (claimed.account, claimed.identity) == (ours.account, "orchard#claimed#444455556666")
    long = claim.incident.model_copy(update={"identity": "x" * 900})
    assert len(incident_key(claim, long).identity) == 900


def test_the_status_of_a_part_is_not_the_incidents() -> None:
    alarm = reported(1, status="ALARM")
    series = [reported(2 + n, "updated", status=("OK", "ALARM")[n % 2], of_part=True) for n in range(4)]
    before = incident_of(alarm)
    for report in series:
        after = next_of(before, report)
        assert (change_between(before, after), after.state.status) == ("unchanged", "ALARM")
        before = after
    assert incident_of(*series, alarm).state == before.state


def test_a_part_whose_failure_opens_the_incident_gives_it_a_status_until_the_whole_reports() -> None:
    part = reported(1, status="CREATE_FAILED", of_part=True)
    assert incident_of(part).state.status == "CREATE_FAILED"
    assert incident_of(part, reported(2, status="ROLLBACK_IN_PROGRESS")).state.status == "ROLLBACK_IN_PROGRESS"


def test_more_pages_than_transitions_are_kept_merge_in_any_order() -> None:
    pages = [reported(1, event_id=f"p{n:02}", entities=(f"i-{n:02}",)) for n in range(3 * KEPT)]
    in_order, reverse = incident_of(*pages), incident_of(*reversed(pages))
    assert in_order.entities == reverse.entities == tuple(f"i-{n:02}" for n in range(3 * KEPT))
    assert next_of(reverse, pages[0]) is reverse


def test_the_cause_is_the_oldest_reports_however_late_it_arrives() -> None:
    later = [reported(2 + n / 100, event_id=f"l{n:02}", cause=f"later {n}") for n in range(2 * KEPT)]
    first = reported(1, event_id="first", cause="first")
    assert incident_of(*later, first).cause == incident_of(first, *later).cause


def test_the_title_of_a_health_event_has_the_entities_of_all_its_pages() -> None:
    first, second = (
        reported(1, event_id=name, entities=(name,), subject="Issue: EC2 operational issue", source="aws.health")
        for name in ("i-2", "i-1")
    )
    assert incident_of(first).title == "orchard opened at 1"
    for pages in ([first, second], [second, first]):
        assert incident_of(*pages).title == "Issue: EC2 operational issue, i-1 and 1 more"
