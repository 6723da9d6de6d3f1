"""The Lambda from its cold start on: from the table to the played Slack and back, by bot and by webhook."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest

from config_monitor import bootstrap
from config_monitor.adapters.dynamodb.alerts import DynamoDBAlerts
from config_monitor.adapters.dynamodb.items import to_item
from config_monitor.adapters.dynamodb.rows import alert_row
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.notifications import Alert
from config_monitor.errors import InvalidSettings
from local.slack.methods import TOKEN, WEBHOOK_PATH
from local.slack.server import SlackServer
from notify_slack.handler import handler
from simulation.lambda_context import LambdaContext
from simulation.sender import resolution, violation
from simulation.table_definition import TABLE
from tests.support.lambdas import cold, slack_environment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def slack(played: SlackServer) -> SlackServer:
    return played


@contextmanager
def deployed(
    monkeypatch: pytest.MonkeyPatch, slack: SlackServer, mode: str = "bot", **payload: str
) -> Iterator["DynamoDBClient"]:
    """The function with its table, its secret and its settings as template.yaml gives them."""
    environment = slack_environment(slack) | {"SLACK_MODE": mode} | payload
    with cold(monkeypatch, **environment) as client:
        secrets: Any = botocore.session.Session().create_client("secretsmanager", region_name="eu-central-1")
        value = json.dumps({"bot_token": TOKEN, "webhook_url": slack.base_url + WEBHOOK_PATH})
        secrets.create_secret(Name="slack", SecretString=value)
        yield client


def write(client: "DynamoDBClient", *alerts: Alert) -> dict[str, Any]:
    for alert in alerts:
        client.put_item(TableName=TABLE, Item=to_item(alert_row(alert, datetime.now(UTC))))
    return {"alerts": [alert.key.model_dump() for alert in alerts]}


@pytest.mark.parametrize(("mode", "via"), [("bot", "chat.postMessage"), ("webhook", "webhook")])
def test_an_alert_is_sent_once(monkeypatch: pytest.MonkeyPatch, slack: SlackServer, mode: str, via: str) -> None:
    with deployed(monkeypatch, slack, mode) as client:
        payload = write(client, violation(1))
        assert [handler(payload, LambdaContext()) for _ in range(2)] == [{"outcome": "sent"}] * 2
        kept = DynamoDBAlerts(Table(client, TABLE)).get(violation(1).key)
    assert [message["via"] for message in slack.store.messages()] == [via]
    assert kept
    assert kept.receipt
    assert (kept.unsent, bool(kept.receipt.message_id)) == (False, mode == "bot")


def test_a_resolution_is_sent_in_the_thread(monkeypatch: pytest.MonkeyPatch, slack: SlackServer) -> None:
    with deployed(monkeypatch, slack) as client:
        handler(write(client, violation(1)), LambdaContext())
        assert handler(write(client, resolution(violation(1))), LambdaContext()) == {"outcome": "sent"}
    first, edit, reply = slack.store.messages()
    assert (edit["via"], edit["ts"], reply["thread_ts"]) == ("chat.update", first["ts"], first["ts"])


def test_what_waits_is_found_measured_and_sent(
    monkeypatch: pytest.MonkeyPatch, slack: SlackServer, capsys: pytest.CaptureFixture[str]
) -> None:
    with deployed(monkeypatch, slack) as client:
        write(client, *(violation(n) for n in range(30)))
        unsent = handler({"deliver": {}}, LambdaContext())
        assert (unsent["channels"], unsent["alerts"]) == ([["security"]], 30)
        result = handler({"deliver": {"channels": ["security"]}}, LambdaContext())
        assert (result["outcome"], result["messages"]) == ("done", 1)
        assert handler({"deliver": {}}, LambdaContext())["alerts"] == 0
    metric = next(json.loads(line) for line in capsys.readouterr().out.splitlines() if "OldestUnsentAlertAge" in line)
    assert metric["OldestUnsentAlertAge"][0] >= 0
    assert "30 violations of 1 rule" in slack.store.messages()[0]["text"]


def test_slack_being_away_is_an_outcome(monkeypatch: pytest.MonkeyPatch, slack: SlackServer) -> None:
    slack.faults.add([{"status": 429, "retry_after": 60}])
    with deployed(monkeypatch, slack) as client:
        result = handler(write(client, violation(1)), LambdaContext())
    assert (result["outcome"], result["reason"]["code"]) == ("pending", "not_delivered")


def test_an_api_elsewhere_than_slack_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, slack: SlackServer
) -> None:
    with (
        deployed(monkeypatch, slack, SLACK_API_URL="https://evil.example/api/"),
        pytest.raises(InvalidSettings, match="ALLOWED_WEBHOOK_HOSTS"),
    ):
        bootstrap.alert_sender()
