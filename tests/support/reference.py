"""What a walk evaluates, written down, and the same evaluated by the reference implementation of JSONata (Node)."""

import copy
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from ministack.services.stepfunctions import _apply_jsonata_template

from simulation import machine_walk
from tests.support.template import ROOT

FOLDER = ROOT / "tests" / "reference"
MISSING = (
    "there is no Node on this machine"
    if shutil.which("node") is None
    else "its packages are not installed: npm ci --prefix tests/reference"
    if not (FOLDER / "node_modules").exists()
    else ""
)


@dataclass
class Evaluated:
    """An expression, what it was evaluated with, and what the local engine made of it."""

    expression: str
    bindings: dict[str, Any]
    value: Any


@contextmanager
def recorded() -> Iterator[list[Evaluated]]:
    """Everything that walks evaluate in this block."""
    log: list[Evaluated] = []

    def record(template: Any, value: Any, context: Any, result: Any = None, error: Any = None) -> Any:
        match template:
            case dict():
                return {key: record(inner, value, context, result, error) for key, inner in template.items()}
            case list():
                return [record(inner, value, context, result, error) for inner in template]
            case str() if template.startswith("{%"):
                seen = {"input": value, "result": result, "errorOutput": error, "context": context}
                states = {name: payload for name, payload in seen.items() if payload is not None}
                bindings = copy.deepcopy({"states": states, **context["variables"]})
                made = _apply_jsonata_template(template, value, context, result, error)
                log.append(Evaluated(template[2:-2].strip(), bindings, copy.deepcopy(made)))
                return made
            case _:
                return template

    with patch.object(machine_walk, "_apply_jsonata_template", record):
        yield log


def evaluate(log: list[Evaluated]) -> list[dict[str, Any]]:
    """`{value}` or `{error}` of each by the reference implementation; undefined is an error, as on AWS."""
    payload = json.dumps([{"expression": one.expression, "bindings": one.bindings} for one in log])
    done = subprocess.run(
        ["node", "evaluate.mjs"], cwd=FOLDER, input=payload, capture_output=True, text=True, check=True, timeout=120
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers
