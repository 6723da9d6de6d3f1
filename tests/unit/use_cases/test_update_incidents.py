"""What the passing of time does to stored incidents."""

from datetime import datetime

import pytest

from config_monitor.domain.events import Event, Severity, parse_instant
from config_monitor.domain.policy import Classified, Policy, Route
from config_monitor.errors import StorageBusy, StorageRefused, WriteConflict
from config_monitor.ports import Record, Recorded
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.optimistic_retry import ATTEMPTS
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.update_incidents import IncidentDependencies, IncidentUpdates, update_incidents
from tests.support.fakes import FakeLedger, FakeOverrides, FakePolicies, NoRules, exception_by_person, mute_by_person
from tests.support.incidents import at, reported

DAY_SECONDS = 86400
POLICY = Policy.model_validate({"default_channel": "operations", "threshold": "high"})


class NoCatalogue:
    def find_by_identifier(self, _identifier: str) -> None:
        return None

    def find(self, rule: str) -> None:
        raise AssertionError(f"{rule} is no rule")


def hour(hours: float) -> datetime:
    return parse_instant(at(hours))


def known(*events: Event, policy: Policy = POLICY, ledger: FakeLedger | None = None) -> FakeLedger:
    """A table in which each event was stored at its time."""
    ledger = ledger or FakeLedger()
    for event in events:
        assert event.incident
        now = parse_instant(event.incident.occurred_at)
        persist_event(
            classify_event(event, FakePolicies(policy), NoCatalogue(), ledger, now, FakeOverrides(), NoRules()),
            ledger,
            now,
            lambda _: None,
        )
    return ledger


def updated(
    ledger: FakeLedger, hours: float, policy: Policy = POLICY, people: FakeOverrides | None = None
) -> IncidentUpdates:
    decided_by = (FakePolicies(policy), people or FakeOverrides())
    return update_incidents(
        IncidentDependencies(ledger, ledger, *decided_by, lambda _: None, hour(hours), lambda: False)
    )


def test_a_finding_that_is_silent_for_thirty_days_has_ended() -> None:
    ledger = known(reported(0, silent_after=30 * DAY_SECONDS, source="aws.guardduty"))
    assert updated(ledger, 30 * 24 - 1) == IncidentUpdates()
    assert updated(ledger, 30 * 24 + 5) == IncidentUpdates(ended=1)
    (incident,) = ledger.incidents.values()
    assert (incident.closed_as, incident.state.resolved_at) == ("silent", at(30 * 24))
    opening, end = ledger.alerts.values()
    assert (end.kind, end.opening_alert, end.channel, end.created_at) == (
        "silent",
        opening.key,
        "operations",
        at(30 * 24 + 5),
    )
    assert updated(ledger, 31 * 24) == IncidentUpdates()


def test_what_nobody_was_notified_of_ends_without_a_message() -> None:
    ledger = known(reported(0, silent_after=3600, severity=Severity.LOW))
    assert updated(ledger, 2) == IncidentUpdates(ended=1)
    assert ledger.alerts == {}


def test_a_scheduled_change_is_notified_when_its_seventh_day_comes() -> None:
    ledger = known(reported(0, severity=Severity.MEDIUM, source="aws.health", starts_at=at(20 * 24)))
    assert ledger.alerts == {}
    assert updated(ledger, 12 * 24) == IncidentUpdates()
    assert updated(ledger, 13 * 24) == IncidentUpdates(updated=1)
    (alert,) = ledger.alerts.values()
    assert (alert.kind, alert.severity, alert.channel) == ("opened", Severity.HIGH, "operations")
    assert updated(ledger, 14 * 24) == IncidentUpdates()


def test_who_was_notified_of_a_scheduled_change_is_notified_in_its_thread_when_it_comes_near() -> None:
    loud = Policy.model_validate({"default_channel": "operations", "threshold": "medium"})
    ledger = known(reported(0, severity=Severity.MEDIUM, starts_at=at(20 * 24)), policy=loud)
    assert updated(ledger, 13 * 24, loud) == IncidentUpdates(updated=1)
    opening, update = ledger.alerts.values()
    assert (update.kind, update.opening_alert, update.severity) == ("updated", opening.key, Severity.HIGH)


def test_an_exception_that_has_ended_is_an_opening() -> None:
    ledger, event = FakeLedger(), reported(0)
    route = Route(channel="operations", notify="none", exception="web team: known", excepted_until=at(48))
    persist_event(Classified(event=event, route=route), ledger, hour(0), lambda _: None)
    (incident,) = ledger.incidents.values()
    assert (incident.closed_as, ledger.alerts, ledger.in_digest) == ("excepted", {}, set())
    assert updated(ledger, 47) == IncidentUpdates()
    assert updated(ledger, 48) == IncidentUpdates(opened=1)
    (alert,) = ledger.alerts.values()
    assert (alert.kind, alert.exception_ended) == ("opened", "web team: known")


def test_what_a_person_excepted_stays_excepted_when_its_scheduled_change_comes_near() -> None:
    loud = Policy.model_validate({"default_channel": "operations", "threshold": "medium"})
    ledger = known(reported(0, severity=Severity.MEDIUM, starts_at=at(20 * 24)), policy=loud)
    (incident,) = ledger.incidents.values()
    people = FakeOverrides(exception=exception_by_person(incident.key, parse_instant(at(15 * 24)).date()))
    ledger.incidents[incident.key] = incident.without_alert().model_copy(update={"exception": "alice (U1): moved"})
    assert updated(ledger, 13 * 24, loud, people) == IncidentUpdates(updated=1)
    assert [alert.kind for alert in ledger.alerts.values()] == ["opened"]
    excepted = ledger.incidents[incident.key]
    assert (excepted.exception, excepted.severity) == ("alice (U1): moved", Severity.HIGH)
    assert updated(ledger, 15 * 24, loud, people) == IncidentUpdates()
    assert updated(ledger, 16 * 24, loud, people) == IncidentUpdates(opened=1)
    assert [alert.kind for alert in ledger.alerts.values()] == ["opened", "opened"]


def test_what_a_person_muted_is_not_notified_when_its_scheduled_change_comes_near() -> None:
    ledger = known(reported(0, severity=Severity.MEDIUM, starts_at=at(20 * 24)))
    (key,) = ledger.incidents
    people = FakeOverrides(mute=mute_by_person(key, at(14 * 24)))
    assert updated(ledger, 13 * 24, POLICY, people) == IncidentUpdates(updated=1)
    assert ledger.alerts == {}


class Busy(FakeLedger):
    """A table on which others are faster for some writes without event."""

    conflicts = ATTEMPTS

    def record(self, record: Record, now: datetime) -> Recorded:
        if record.classified is None and self.conflicts:
            self.conflicts -= 1
            raise WriteConflict
        return super().record(record, now)


def test_what_others_change_meanwhile_is_read_again_and_in_the_end_left_to_the_next_run() -> None:
    ledger = known(reported(0, silent_after=3600), ledger=Busy())
    with pytest.raises(StorageBusy):
        updated(ledger, 3)
    assert updated(ledger, 3) == IncidentUpdates(ended=1)


class Refusing(FakeLedger):
    """A table that refuses one incident for good."""

    def record(self, record: Record, now: datetime) -> Recorded:
        if now > hour(700) and any(after.key.identity == "bad" for _, after in record.incidents):
            raise StorageRefused("an item too large")
        return super().record(record, now)


def test_an_incident_that_can_not_be_written_keeps_no_other_from_its_end() -> None:
    events = [reported(0, event_id=name, identity=name, silent_after=30 * DAY_SECONDS) for name in ("bad", "good")]
    updates = updated(known(*events, ledger=Refusing()), 31 * 24)
    assert (updates.failed, updates.ended) == (1, 1)


def test_what_there_is_no_time_for_is_left_to_the_next_run() -> None:
    ledger = known(reported(0, silent_after=3600))
    decided_by = (FakePolicies(POLICY), FakeOverrides())
    ports = IncidentDependencies(ledger, ledger, *decided_by, lambda _: None, hour(3), lambda: True)
    assert update_incidents(ports) == IncidentUpdates(all_done=False)
    assert updated(ledger, 3) == IncidentUpdates(ended=1)
