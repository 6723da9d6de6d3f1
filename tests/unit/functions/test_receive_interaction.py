"""The Lambda behind Slack's two addresses, from a cold start on: what it refuses, answers and starts."""

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import botocore.session
import pytest

from config_monitor import bootstrap
from config_monitor.errors import RefusedInteraction
from local.slack.interactions import command, form_of, signed, submit
from local.slack.methods import SIGNING_SECRET, TOKEN
from local.slack.people import APP, TEAM
from local.slack.server import SlackServer
from receive_interaction.handler import handler
from simulation.forged_requests import FORGERIES, Sent, forgeries, good, press, receiver, resigned
from simulation.lambda_context import LambdaContext
from simulation.sender import violation
from tests.support.lambdas import cold, slack_environment

POLICY = json.dumps({"approvers": {"users": ["UALICE"], "longest_days": 90}})
MACHINE = {"Comment": "ends at once", "StartAt": "End", "States": {"End": {"Type": "Succeed"}}}


@contextmanager
def deployed(
    monkeypatch: pytest.MonkeyPatch, slack: SlackServer, signing_secret: str | None = SIGNING_SECRET
) -> Iterator[Any]:
    """The function with its table, policy, secret and machine; yields the client of Step Functions and its ARN."""
    machine = "arn:aws:states:eu-central-1:123456789012:stateMachine:act-on-alert"
    with cold(monkeypatch, **slack_environment(slack), ACT_ON_ALERT_ARN=machine) as client:
        item: Any = {"pk": {"S": "POLICY"}, "sk": {"S": "POLICY"}, "policy": {"S": POLICY}}
        client.put_item(TableName="events", Item=item)
        session = botocore.session.Session()
        secrets: Any = session.create_client("secretsmanager", region_name="eu-central-1")
        value = {"bot_token": TOKEN} | ({"signing_secret": signing_secret} if signing_secret else {})
        secrets.create_secret(Name="slack", SecretString=json.dumps(value))
        machines: Any = session.create_client("stepfunctions", region_name="eu-central-1")
        role = "arn:aws:iam::123456789012:role/machine"
        machines.create_state_machine(name="act-on-alert", definition=json.dumps(MACHINE), roleArn=role)
        yield machines


def request(path: str, body: bytes, headers: dict[str, str] | None = None) -> dict[str, Any]:
    return {"path": path, "headers": signed(body) if headers is None else headers, "body": body.decode()}


def invoked(path: str, body: bytes, headers: dict[str, str] | None = None) -> dict[str, Any]:
    answer: dict[str, Any] = handler(request(path, body, headers), LambdaContext())
    return answer


def started(machines: Any) -> list[dict[str, Any]]:
    arn = "arn:aws:states:eu-central-1:123456789012:stateMachine:act-on-alert"
    executions = machines.list_executions(stateMachineArn=arn)["executions"]
    inputs = (machines.describe_execution(executionArn=each["executionArn"])["input"] for each in executions)
    return [json.loads(text) for text in inputs]


def test_slacks_retry_of_a_press_is_answered_and_starts_nothing_more(
    monkeypatch: pytest.MonkeyPatch, played: SlackServer
) -> None:
    with deployed(monkeypatch, played) as machines:
        for encoded in (False, False, True):
            body = press()
            changed = {"body": b64encode(body).decode(), "isBase64Encoded": True} if encoded else {}
            answer = handler(request("/slack/interactions", body) | changed, LambdaContext())
            assert (answer["statusCode"], answer["body"]) == (200, "")
        (payload,) = started(machines)
    assert (payload["action"]["kind"], payload["action"]["by"]["id"]) == ("acknowledge", "UALICE")


def test_a_dialog_opens_and_its_submission_starts_the_exception(
    monkeypatch: pytest.MonkeyPatch, played: SlackServer
) -> None:
    with deployed(monkeypatch, played) as machines:
        key = violation().key.model_dump_json()
        pressed = {"action_id": "except", "value": key, "type": "button"}
        body = press(trigger_id=played.store.trigger("UALICE"), actions=[pressed])
        for _ in range(2):  # the second time Slack opens none, and nobody is asked twice
            assert invoked("/slack/interactions", body)["statusCode"] == 200
        (view,) = played.store.views()
        for day, expected in (("2020-01-01", "over"), ("2999-01-01", "At most 90 days")):
            values = {"reason": "why", "expires": day}
            asked = {"user": "UALICE", "view_id": view["id"], "values": values}
            answer = invoked("/slack/interactions", urlencode(form_of(submit(played.store, asked))).encode())
            response = json.loads(answer["body"])
            assert (response["response_action"], expected in response["errors"]["expires"]) == ("errors", True)
        assert started(machines) == []
        asked = {"user": "UALICE", "view_id": view["id"], "values": {"reason": "why"}}
        assert invoked("/slack/interactions", urlencode(form_of(submit(played.store, asked))).encode())["body"] == ""
        (payload,) = started(machines)
    assert (payload["action"]["kind"], payload["action"]["reason"]) == ("except", "why")


def test_the_command_is_answered_at_once(monkeypatch: pytest.MonkeyPatch, played: SlackServer) -> None:
    with deployed(monkeypatch, played) as machines:
        asked = {"user": "UBOB", "channel": "general", "command": "/compliance", "text": ""}
        form = command(played.store, played.base_url, asked)
        answer = invoked("/slack/commands", urlencode(form).encode())
        assert (answer["statusCode"], json.loads(answer["body"])["response_type"]) == (200, "ephemeral")
        (payload,) = started(machines)
    assert payload["command"]["by"] == {"id": "UBOB", "name": "bob"}


@pytest.mark.parametrize("signing_secret", [None, ""])
def test_without_a_signing_secret_there_is_no_such_address(
    monkeypatch: pytest.MonkeyPatch, played: SlackServer, signing_secret: str | None
) -> None:
    with deployed(monkeypatch, played, signing_secret):
        for path in ("/slack/interactions", "/slack/commands"):
            assert invoked(path, press(), signed(press(), ""))["statusCode"] == 404


def test_what_is_not_slacks_is_counted_and_reaches_nothing(
    monkeypatch: pytest.MonkeyPatch, played: SlackServer, caplog: pytest.LogCaptureFixture
) -> None:
    with deployed(monkeypatch, played) as machines:
        monkeypatch.setattr(bootstrap, "receive_dependencies", lambda: pytest.fail("it reached the use case"))
        for sent in (
            Sent("/slack/interactions", {}, press()),
            Sent("/slack/interactions", signed(press(), "guess"), press()),
            Sent("/slack/commands", signed(press()), press()),
            Sent("/slack/interactions", signed(b"payload=" + b"[" * 100_000), b"payload=" + b"[" * 100_000),
        ):
            answer = invoked(sent.path, sent.body, sent.headers)
            assert (answer["statusCode"], answer["body"]) == (401, "")
        nothing = {"path": "/slack/interactions", "headers": None, "body": None}
        assert handler(nothing, LambdaContext())["statusCode"] == 401
        assert started(machines) == []
    refused = [vars(record)["status"] for record in caplog.records if record.message == "an interaction was refused"]
    assert refused == [401] * 5  # lines that the metric filter counts


def test_two_thousand_forged_late_truncated_and_re_encoded_requests_are_refused() -> None:
    reader, kinds = receiver(), set()
    for kind, sent in forgeries(2000):
        with pytest.raises(RefusedInteraction) as refused:
            reader.read(sent.path, sent.headers, sent.body)
        assert refused.value.status == 401, kind
        kinds.add(kind)
    assert kinds == set(FORGERIES)


def test_what_the_forgeries_are_made_of_is_accepted() -> None:
    reader = receiver()
    for number in range(20):
        sent = good(number)
        assert reader.read(sent.path, sent.headers, sent.body)
    assert reader.read(*resigned(press(type="shortcut"))) is None
    assert (APP, TEAM) == ("ALOCAL", "TLOCAL")


@pytest.mark.parametrize("more", [{"team": "T"}, {"user": ["U"]}, {"actions": [{"action_id": "mute"}], "message": {}}])
def test_a_signed_payload_of_another_shape_is_refused(more: dict[str, Any]) -> None:
    sent = resigned(press(**more))
    with pytest.raises(RefusedInteraction):
        receiver().read(sent.path, sent.headers, sent.body)
