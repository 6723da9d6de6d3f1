"""Five accounts in two regions, one of them the hub's own: what their agents forward, count and say of themselves."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import boto3
import pytest

from local.settings import HUB_ACCOUNT, HUB_STACK, MEMBER_ACCOUNTS, REGION, ROOT
from tests.support.engine import Engine, unique, wait
from tests.support.samples import violation_now
from tests.support.stepfunctions_local_client import StepFunctionsLocalClient

AGENT_STACK = f"{HUB_STACK}-agent"

NEW_ACCOUNTS = ("990000000003", "990000000004")
ACCOUNTS = (HUB_ACCOUNT, *MEMBER_ACCOUNTS, *NEW_ACCOUNTS)
REGIONS = (REGION, "eu-west-1")
LOG_GROUP = "/aws/lambda/orders"


@dataclass(frozen=True)
class Scope:
    """One account and region of the engine, with or without an agent."""

    engine: Engine
    account: str
    region: str

    def client(self, service: str) -> Any:
        """A client of a service here."""
        session = boto3.Session(aws_access_key_id=self.account, aws_secret_access_key="local", region_name=self.region)
        return session.client(service, endpoint_url=self.engine.url)  # type: ignore[call-overload] # any service

    @property
    def machines(self) -> StepFunctionsLocalClient:
        """Its state machines."""
        return StepFunctionsLocalClient(self.engine.url, self.account, self.region)

    def deploy(self, **parameters: str) -> None:
        """Put the agent here as anybody would: one template, no packaging."""
        payload = {"HubEventBusArn": self.engine.outputs["EventBusArn"], **parameters}
        formation = self.client("cloudformation")
        formation.create_stack(
            StackName=AGENT_STACK,
            TemplateBody=(ROOT / "agent" / "template.yaml").read_text(),
            Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in payload.items()],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        formation.get_waiter("stack_create_complete").wait(
            StackName=AGENT_STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
        )

    def outputs(self) -> dict[str, str]:
        """Those of the agent's stack."""
        (stack,) = self.client("cloudformation").describe_stacks(StackName=AGENT_STACK)["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


@pytest.fixture(scope="module")
def scopes(engine: Engine) -> Iterator[list[Scope]]:
    """Agents everywhere; those that were not there before go again."""
    hub = Scope(engine, HUB_ACCOUNT, REGION).client("events")
    bus = engine.outputs["EventBusArn"].rpartition("/")[2]
    for account in NEW_ACCOUNTS:
        hub.put_permission(EventBusName=bus, StatementId=account, Action="events:PutEvents", Principal=account)
    everywhere = [Scope(engine, account, region) for account in ACCOUNTS for region in REGIONS]
    new = [position for position in everywhere if position.account not in MEMBER_ACCOUNTS or position.region != REGION]
    logging = Scope(engine, NEW_ACCOUNTS[0], REGION)
    logging.client("logs").create_log_group(logGroupName=LOG_GROUP)
    logging.client("logs").create_log_stream(logGroupName=LOG_GROUP, logStreamName="one")
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda p: p.deploy(**({"LogGroupNames": LOG_GROUP} if p == logging else {})), new))
    yield everywhere
    for position in new:
        position.client("cloudformation").delete_stack(StackName=AGENT_STACK)
    for account in NEW_ACCOUNTS:
        hub.remove_permission(EventBusName=bus, StatementId=account)


def test_every_event_arrives_once_under_its_own_account_and_region(engine: Engine, scopes: list[Scope]) -> None:
    sent: dict[str, Scope] = {}
    for position in scopes:
        event = violation_now(unique("estate"), rule="estate-rule")
        answer = position.client("events").put_events(
            Entries=[
                {"Source": event["source"], "DetailType": event["detail-type"], "Detail": json.dumps(event["detail"])}
            ]
        )
        sent[answer["Entries"][0]["EventId"]] = position
    for event_id, position in sent.items():
        where = f"the row of {position.account} {position.region}"
        (row,) = wait(partial(engine.rows, event_id), where, 60)
        assert (row["account"], row["region"]) == (position.account, position.region)
    assert len(sent) == len(scopes)


def test_a_thousand_errors_over_half_an_hour_are_each_counted_once(engine: Engine, scopes: list[Scope]) -> None:
    """The agent's machine runs for each five minutes, twice for each; the hub stores every window's errors once."""
    assert scopes
    position = Scope(engine, NEW_ACCOUNTS[0], REGION)
    began = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)
    mark = unique("order").replace("-", "")
    lines = [
        {
            "timestamp": int((began + i * timedelta(seconds=1.8)).timestamp() * 1000),
            "message": f"ERROR {'paying' if i % 3 else 'shipping'} {mark}: request 4711{i} refused",
        }
        for i in range(1000)
    ]
    position.client("logs").put_log_events(logGroupName=LOG_GROUP, logStreamName="one", logEvents=lines)
    machine = position.outputs()["LogErrorsArn"]
    for minutes in [*range(5, 50, 5), *range(5, 50, 5)]:
        scheduled = f"{began + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"
        ended = position.machines.run(machine, {"scheduled_at": scheduled})
        assert ended.status == "SUCCEEDED", ended.cause

    def stored() -> list[dict[str, Any]]:
        return [row for row in engine.rows("") if mark in row["detail"]]

    wait(lambda: len(stored()) >= 12, "six windows of two kinds of error", 60)
    time.sleep(2)
    details = [json.loads(row["detail"]) for row in stored()]
    assert len(details) == 12
    assert sum(detail["count"] for detail in details) == 1000
    assert {row["account"] for row in stored()} == {position.account}


def test_a_heartbeat_is_noted_and_the_watch_hears_it(engine: Engine, scopes: list[Scope]) -> None:
    position = scopes[-1]
    ended = position.machines.run(position.outputs()["HeartbeatArn"], {})
    assert ended.output == {"recorder": "absent", "rules": "none", "undelivered": 0}
    key = {"pk": {"S": "AGENT"}, "sk": {"S": f"{position.account}#{position.region}"}}

    def noted() -> Any:
        table = engine.outputs["EventsTableName"]
        return engine.account.dynamodb.get_item(TableName=table, Key=key).get("Item")

    agent = wait(noted, "the agent's item")
    assert agent["recorder"] == {"S": "absent"}
    run = engine.run("ReconcileComplianceArn", {}, 120)
    assert run.status == "SUCCEEDED", run.cause
    assert run.output["compared"] is False
    assert f"{position.account} {position.region}" in run.output["agents"]["stopped"]
    # Another agent's schedule may have started it by now: then its recorder is what is missing, else the agent itself.
    agents = run.output["agents"]
    # Its violations are of an IAM user, so without any heartbeat the account is named and no region of it.
    named = {scope.partition(" ")[0] for scope in agents["absent"] + agents["stopped"]}
    assert scopes[0].account in named, agents
