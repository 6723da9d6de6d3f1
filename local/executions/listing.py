"""The list of executions: the newest that match, without those of which nobody wants to know unless asked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from local.executions.asked import STATUSES, Asked

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

ROWS = 25
_LOOKED_AT = 400  # of one page, so that it comes soon where almost nothing matters
# By the state in which an execution ended, or by its error: why nobody has to look at it.
ROUTINE = {
    "NothingUnsent": "had nothing to send",
    "EventIgnored": "were about an event of no interest",
    "RejectedEvent": "refused what no service of AWS sends",  # what is still on the dead-letter queue is shown above
}


@dataclass(frozen=True)
class Row:
    """One execution in the list."""

    arn: str
    name: str
    machine: str
    status: str
    began: datetime
    ended: datetime | None
    about: str
    """what its input is about, as `Config Rules Compliance Change, 222222222222`"""
    came_to: str
    """the state in which it ended, or its error and cause"""
    outcome: str
    """the state or the error alone"""


@dataclass(frozen=True)
class Listed:
    """One page of the list."""

    rows: list[Row]
    left_out: list[tuple[int, str]]
    """how many of the executions between the rows are not shown, by why"""
    then: str
    """where the next page begins; empty after the last one"""
    machines: list[str]


def listed(client: SFNClient, asked: Asked) -> Listed:
    """The page that is asked for."""
    pages = client.get_paginator("list_state_machines").paginate()
    machines = {machine["name"]: machine["stateMachineArn"] for page in pages for machine in page["stateMachines"]}
    chosen = [arn for name, arn in machines.items() if asked.machine in ("", name)]
    rows: list[Row] = []
    left_out: Counter[str] = Counter()
    looked_at = then = None
    # Step Functions sorts those that ended by their ends.
    executions = (each for arn in chosen for each in _of(client, arn, asked))
    newest_first = sorted(executions, key=lambda execution: execution["startDate"], reverse=True)
    for number, execution in enumerate(newest_first):
        if len(rows) == ROWS or number == _LOOKED_AT:
            then = looked_at
            break
        looked_at = execution["startDate"]
        row = _row(client, execution)
        if not asked.status and row.outcome in ROUTINE:
            left_out[ROUTINE[row.outcome]] += 1
        else:
            rows.append(row)
    reasons = [(count, why) for why, count in left_out.most_common()]
    return Listed(rows, reasons, then.astimezone(UTC).isoformat() if then else "", sorted(machines))


def _of(client: SFNClient, machine: str, asked: Asked) -> Iterator[Any]:
    """A machine's executions, as far as status and time match."""
    since, until = asked.began_within
    only: Any = {"statusFilter": asked.status} if asked.status in STATUSES else {}
    for page in client.get_paginator("list_executions").paginate(stateMachineArn=machine, **only):
        for execution in page["executions"]:
            if since <= execution["startDate"] < until:
                yield execution


def _row(client: SFNClient, execution: Any) -> Row:
    described = client.describe_execution(executionArn=execution["executionArn"])
    state = "" if execution["status"] != "SUCCEEDED" else _last_state(client, execution["executionArn"])
    failed = ": ".join(filter(None, (described.get("error"), described.get("cause"))))
    return Row(
        arn=execution["executionArn"],
        name=execution["name"],
        machine=execution["stateMachineArn"].rpartition(":")[2],
        status=execution["status"],
        began=execution["startDate"],
        ended=execution.get("stopDate"),
        about=about(described.get("input", "")),
        came_to=state or failed,
        outcome=state or described.get("error") or "",
    )


def _last_state(client: SFNClient, arn: str) -> str:
    newest = client.get_execution_history(executionArn=arn, reverseOrder=True, maxResults=5)["events"]
    exited = (event["stateExitedEventDetails"]["name"] for event in newest if "stateExitedEventDetails" in event)
    return next(exited, "")


def about(text: str) -> str:
    """What stands in an input that says best what it is about."""
    try:
        event = json.loads(text)
    except ValueError:
        return ""
    if not isinstance(event, dict):
        return ""
    names = ("detail-type", "account", "period", "date", "action")
    return ", ".join(str(event[name]) for name in names if isinstance(event.get(name), str) and event[name])
