"""The graph of a machine, laid out from its definition, with the way that an execution took through it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from fast_sugiyama import from_edges

from local.executions.history import Step

WIDTH, HEIGHT = 190, 36
_BESIDE, _BELOW, _MARGIN = WIDTH + 16, HEIGHT + 34, 8
_START = ""  # above the first state
_WORST = ("", "succeeded", "caught", "running", "failed")
Edge = tuple[str, str]


@dataclass(frozen=True)
class Node:
    """A state as a box; `x` and `y` are its middle."""

    name: str
    x: float
    y: float
    status: str
    """the worst of its steps; empty where it was not entered"""
    steps: int


@dataclass(frozen=True)
class Way:
    """A line between two states."""

    path: str
    taken: bool
    backwards: bool
    """drawn from its end, which stands above its beginning"""


@dataclass(frozen=True)
class Graph:
    """What is drawn, and how large that is."""

    nodes: list[Node]
    ways: list[Way]
    start: tuple[float, float]
    width: float
    height: float


def graph_of(machine: Mapping[str, Any], courses: Iterable[list[Step]], *, whole: bool = True) -> Graph:
    """The graph of a machine, or of what a Map does with each item, with the courses that were taken.

    What an error leads to is drawn where one led there, so that the way without errors can be seen. What is not `whole`
    has the courses alone, as there is room for on a phone.
    """
    courses = list(courses)
    first: str = machine["StartAt"]
    taken = {edge for course in courses for edge in pairwise([_START, *(step.name for step in course)])}
    possible = {(name, then) for name, state in machine["States"].items() for then in _onward(state)}
    edges = _reached(first, sorted(taken | {(_START, first)} | (possible if whole else set())))
    names = [_START, *machine["States"]]
    back = _backward(edges)
    layout = [(b, a) if (a, b) in back else (a, b) for a, b in edges]
    middles, bends = _laid_out([(names.index(a), names.index(b)) for a, b in layout])
    status: dict[str, list[str]] = {}
    for step in (step for course in courses for step in course):
        status.setdefault(step.name, []).append(step.status)
    nodes = [
        Node(name, *middles[number], max(status.get(name, [""]), key=_WORST.index), len(status.get(name, [])))
        for number, name in enumerate(names)
        if number in middles and name != _START
    ]
    ways = [
        Way(_curve(bends[names.index(a), names.index(b)]), edge in taken, edge in back)
        for edge, (a, b) in zip(edges, layout, strict=True)
    ]
    points = [point for line in bends.values() for point in line]
    right = max(x for x, _ in [*points, *((node.x + WIDTH / 2, 0) for node in nodes)])
    bottom = max(node.y for node in nodes) + HEIGHT / 2
    return Graph(nodes, sorted(ways, key=lambda way: way.taken), middles[0], right + _MARGIN, bottom + _MARGIN)


def _onward(state: Mapping[str, Any]) -> list[str]:
    ways = [state.get("Next"), state.get("Default"), *(choice["Next"] for choice in state.get("Choices", []))]
    return [name for name in ways if name]


def _reached(first: str, edges: list[Edge]) -> list[Edge]:
    """The edges that begin at what can be reached from the first state."""
    reached, waiting = {_START}, [first]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [b for a, b in edges if a == name]
    return sorted({(a, b) for a, b in edges if a in reached and a != b})


def _backward(edges: list[Edge]) -> set[Edge]:
    """The edges that lead back to a state on the way to them: laid out the other way round, nothing goes in circles."""
    back: set[Edge] = set()
    done: set[str] = set()

    def walk(name: str, above: tuple[str, ...]) -> None:
        for edge in (edge for edge in edges if edge[0] == name):
            if edge[1] in (*above, name):
                back.add(edge)
            elif edge[1] not in done:
                walk(edge[1], (*above, name))
        done.add(name)

    walk(_START, ())
    return back


def _laid_out(edges: list[tuple[int, int]]) -> tuple[dict[int, tuple[float, float]], dict[tuple[int, int], Any]]:
    """Where each state is, and through which points each line goes."""
    ((positions, _width, height, parts),) = from_edges(
        edges, vertex_spacing=_BESIDE, dummy_vertices=True, dummy_size=0.15, check_layout=True
    )
    left = WIDTH / 2 + _MARGIN
    top = HEIGHT / 2 + _MARGIN
    middles = {int(n): (x + left, (height - y) / _BESIDE * _BELOW + top) for n, (x, y) in positions}
    states = {number for edge in edges for number in edge}
    onward = {a: b for a, b in parts or [] if a not in states}
    bends = {}
    for a, b in parts or []:
        if a in states:
            line = [a, b]
            while line[-1] not in states:
                line.append(onward[line[-1]])
            bends[int(a), int(line[-1])] = [middles[int(n)] for n in line]
    return {number: middle for number, middle in middles.items() if number in states}, bends


def _curve(line: list[tuple[float, float]]) -> str:
    """A line from the bottom of the first state to the top of the last one."""
    (x, y), *between, (last_x, last_y) = line
    points = [(x, y + HEIGHT / 2), *between, (last_x, last_y - HEIGHT / 2 - 1)]
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (y0 + y1) / 2
        path += f" C{x0:.1f} {middle:.1f} {x1:.1f} {middle:.1f} {x1:.1f} {y1:.1f}"
    return path
