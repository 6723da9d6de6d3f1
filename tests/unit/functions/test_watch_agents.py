"""The Lambda answers who is not heard and counts it for the alarm."""

import json

import pytest

from tests.lambdas import Context, cold
from watch_agents.handler import handler


def test_places_without_an_agent_are_named_and_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with cold(monkeypatch) as client:
        client.put_item(TableName="events", Item={"pk": {"S": "TALLY"}, "sk": {"S": "222222222222#us-east-1#0"}})
        answer = handler({}, Context())
    assert (answer["heard"], answer["absent"], answer["troubled"]) == (0, ["222222222222 us-east-1"], 1)
    metric = next(json.loads(line) for line in capsys.readouterr().out.splitlines() if "AgentsTroubled" in line)
    assert metric["AgentsTroubled"] == [1.0]
