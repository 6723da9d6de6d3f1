"""The Lambda answers `Classified` by the stored policy, and carries on without one or with a broken one."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from classify_event.handler import handler
from config_monitor.adapters.sources import read_event
from config_monitor.domain.policy import Classified
from simulation.lambda_context import LambdaContext
from tests.support.lambdas import cold
from tests.support.parsing import NOW
from tests.support.samples import sample

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator["DynamoDBClient"]:
    with cold(monkeypatch, DEFAULT_CHANNEL="cloud") as client:
        yield client


def classified() -> Classified:
    parsed = read_event(sample("config/non-compliant"), NOW).model_dump(mode="json")
    answer: dict[str, Any] = handler({"event": parsed["event"]}, LambdaContext())
    return Classified.model_validate_json(json.dumps(answer))


def store(table: "DynamoDBClient", policy: str) -> None:
    table.put_item(TableName="events", Item={"pk": {"S": "POLICY"}, "sk": {"S": "POLICY"}, "policy": {"S": policy}})


def test_without_a_policy_the_stacks_parameters_decide() -> None:
    assert (classified().route.channel, classified().route.notify) == ("cloud", "immediate")


def test_the_stored_policy_decides(table: "DynamoDBClient") -> None:
    store(table, '{"severities": [{"rule": "*", "severity": "low"}], "accounts": {"111122223333": {"name": "shop"}}}')
    answer = classified()
    assert (answer.event.severity, answer.route.notify, answer.route.account_name) == (2, "digest", "shop")
    assert answer.route.channel == "cloud"


def test_a_broken_policy_fails_no_event_and_shows_in_log_and_metric(
    table: "DynamoDBClient", caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    store(table, '{"threshold": "loud"}')
    assert classified().route.channel == "cloud"
    assert "the stored policy is broken" in caplog.text
    assert '"PolicyBroken":[1.0]' in capsys.readouterr().out.replace(" ", "")


def test_the_sample_of_a_local_call_is_a_parsed_event_and_its_answer_the_sample_of_the_next() -> None:
    samples = Path(__file__).parents[3] / "events" / "functions"
    parsed, expected = (json.loads((samples / f"{name}_event.json").read_text()) for name in ("classify", "persist"))
    assert parsed["event"] == read_event(sample("config/non-compliant"), NOW).model_dump(mode="json")["event"]
    answer = handler(parsed, LambdaContext())
    assert answer["route"].pop("channel") == "cloud"
    assert expected["route"].pop("channel") == "config-monitor"
    assert answer == expected
