"""The Lambda reminds of what the deployed table's index has as due, once."""

from datetime import UTC, datetime

import pytest

from config_monitor.adapters.dynamodb.alerts import DynamoDBAlerts
from config_monitor.adapters.dynamodb.follow_ups import DynamoDBFollowUps
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.rows import alert_row
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.events import to_epoch
from config_monitor.domain.notifications import Receipt
from config_monitor.domain.policy import Classified, Route
from config_monitor.use_cases.persist_event import persist_event
from follow_up_alerts.handler import handler
from simulation.evaluations import KEY, NC, C, evaluated
from simulation.lambda_context import LambdaContext
from simulation.table_definition import TABLE
from tests.support.company import NOON
from tests.support.deployed_table import persist_all
from tests.support.fakes import FakeLedger
from tests.support.incidents import reported
from tests.support.lambdas import cold

ROUTE = Route(channel="operations", notify="immediate", deadline_days=7)
PAST = datetime(1999, 11, 30, tzinfo=UTC)
NOTHING = {
    **dict.fromkeys(("reminded", "escalated", "left_alone", "waiting", "unmuted", "unchanged", "failed"), 0),
    "all_done": True,
}
SENT = Receipt(sent_as="single", sent_at=0, channel_id="C1", message_id="1.0")


def test_a_violation_and_an_incident_that_are_overdue_are_reminded_of_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table was written in 1999, so that it is overdue whenever this runs."""
    with cold(monkeypatch, DEFAULT_CHANNEL="operations", ALERT_THRESHOLD="low") as client:
        long_ago = -27 * 365 * 24
        steady = evaluated(C, long_ago, route=ROUTE)
        broken = evaluated(NC, long_ago + 1, C, route=ROUTE, resource="a#b/c")
        incident = Classified(event=reported(long_ago + 1), route=ROUTE)
        persist_all(client, steady, broken, incident, stored=PAST)
        alerts = DynamoDBAlerts(Table(client, TABLE))
        (channel,) = alerts.backlog()
        waiting = alerts.unsent(channel, 9e9, 10).due
        assert len(waiting) == 2
        assert handler({}, LambdaContext())["waiting"] == 2
        alerts.mark_sent([delivery.alert.key for delivery in waiting], SENT)
        assert handler({}, LambdaContext(remaining_milliseconds=1000)) == {**NOTHING, "all_done": False}
        assert handler({}, LambdaContext()) == {**NOTHING, "reminded": 2}
        assert handler({}, LambdaContext()) == NOTHING
        reminders = alerts.unsent(channel, 9e9, 10).due
        assert [delivery.alert.kind for delivery in reminders] == ["reminder", "reminder"]
        stored = DynamoDBLedger(Table(client, TABLE)).violation(KEY.model_copy(update={"resource_id": "a#b/c"}))
        assert stored.reminded_at
        assert stored.reminded_at > (stored.deadline_at or "")


def test_what_was_due_last_comes_first_and_incidents_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody muted stays due, and so many as there may be of that keep no other from its reminder."""
    with cold(monkeypatch) as client:
        for n in range(3):
            violation = {"due": "violation", "sk": f"r#t#vol-{n}", "pk": f"V{n}", "account": "1", "region": "r"}
            client.put_item(
                TableName=TABLE, Item={k: {"S": v} for k, v in {**violation, "due_at": f"2026-11-2{n}"}.items()}
            )
        incident = {"due": "incident", "pk": "I", "sk": "i", "account": "1", "region": "r", "source": "s"}
        client.put_item(
            TableName=TABLE,
            Item={k: {"S": v} for k, v in {**incident, "identity": "i", "due_at": "2026-11-20"}.items()},
        )
        keys = list(DynamoDBFollowUps(Table(client, TABLE)).due("2026-11-30"))
    assert [getattr(key, "resource_id", "an incident") for key in keys] == ["vol-2", "an incident", "vol-1", "vol-0"]


@pytest.mark.parametrize("days", [90, 365])
def test_the_message_that_a_reminder_answers_is_kept_until_then(days: int) -> None:
    ledger, late = FakeLedger(), ROUTE.model_copy(update={"deadline_days": days})
    persist_event(evaluated(NC, 9, C, route=late), ledger, NOON, lambda _: None)
    (alert,) = ledger.alerts.values()
    assert alert.deadline_at
    assert alert_row(alert, NOON)["expired_at"] > to_epoch(alert.deadline_at) + 7 * 86400
