"""Every function runs alone on a sample of its own, and what containers are given names what the engine has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from local.settings import HUB_ACCOUNT, HUB_STACK, REGION, ROOT
from tests.support.engine import Engine

# reconcile_compliance asks an AWS Config aggregator, which the engine does not have; its machine skips it here.
FUNCTIONS = sorted(
    {folder.parent.name for folder in (ROOT / "functions").glob("*/handler.py")} - {"reconcile_compliance"}
)
SAMPLES = {"parse_event": ROOT / "events" / "config" / "non-compliant.json"}


def sample(function: str) -> Path:
    return SAMPLES.get(function, ROOT / "events" / "functions" / f"{function}.json")


def resources(engine: Engine, kind: str) -> dict[str, str]:
    listed = engine.account.cloudformation.get_paginator("list_stack_resources").paginate(StackName=HUB_STACK)
    actual = (resource for page in listed for resource in page["StackResourceSummaries"])
    return {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in actual if r["ResourceType"] == kind}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_runs_on_its_sample(engine: Engine, function: str) -> None:
    """As `sam local invoke` gives it: no error, and an answer that is an object."""
    name = "".join(word.title() for word in function.split("_")) + "Function"
    session = boto3.Session(aws_access_key_id=HUB_ACCOUNT, aws_secret_access_key="local", region_name=REGION)
    client = session.client("lambda", endpoint_url=engine.url)
    payload = sample(function).read_bytes()
    answer: Any = client.invoke(FunctionName=resources(engine, "AWS::Lambda::Function")[name], Payload=payload)
    actual = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, actual
    assert isinstance(actual, dict)


def test_the_environment_of_containers_names_what_the_engine_has(engine: Engine) -> None:
    """`make up` writes it beside what it keeps, for the ports and names that it chose."""
    engine_port, slack_port = (urlsplit(url).port for url in (engine.url, engine.slack_url))
    parameters = json.loads((ROOT / ".local" / str(engine_port) / "env.json").read_text())["Parameters"]
    assert parameters["AWS_ENDPOINT_URL"] == f"http://host.docker.internal:{engine_port}"
    assert parameters["SLACK_API_URL"] == f"http://host.docker.internal:{slack_port}/api/"
    assert parameters["EVENTS_TABLE_NAME"] == engine.outputs["EventsTableName"]
    engine.account.s3.head_bucket(Bucket=parameters["REPORT_BUCKET_NAME"])
    assert engine.account.secretsmanager.describe_secret(SecretId=parameters["SLACK_SECRET_ARN"])
