"""Least privilege both ways for the machines: each role allows what the machine's tasks call, and nothing else."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.machines import AGENT, HUB, load, name_of, tasks
from tests.support.template import resources, statements

OURS = pytest.mark.parametrize("path", HUB, ids=name_of)
SERVICES = {"sfn": "states", "cloudwatchlogs": "logs"}


def properties(path: Path) -> dict[str, Any]:
    machines = resources("AWS::Serverless::StateMachine").values()
    return next(machine for machine in machines if Path(machine["DefinitionUri"]).name == path.name)


def granted(path: Path) -> list[dict[str, Any]]:
    """The statements of a machine's role and of what is attached to it, logs and traces aside."""
    return of_role(properties(path)["Role"]["Fn::GetAtt"][0], "template.yaml")


def of_role(role: str, template: str) -> list[dict[str, Any]]:
    own = [
        p
        for p in resources("AWS::IAM::Role", template)[role]["Policies"]
        if p["PolicyName"] not in ("observe", "trace")
    ]
    attached = [
        p
        for p in resources("AWS::IAM::Policy", template).values()
        if {"Ref": role} in p["Roles"] and p["PolicyName"] != "deliver-logs"
    ]
    return statements([*own, *attached])


def action(task: dict[str, Any]) -> str:
    """The action that IAM knows a task's call by."""
    service, call = task["Resource"].partition(":states:::")[2].removeprefix("aws-sdk:").split(":")
    if service == "lambda":
        return "lambda:InvokeFunction"
    return f"{SERVICES.get(service, service)}:{call[0].upper()}{call[1:]}"


def allowed_by(granted_to_it: list[dict[str, Any]]) -> set[str]:
    return {a for s in granted_to_it for a in ([s["Action"]] if isinstance(s["Action"], str) else s["Action"])}


@OURS
def test_unused_grants_0_missing_grants_0(path: Path) -> None:
    assert allowed_by(granted(path)) == {action(task) for _, task in tasks(load(path))}


@pytest.mark.parametrize("path", AGENT, ids=name_of)
def test_an_agents_machine_has_its_own_role_with_what_it_calls_and_no_more(path: Path) -> None:
    resource = "".join(word.title() for word in name_of(path).split("_"))
    machine = resources("AWS::StepFunctions::StateMachine", "agent/template.yaml")[f"{resource}StateMachine"]
    assert machine["RoleArn"] == {"Fn::GetAtt": [f"{resource}Role", "Arn"]}
    allowed = allowed_by(of_role(f"{resource}Role", "agent/template.yaml"))
    assert allowed == {action(task) for _, task in tasks(load(path))}


@OURS
def test_a_machine_may_run_its_own_functions_alone(path: Path) -> None:
    invoked = {
        re.findall(r"\$\{(\w+)FunctionArn\}", task["Arguments"]["FunctionName"])[0]
        for _, task in tasks(load(path))
        if action(task) == "lambda:InvokeFunction"
    }
    allowed = str([s["Resource"] for s in granted(path) if s["Action"] == "lambda:InvokeFunction"])
    assert set(re.findall(r"'(\w+)Function'", allowed)) == invoked
