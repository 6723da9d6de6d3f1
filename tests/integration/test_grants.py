"""Least privilege both ways: each handler, run for all it does, needs every action of its role and no other.

What is written is narrowed to kinds of items: the notifier, say, cannot write the policy.
"""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import botocore.session
import pytest

from local.slack.methods import SIGNING_SECRET, TOKEN
from local.slack.server import SlackServer
from simulation.evaluations import NC, evaluated
from simulation.table_definition import TABLE
from tests.support.api import get, lambda_with_history
from tests.support.deployed_table import moto_table, persist_all
from tests.support.grants import WRITES, granted, kinds, recorded, role_statements
from tests.support.scenes import POLICY, SCENES, Hub
from tests.support.template import resources

# The tests of their handlers compare; QueryEvents is below.
ELSEWHERE = {"AggregateComplianceFunction", "RenderReportFunction", "RetireScopesFunction", "QueryEventsFunction"}


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, played: SlackServer) -> Iterator[Hub]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with moto_table() as table:
        session: Any = botocore.session.Session()
        secret = {"bot_token": TOKEN, "signing_secret": SIGNING_SECRET}
        machines = session.create_client("stepfunctions")
        definition = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})
        role = "arn:aws:iam::123456789012:role/any"
        environment = {
            "EVENTS_TABLE_NAME": TABLE,
            "SLACK_SECRET_ARN": session.create_client("secretsmanager").create_secret(
                Name="slack", SecretString=json.dumps(secret)
            )["ARN"],
            "SLACK_MODE": "bot",
            "SLACK_API_URL": f"{played.base_url}/api/",
            "ALLOWED_WEBHOOK_HOSTS": f"127.0.0.1:{played.server_port}",
            "DEFAULT_CHANNEL": "security",
            "NOTIFICATION_TOPIC_ARN": session.create_client("sns").create_topic(Name="all")["TopicArn"],
            "CONFIG_AGGREGATOR_NAME": "organisation",
            "REPORT_BUCKET_NAME": "reports",
            "ACT_ON_ALERT_ARN": machines.create_state_machine(name="act", definition=definition, roleArn=role)[
                "stateMachineArn"
            ],
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        key: Any = {"pk": {"S": "POLICY"}, "sk": {"S": "POLICY"}}
        table.put_item(TableName=TABLE, Item={**key, "policy": {"S": POLICY}})
        with recorded():  # every port anew
            yield Hub(table, played)


@pytest.mark.parametrize("function", SCENES)
def test_unused_grants_0_missing_grants_0(function: str, hub: Hub) -> None:
    run = SCENES[function](hub)
    with recorded() as needed:
        run()
    if ("dynamodb:Query", "index/by_*") in granted(function):
        needed = {(action, "index/by_*" if part.startswith("index/") else part) for action, part in needed}
    assert granted(function) - needed == set(), "granted and never used"
    assert needed - granted(function) == set(), "used and not granted"


def test_every_function_is_compared() -> None:
    assert set(SCENES) | ELSEWHERE == set(resources("AWS::Serverless::Function"))


def test_the_api_needs_all_it_is_granted() -> None:
    with lambda_with_history() as client:
        hub_rows = [evaluated(NC, 1, resource=f"vol-{n}") for n in range(2)]
        persist_all(client, *hub_rows)
        with recorded() as needed:
            first = get("/events", limit="1")[1]["items"][0]
            for path in (f"/events/{first['id']}", "/compliance/summary", "/compliance/coverage", "/incidents"):
                get(path)
            for violation_found in get("/compliance/violations")[1]["items"]:
                get(f"/compliance/violations/{violation_found['id']}")
    by_any = {(action, "index/by_*" if part.startswith("index/") else part) for action, part in needed}
    # Tests of exceptions by the API show what it starts.
    starts = {("states:StartExecution", "states")}
    # Tests of exports show how large ones go to the bucket; whoever holds a link reads with the rights of its signer.
    exports = {(f"s3:{action}", "s3") for action in ("PutObject", "GetObject", "AbortMultipartUpload")}
    assert by_any | exports | starts == granted("QueryEventsFunction")


def test_whoever_writes_the_table_writes_named_kinds_and_nobody_the_policy() -> None:
    for function in resources("AWS::Serverless::Function"):
        for statement in role_statements(function):
            actions = {statement["Action"]} if isinstance(statement["Action"], str) else set(statement["Action"])
            writes = WRITES & actions
            assert bool(writes) is bool(kinds(statement)), function
            assert writes in (actions, set()), function
            assert not any(fnmatchcase("POLICY", kind) for kind in kinds(statement)), function
