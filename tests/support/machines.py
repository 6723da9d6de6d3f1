"""All state machines of the repository as data, with every state's scope: a Map's inner states see only each other."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.template import ROOT

HUB = sorted((ROOT / "statemachines").glob("*.asl.json"))
AGENT = sorted((ROOT / "agent").glob("*.asl.json"))


class Scope(NamedTuple):
    """A StartAt with its States: a whole machine, a Map's processor or a branch."""

    start: str
    states: dict[str, dict[str, Any]]


def name_of(path: Path) -> str:
    """A machine's name: its file's."""
    return path.name.removesuffix(".asl.json")


def load(path: Path) -> dict[str, Any]:
    """A machine as it stands in its file."""
    loaded: dict[str, Any] = json.loads(path.read_text())
    return loaded


def scopes(machine: dict[str, Any]) -> Iterator[Scope]:
    """The machine and whatever it nests."""
    yield Scope(machine["StartAt"], machine["States"])
    for state in machine["States"].values():
        for inner in [state.get("ItemProcessor"), *state.get("Branches", [])]:
            if inner:
                yield from scopes(inner)


def states(machine: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every state of every scope."""
    for scope in scopes(machine):
        yield from scope.states.items()


def tasks(machine: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every Task of every scope."""
    return ((name, state) for name, state in states(machine) if state["Type"] == "Task")


def next_of(state: dict[str, Any]) -> list[str]:
    """Where a state may go on to."""
    onward = [state, *state.get("Choices", []), *state.get("Catch", [])]
    return [step["Next"] for step in onward if "Next" in step] + ([state["Default"]] if "Default" in state else [])
