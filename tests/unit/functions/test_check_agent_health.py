"""The Lambda answers the agents with a fault and counts them for the alarm."""

import json

import pytest

from check_agent_health.handler import handler
from simulation.lambda_context import LambdaContext
from tests.support.lambdas import cold


def test_places_without_an_agent_are_named_and_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with cold(monkeypatch) as client:
        client.put_item(TableName="events", Item={"pk": {"S": "COUNTERS"}, "sk": {"S": "222222222222#us-east-1#0"}})
        answer = handler({}, LambdaContext())
    assert (answer["reporting"], answer["absent"], answer["unhealthy"]) == (0, ["222222222222 us-east-1"], 1)
    metric = next(json.loads(line) for line in capsys.readouterr().out.splitlines() if "AgentsUnhealthy" in line)
    assert metric["AgentsUnhealthy"] == [1.0]


def test_invented_regions_do_not_trouble_the_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    with cold(monkeypatch) as client:
        for number in range(50):
            key = {"pk": {"S": "COUNTERS"}, "sk": {"S": f"222222222222#xx-nowhere-{number}#0"}}
            client.put_item(TableName="events", Item=key)
        answer = handler({}, LambdaContext())
    assert (answer["absent"], answer["unhealthy"]) == ([], 0)


def test_an_account_known_only_by_its_global_resources_is_named_once_until_an_agent_reports(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with cold(monkeypatch) as client:
        client.put_item(TableName="events", Item={"pk": {"S": "COUNTERS"}, "sk": {"S": "222222222222#global#0"}})
        assert handler({}, LambdaContext())["absent"] == ["222222222222 global"]
        agent = {"account": "222222222222", "region": "eu-west-1", "last_heard": "2020-01-01 00:00:00"}
        beat = {"agent_version": {"N": "3"}, "recorder": {"S": "recording"}, "rules": {"S": "some"}}
        item = {"pk": "AGENT", "sk": "222222222222#eu-west-1", **agent}
        client.put_item(TableName="events", Item={**{name: {"S": value} for name, value in item.items()}, **beat})
        assert handler({}, LambdaContext())["absent"] == []
