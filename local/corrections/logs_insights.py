"""What the engine's Logs Insights lacks: `parse` with a regular expression and `stats`, as far as our queries go."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

Answer = tuple[int, dict[str, str], bytes]
Row = dict[str, str]


def start_query(original: Callable[[dict[str, Any]], Answer]) -> Callable[[dict[str, Any]], Answer]:
    """The engine ignores `parse` and `stats` and answers with lines; on AWS the query counts.

    The engine filters as before. The lines that it finds are then parsed, cut, grouped, sorted and limited here.
    """

    def counted(data: dict[str, Any]) -> Answer:
        logs = import_module("ministack.services.cloudwatch_logs")
        stages = logs._split_insights_pipes(data.get("queryString", ""))
        if not any(stage.startswith("stats ") for stage in stages):
            return original(data)
        kept = [stage for stage in stages if stage.startswith("filter ")]
        lines = " | ".join(["fields @timestamp, @message, @log", *kept])
        answer = original({**data, "queryString": lines})
        if answer[0] == 200:
            query = logs._queries[json.loads(answer[2])["queryId"]]
            query["results"] = _cells(_run(stages, [_row(cells) for cells in query["results"]]))
        return answer

    return counted


def _run(stages: list[str], rows: list[Row]) -> list[Row]:
    for stage in stages:
        command, _, rest = stage.partition(" ")
        match command:
            case "parse":
                rows = [row | _parsed(rest, row) for row in rows]
            case "fields":
                rows = [row | _cut(rest, row) for row in rows]
            case "stats":
                rows = _stats(rest, rows)
            case "sort":
                field, _, direction = rest.partition(" ")
                rows = sorted(rows, key=lambda row: int(row[field]), reverse=direction == "desc")
            case "limit":
                rows = rows[: int(rest)]
    return rows


def _parsed(rest: str, row: Row) -> Row:
    """`parse @message /(?<name>...)/`: the named groups; fields of lines that do not match stay absent."""
    field, _, pattern = rest.partition(" ")
    match = re.search(pattern.strip("/").replace("(?<", "(?P<"), row[field])
    return match.groupdict() if match else {}


def _cut(rest: str, row: Row) -> Row:
    """`fields substr(@message, 0, 400) as excerpt`."""
    named = re.fullmatch(r"substr\((@?\w+), (\d+), (\d+)\) as (\w+)", rest)
    if not named:
        return {}
    field, start, length, name = named.groups()
    return {name: row[field][int(start) : int(start) + int(length)]}


def _stats(rest: str, rows: list[Row]) -> list[Row]:
    """`stats count(*) as errors, latest(excerpt) as example by @log, head`; the lines come in order of time."""
    pattern_match = re.fullmatch(r"count\(\*\) as (\w+), latest\((\w+)\) as (\w+) by (.+)", rest)
    if not pattern_match:
        raise NotImplementedError(f"Logs Insights of the engine does not know: stats {rest}")
    count, field, example, names = pattern_match.groups()
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row.get(name, "") for name in names.split(", ")), []).append(row)
    return [
        dict(zip(names.split(", "), key, strict=True)) | {count: str(len(rows)), example: rows[-1][field]}
        for key, rows in groups.items()
    ]


def _row(cells: list[dict[str, str]]) -> Row:
    return {cell["field"]: cell["value"] for cell in cells}


def _cells(rows: list[Row]) -> list[list[dict[str, str]]]:
    return [[{"field": name, "value": value} for name, value in row.items()] for row in rows]
