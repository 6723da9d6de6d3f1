"""Why was nobody notified? The event and the violation's timeline say it, from the table of the template."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.adapters.dynamodb.alerts import DynamoDBAlerts
from config_monitor.adapters.dynamodb.current_violations import DynamoDBCurrentViolations
from config_monitor.adapters.dynamodb.history import DynamoDBHistory
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.compliance import Persisted
from config_monitor.domain.lifecycle import id_of_key
from config_monitor.domain.notifications import Receipt, SentAs
from config_monitor.domain.policy import Classified, Route
from config_monitor.domain.reasons import Reason, ReasonCode
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.show_event import show_event
from config_monitor.use_cases.show_violation import show_violation
from simulation.evaluations import KEY, NC, C, evaluated
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MUTED = Reason(code=ReasonCode.MUTED, sentence="Muted by quiet.1 (rule *): left to the digest.")


@dataclass
class Hub:
    """One table behind all its adapters."""

    table: Table

    def persist(self, event: Classified) -> Persisted:
        return persist_event(event, DynamoDBLedger(self.table), NOW, lambda _: None)

    @property
    def alerts(self) -> DynamoDBAlerts:
        return DynamoDBAlerts(self.table)

    def event(self, event_id: str) -> dict[str, Any] | None:
        return show_event(event_id, DynamoDBHistory(self.table), self.alerts)

    def violation(self, id_of_violation: str = "") -> dict[str, Any] | None:
        history, current = DynamoDBHistory(self.table), DynamoDBCurrentViolations(self.table)
        return show_violation(
            id_of_violation or id_of_key(KEY), current, history, self.alerts, PackagedCatalogue(), NOW
        )

    def timeline(self) -> list[str | None]:
        detail = self.violation()
        assert detail is not None
        return [entry["not_notified_because"] for entry in detail["timeline"]]


@pytest.fixture
def hub() -> Iterator[Hub]:
    with moto_table() as client:
        yield Hub(Table(client, TABLE))


def test_what_the_policy_keeps_quiet_names_the_entry(hub: Hub) -> None:
    first, opening = (
        evaluated(C, 1),
        evaluated(NC, 2, C, route=Route(channel="security", notify="digest", reason=MUTED)),
    )
    hub.persist(first)
    hub.persist(opening)
    shown = hub.event(opening.event.id)
    assert shown is not None
    assert (shown["not_notified_because"], "notification" in shown) == (MUTED.sentence, False)
    assert hub.timeline() == ["The first evaluation of this pair is COMPLIANT.", MUTED.sentence]


@pytest.mark.parametrize(
    ("sent_as", "words"),
    [
        ("single", None),
        ("batch", "in one message with other alerts"),
        ("flapping", "Flapping: notified at"),
        ("with_opening", "of its own opening"),
    ],
)
def test_what_the_sender_decided_is_a_reason_too(hub: Hub, sent_as: SentAs, words: str | None) -> None:
    opening = evaluated(NC, 2, C)
    hub.persist(evaluated(C, 1))
    (key,) = hub.persist(opening).alerts
    waiting = hub.event(opening.event.id)
    assert waiting is not None
    assert waiting["notification"]["state"] == "waiting"
    assert "group interval" in waiting["not_notified_because"]
    hub.alerts.mark_sent([key], Receipt(sent_as=sent_as, sent_at=NOW.timestamp()))
    sent = hub.event(opening.event.id)
    assert sent is not None
    assert (sent["notification"]["state"], sent["notification"]["sent_at"]) == ("sent", "2026-11-23T12:00:00.000Z")
    because = hub.timeline()[-1]
    assert sent.get("not_notified_because") == because
    assert because is None if words is None else words in str(because)


def test_an_alert_that_is_not_taken_says_how_often_it_was_tried(hub: Hub) -> None:
    opening = evaluated(NC, 2, C)
    hub.persist(evaluated(C, 1))
    (key,) = hub.persist(opening).alerts
    hub.alerts.claim(key, NOW.timestamp(), NOW.timestamp() + 90)
    shown = hub.event(opening.event.id)
    assert shown is not None
    assert shown["not_notified_because"].startswith("Not delivered after 1 attempt;")


def test_a_baseline_is_notified_with_others(hub: Hub) -> None:
    opening = evaluated(NC, 2)
    hub.persist(opening)
    shown = hub.event(opening.event.id)
    assert shown is not None
    assert shown["not_notified_because"].startswith("Baseline")


def test_what_is_not_there_is_not_shown(hub: Hub) -> None:
    assert hub.event("1-nothing") is None
    assert hub.violation("WyJhIl0") is None
    assert hub.violation() is None


def test_a_violation_says_what_to_do_where_to_look_and_who_was_notified(hub: Hub) -> None:
    """What the catalogue has of its rule, the console's pages, and the message about its opening."""
    hub.persist(evaluated(C, 1))
    (key,) = hub.persist(evaluated(NC, 2, C)).alerts
    hub.alerts.mark_sent([key], Receipt(sent_as="single", sent_at=NOW.timestamp()))
    detail = hub.violation()
    assert detail is not None
    assert detail["title"] == "EBS volume is unencrypted"
    assert (bool(detail["remediation"]), "encrypted-volumes" in detail["documentation"]) == (True, True)
    assert all("console.aws.amazon.com" in detail[page] for page in ("resource_url", "timeline_url", "rule_url"))
    assert detail["notification"] == {
        **{"state": "sent", "channel": "security", "sent_at": "2026-11-23T12:00:00.000Z", "reason": None},
    }
