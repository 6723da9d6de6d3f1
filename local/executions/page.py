"""The page itself: the list, or one execution."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from local.executions.asked import ALL, STATUSES, Asked, asked
from local.executions.dead_letters import DeadLetter
from local.executions.graph import HEIGHT, WIDTH, Graph, graph_of
from local.executions.history import Step, steps_of
from local.executions.listing import listed

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_MARKS = {"succeeded": "✓", "caught": "↷", "failed": "✗", "timed_out": "✗", "aborted": "✗", "running": "…", "": ""}


def render(client: SFNClient, queue: Callable[[], list[DeadLetter]], query: Mapping[str, list[str]]) -> str:
    """What an address asks for, or why it cannot be shown; `queue` reads what is on the dead-letter queue."""
    wanted = asked(query)
    shown: dict[str, Any] = {"asked": wanted, "one": None, "many": None, "letters": [], "error": None}
    try:
        shown |= {"one": _one(client, wanted)} if wanted.execution else {"many": listed(client, wanted)}
        shown |= {"letters": queue()} if wanted == Asked() else {}
    except (BotoCoreError, ClientError) as error:
        shown |= {"error": str(error)}
    return _PAGE.render(shown)


def _one(client: SFNClient, wanted: Asked) -> dict[str, Any]:
    described = client.describe_execution(executionArn=wanted.execution)
    pages = client.get_paginator("get_execution_history").paginate(executionArn=wanted.execution)
    ended = described.get("stopDate")
    steps = steps_of((event for page in pages for event in page["events"]), ended)
    machine = client.describe_state_machine_for_execution(executionArn=wanted.execution)
    return {
        **{"error": None, "cause": None, "stopDate": None},
        **described,
        "machine": machine["name"],
        "steps": steps,
        "graphs": _graphs(json.loads(machine["definition"]), steps),
    }


def _graphs(machine: Mapping[str, Any], steps: list[Step]) -> list[tuple[str, Graph, Graph, dict[str, Step]]]:
    """The machine, then each Map that ran: its name, its graph, the way alone, and each state's last step."""
    courses = {"": [steps]}
    inner = {name: state.get("ItemProcessor") or state.get("Iterator") for name, state in machine["States"].items()}
    for step in steps:
        if step.iterations:
            courses.setdefault(step.name, []).extend(iteration.steps for iteration in step.iterations)
    drawn = []
    for name, taken in courses.items():
        states = inner[name] if name else machine
        last = {step.name: step for course in taken for step in course}
        drawn.append((name, graph_of(states, taken), graph_of(states, taken, whole=False), last))
    return drawn


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "still running"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


def _clock(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _short(machine: str) -> str:
    """The logical id within the name that CloudFormation gives a machine, `ProcessEvent`; else the whole name."""
    named = re.search(r"-(\w+?)(?:StateMachine)?-[0-9A-Z]+$", machine)
    return named[1] if named else machine


def _template() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "pretty": lambda value: json.dumps(value, indent=2, ensure_ascii=False),
        "duration": _duration,
        "clock": _clock,
        "short": _short,
        "mark": lambda status: _MARKS[status.lower()],
    }
    made.globals |= {"statuses": STATUSES, "all": ALL, "width": WIDTH, "height": HEIGHT}
    return made


_PAGE = _template().get_template("page.html")
