"""The Lambda that carries out what was received, from its cold start on: table, Slack and the event for the auditor."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest

from act_on_alert.handler import handler
from config_monitor import bootstrap
from config_monitor.domain.events import format_instant
from config_monitor.errors import NotificationRefused
from local.slack.methods import SIGNING_SECRET, TOKEN
from local.slack.server import SlackServer
from local.slack.store import channel_id
from notify_slack.handler import handler as notify
from simulation.evaluations import KEY, NC, C, evaluated
from simulation.lambda_context import LambdaContext
from tests.support.deployed_table import persist_all
from tests.support.lambdas import cold, slack_environment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

POLICY = json.dumps({"approvers": {"users": ["UALICE"]}, "accounts": {KEY.account: {"name": "orchard"}}})
NOW = format_instant(datetime.now(UTC))


@contextmanager
def deployed(monkeypatch: pytest.MonkeyPatch, slack: SlackServer) -> Iterator["DynamoDBClient"]:
    """The function with its table, policy and secret, and a violation whose message stands in Slack."""
    with cold(monkeypatch, **slack_environment(slack)) as client:
        item: Any = {"pk": {"S": "POLICY"}, "sk": {"S": "POLICY"}, "policy": {"S": POLICY}}
        client.put_item(TableName="events", Item=item)
        secrets: Any = botocore.session.Session().create_client("secretsmanager", region_name="eu-central-1")
        value = json.dumps({"bot_token": TOKEN, "signing_secret": SIGNING_SECRET})
        secrets.create_secret(Name="slack", SecretString=value)
        persist_all(client, evaluated(NC, 9, C))
        notify({"alerts": [opening()]}, LambdaContext())
        yield client


def opening() -> dict[str, str]:
    alert = bootstrap.ledger().violation(KEY).alert
    assert alert
    return alert.model_dump()


def pressed(slack: SlackServer, kind: str, user: str = "UALICE", **values: Any) -> dict[str, Any]:
    """What receive_interaction starts the machine with."""
    message = slack.store.messages()[0]
    by = {"id": user, "name": user[1:].lower()}
    where = {"channel_id": channel_id(message["channel"]), "message_id": message["ts"], "alert": opening()}
    return {"action": {"action_id": f"{kind}-1", "kind": kind, "by": by, "at": NOW, **where, **values}}


def audit() -> list[dict[str, Any]]:
    """The events that an auditor gets, as the API lists them."""
    from config_monitor.domain.queries import EventQuery, plan_events

    plan = plan_events(EventQuery.model_validate({"source": "config-monitor.slack", "limit": 10}))
    return bootstrap.history().page(plan, None, 10).items


def test_an_acknowledgement_is_written_shown_recorded_and_repeated_without_effect(
    monkeypatch: pytest.MonkeyPatch, played: SlackServer
) -> None:
    with deployed(monkeypatch, played):
        payload = pressed(played, "acknowledge", "UBOB")
        assert [handler(payload, LambdaContext())["outcome"] for _ in range(2)] == ["done", "done"]
        assert bootstrap.ledger().violation(KEY).acknowledged_by == "bob (UBOB)"
        (event,) = audit()
        posted, edit, reply, *again = played.store.messages()
    assert [message["via"] for message in (edit, *again)] == ["chat.update"] * 2
    assert "Acknowledged by bob (UBOB)" in edit["text"]
    assert (reply["thread_ts"], reply["text"].splitlines()[0]) == (posted["ts"], "✋ Acknowledged by bob (UBOB)")
    detail = json.loads(event["detail"]) if isinstance(event["detail"], str) else event["detail"]
    assert detail["message"]["link"].endswith(f"#{posted['ts']}")
    assert (detail["before"]["acknowledged_by"], detail["after"]["acknowledged_by"]) == (None, "bob (UBOB)")


def test_who_may_not_is_answered_alone_with_who_may(monkeypatch: pytest.MonkeyPatch, played: SlackServer) -> None:
    with deployed(monkeypatch, played):
        assert handler(pressed(played, "mute", "UBOB", days=7), LambdaContext())["outcome"] == "refused"
        assert audit() == []
    answer_privately = played.store.messages()[-1]
    assert (answer_privately["via"], answer_privately["user"]) == ("ephemeral", "UBOB")
    assert "Only approvers may do this: UALICE" in answer_privately["text"]


def test_details_are_shown_to_one_person(monkeypatch: pytest.MonkeyPatch, played: SlackServer) -> None:
    with deployed(monkeypatch, played):
        assert handler(pressed(played, "details", "UBOB"), LambdaContext())["outcome"] == "shown"
    assert "NON_COMPLIANT" in played.store.messages()[-1]["text"]


def test_a_command_is_answered_in_place_of_its_first_answer(
    monkeypatch: pytest.MonkeyPatch, played: SlackServer
) -> None:
    with deployed(monkeypatch, played):
        path = played.store.response_path("UBOB", "general")
        by, url = {"id": "UBOB", "name": "bob"}, played.base_url + path
        command = {"by": by, "text": "orchard", "response_url": url, "page": None}
        assert handler({"command": command}, LambdaContext()) == {"outcome": "answered"}
        for _ in range(5):  # its address works five times: after that it is logged, and no failure
            handler({"command": {**command, "text": "help"}}, LambdaContext())
    answers = [message["text"] for message in played.store.messages() if message["via"] == "ephemeral"]
    assert answers[0].startswith(f"1 open: orchard ({KEY.account})")
    assert len(answers) == 5


@pytest.mark.parametrize(("done", "words"), [(False, "did not work"), (True, "It is done")])
def test_a_failure_is_answered_by_what_is_true(
    monkeypatch: pytest.MonkeyPatch, played: SlackServer, done: bool, words: str
) -> None:
    with deployed(monkeypatch, played):
        payload = pressed(played, "acknowledge", "UBOB")
        if done:
            handler(payload, LambdaContext())
        assert handler({"failed": payload}, LambdaContext()) == {"outcome": "reported"}
    assert words in played.store.messages()[-1]["text"]


@pytest.mark.parametrize("error", ["user_not_in_channel", "is_archived"])
def test_a_person_who_cannot_be_answered_costs_nothing(
    monkeypatch: pytest.MonkeyPatch, played: SlackServer, error: str
) -> None:
    with deployed(monkeypatch, played):
        payload = pressed(played, "undo_mute", "UALICE")
        bootstrap.workspace().membership("UALICE", bootstrap.policies().policy().approvers)
        played.faults.add([{"ok": False, "error": error}] * 2)  # the link of the message, then the answer
        assert handler(payload, LambdaContext())["outcome"] == "unchanged"


def test_a_token_that_is_refused_makes_nobody_a_stranger(monkeypatch: pytest.MonkeyPatch, played: SlackServer) -> None:
    with deployed(monkeypatch, played):
        payload = pressed(played, "acknowledge", "UBOB")
        played.faults.add([{"ok": False, "error": "token_revoked"}])
        with pytest.raises(NotificationRefused, match="token_revoked"):
            handler(payload, LambdaContext())
        assert handler(payload, LambdaContext())["outcome"] == "done"
