"""The Lambda ends what is silent, in the deployed table, and leaves what there is no time for."""

import pytest

from simulation.lambda_context import LambdaContext
from tests.support.deployed_table import persist_all
from tests.support.incidents import classified, reported
from tests.support.lambdas import cold
from update_incidents.handler import handler


def test_a_silent_incident_ends_and_its_end_waits_to_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with cold(monkeypatch) as client:
        persist_all(
            client, classified(reported(1, silent_after=40 * 3600)), classified(reported(2, identity="lasting"))
        )
        answer = handler({}, LambdaContext(remaining_milliseconds=1000))
        assert answer == {"ended": 0, "opened": 0, "updated": 0, "unchanged": 0, "failed": 0, "all_done": False}
        assert handler({}, LambdaContext())["ended"] == 1
        assert handler({}, LambdaContext())["ended"] == 0
        unsent = client.scan(TableName="events", IndexName="by_unsent")["Items"]
        assert sorted('"kind":"silent"' in item["alert"]["S"] for item in unsent) == [False, False, True]
