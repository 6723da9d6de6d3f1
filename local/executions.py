"""A page for the state machines' executions, which AWS shows in its console and the engine shows nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from local.aws import Account
from local.settings import HUB_ACCOUNT

_SHOWN = 100


def render(engine_url: str, execution: str | None) -> str:
    """The newest executions of all machines of the hub, or one execution state by state."""
    machines = Account(engine_url, HUB_ACCOUNT).stepfunctions
    try:
        if execution:
            return _PAGE.render(one=_one(machines, execution), many=[], error=None)
        return _PAGE.render(one=None, many=_many(machines), error=None)
    except (BotoCoreError, ClientError) as error:
        return _PAGE.render(one=None, many=[], error=str(error))


def _many(machines: Any) -> list[dict[str, Any]]:
    shown = []
    for machine in machines.list_state_machines()["stateMachines"]:
        listed = machines.list_executions(stateMachineArn=machine["stateMachineArn"], maxResults=_SHOWN)["executions"]
        shown += [{**execution, "machine": machine["name"]} for execution in listed]
    shown.sort(key=lambda execution: execution["startDate"], reverse=True)
    for execution in shown[:_SHOWN]:
        execution["given"] = _parsed(machines.describe_execution(executionArn=execution["executionArn"])["input"])
    return shown[:_SHOWN]


def _one(machines: Any, arn: str) -> dict[str, Any]:
    described = machines.describe_execution(executionArn=arn)
    pages = machines.get_paginator("get_execution_history").paginate(executionArn=arn)
    states: list[dict[str, Any]] = []
    for event in (event for page in pages for event in page["events"]):
        if entered := event.get("stateEnteredEventDetails"):
            states.append({"name": entered["name"], "input": _parsed(entered.get("input")), "output": None})
        elif (exited := event.get("stateExitedEventDetails")) and states:
            states[-1]["output"] = _parsed(exited.get("output"))
    return {**described, "states": states}


def _parsed(text: str | None) -> Any:
    try:
        return json.loads(text or "null")
    except ValueError:
        return text


def _template() -> Environment:
    made = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
    made.filters["pretty"] = lambda value: json.dumps(value, indent=2, ensure_ascii=False)
    return made


_PAGE = _template().get_template("executions.html")
