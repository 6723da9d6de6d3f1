"""Reapplying the policy to open incidents: severities, mutes and exceptions of the policy of today, and of people."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from config_monitor.domain.events import Event, Severity, parse_instant
from config_monitor.domain.notifications import Alert
from config_monitor.domain.policy import Policy, ReapplyCursor, ReapplyResult
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.reapply_policy import reapply_policy
from tests.support.company import Rulebook, Statuses, reapply_ports
from tests.support.fakes import FakeLedger, FakeOverrides, NoRules, exception_by_person, mute_by_person
from tests.support.incidents import at, ended, reported

NOON = parse_instant(at(12))
EXCEPTION = {"alarm": "orch*", "reason": "known", "owner": "web team", "expires": "2026-11-25"}
CRITICAL = {"severities": [{"alarm": "orch*", "severity": "critical"}]}
LOW = {"severities": [{"alarm": "orch*", "severity": "low"}]}


class Hub:
    """One alarm, under a policy and overrides that a test changes."""

    def __init__(self, **policy: Any) -> None:
        self.ledger, self.rulebook, self.statuses = FakeLedger(), Rulebook(), Statuses()
        self.people = FakeOverrides()
        self.rule(**policy)

    def rule(self, **policy: Any) -> None:
        self.rulebook.stored = Policy.model_validate({"threshold": "high", **policy})

    def receive(self, event: Event) -> None:
        assert event.incident
        alarm, now = event.model_copy(update={"resource_id": "orchard"}), parse_instant(event.incident.occurred_at)
        decided_by = (self.rulebook, self.rulebook, self.ledger, now, self.people, NoRules())
        persist_event(classify_event(alarm, *decided_by), self.ledger, now, lambda _: None)

    def reapply(self, now: datetime = NOON, *, in_steps: bool = False) -> ReapplyResult:
        stored = (self.ledger, self.rulebook, self.statuses, self.people)
        ports = reapply_ports(*stored, now, out_of_time=in_steps)
        cursor, result = reapply_policy(ports, ReapplyCursor(), ReapplyResult())
        while cursor:
            cursor, result = reapply_policy(ports, cursor, result)
        return result.model_copy(update={"by_exception": {}})

    def alerts(self) -> list[Alert]:
        return sorted(self.ledger.alerts.values(), key=lambda alert: (alert.created_at, alert.alert_id))

    @property
    def kinds(self) -> list[str]:
        return [alert.kind for alert in self.alerts()]


def test_a_higher_severity_is_notified_in_the_thread_and_once() -> None:
    hub = Hub()
    hub.receive(reported(1))
    hub.rule(**CRITICAL)
    assert hub.reapply() == ReapplyResult(incidents=1, severity_changed=1)
    opening, update = hub.alerts()
    assert (update.kind, update.opening_alert, update.severity) == ("updated", opening.key, Severity.CRITICAL)
    assert hub.reapply() == ReapplyResult(incidents=1)
    hub.rule()
    assert hub.reapply() == ReapplyResult(incidents=1, severity_changed=1)
    (incident,) = hub.ledger.incidents.values()
    assert incident.severity is Severity.HIGH
    hub.rule(**CRITICAL)
    hub.reapply()
    assert hub.kinds == ["opened", "updated"]


def test_what_was_left_to_the_digest_and_becomes_bad_enough_is_an_opening() -> None:
    hub = Hub(**LOW)
    hub.receive(reported(1))
    assert hub.kinds == []
    hub.rule()
    hub.reapply()
    assert [(alert.kind, alert.severity) for alert in hub.alerts()] == [("opened", Severity.HIGH)]
    hub.receive(ended(14))
    assert hub.kinds == ["opened", "ok"]


def test_a_mute_that_is_taken_back_lets_what_is_open_be_notified() -> None:
    hub = Hub(quiet=[{"alarm": "orch*"}])
    hub.receive(reported(1))
    assert hub.reapply() == ReapplyResult(incidents=1)
    hub.rule()
    hub.reapply()
    hub.reapply()
    assert hub.kinds == ["opened"]


def test_an_exception_that_is_made_later_answers_in_the_thread_and_its_end_is_an_opening() -> None:
    hub = Hub()
    hub.receive(reported(1))
    hub.rule(exceptions=[EXCEPTION])
    assert hub.reapply() == ReapplyResult(incidents=1, excepted=1, newly_excepted=1)
    assert (hub.statuses.latest()[0].state, hub.statuses.latest()[0].violations) == ("expiring", 1)
    assert hub.reapply(NOON + timedelta(days=3)).no_longer_excepted == 1
    assert hub.kinds == ["opened", "excepted", "opened"]
    assert hub.alerts()[1].opening_alert == hub.alerts()[0].key


def test_what_people_decided_holds_whatever_the_policy_says() -> None:
    hub = Hub()
    hub.receive(reported(1))
    (key,) = hub.ledger.incidents
    hub.people = FakeOverrides(exception=exception_by_person(key, parse_instant(at(36)).date()))
    assert hub.reapply().newly_excepted == 1
    hub.rule(**CRITICAL)
    assert hub.reapply() == ReapplyResult(incidents=1, excepted=1, severity_changed=1)
    assert hub.kinds == ["opened", "excepted"]
    assert hub.reapply(NOON + timedelta(days=2)).no_longer_excepted == 1
    assert hub.kinds == ["opened", "excepted", "opened"]


def test_a_mute_by_a_person_holds_until_its_end() -> None:
    hub = Hub(**LOW)
    hub.receive(reported(1))
    (key,) = hub.ledger.incidents
    hub.people = FakeOverrides(mute=mute_by_person(key, at(24)))
    hub.rule(**CRITICAL)
    hub.reapply()
    assert hub.kinds == []
    hub.reapply(NOON + timedelta(days=1))
    assert hub.kinds == ["opened"]


@pytest.mark.parametrize("last", [ended(3), reported(3, suppressed=True)])
def test_what_is_over_or_suppressed_by_its_source_is_left_alone(last: Event) -> None:
    hub = Hub(**LOW)
    hub.receive(reported(1))
    hub.receive(last)
    hub.rule(**CRITICAL)
    hub.reapply()
    assert hub.kinds == []


def test_a_scheduled_change_that_was_raised_stays_high_when_the_policy_no_longer_rates_it() -> None:
    hub = Hub(**LOW)
    hub.receive(reported(0, severity=Severity.MEDIUM, starts_at=at(48)))
    hub.reapply()
    hub.rule()
    hub.reapply()
    (incident,) = hub.ledger.incidents.values()
    assert (incident.severity, hub.kinds) == (Severity.HIGH, ["opened"])


def test_each_step_goes_on_after_the_incidents_of_the_one_before() -> None:
    hub = Hub()
    for n in range(4):
        hub.receive(reported(1, event_id=f"e{n}", identity=f"orchard-{n}"))
    assert hub.reapply(in_steps=True) == ReapplyResult(incidents=4)
