"""What came of messages that were handed to process_event: one line for each, or one for many alike."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import typer

from config_monitor.domain.events import one_line

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

POLL_SECONDS = 1.0
PATIENCE = 60.0
"""Seconds that a person waits for all of them together; process_event may wait for a busy service for an hour."""
GOOD = ("stored", "of no interest", "sent back")
FAILED = "failed again"
_IN_SIGHT: Final = "ApproximateNumberOfMessages"
_OUT_OF_SIGHT: Final = "ApproximateNumberOfMessagesNotVisible"


class Outcome(NamedTuple):
    """One message: what came of it, which one it is, and why."""

    became: str
    message: str
    reason: str = ""

    @property
    def is_bad(self) -> bool:
        """Whether somebody has to look at it."""
        return self.became not in GOOD


class Waiting(NamedTuple):
    """How many messages a queue holds, by SQS's count, which may lag a minute: in sight, and read within a minute."""

    in_sight: int
    out_of_sight: int


class Queue(NamedTuple):
    """A queue whose messages are handed over: its name in a sentence, a client that reaches it, and its address."""

    name: str
    sqs: SQSClient
    address: str

    def waiting(self) -> Waiting:
        """What it holds at present."""
        answer = self.sqs.get_queue_attributes(QueueUrl=self.address, AttributeNames=[_IN_SIGHT, _OUT_OF_SIGHT])
        return Waiting(int(answer["Attributes"][_IN_SIGHT]), int(answer["Attributes"][_OUT_OF_SIGHT]))


class HandedOver(NamedTuple):
    """What came of a queue: the names of the executions that were started, and the messages that need somebody."""

    queue: Queue
    started: list[str]
    others: list[Outcome]


def outcomes_of(
    machine: str, names: Iterable[str], states: SFNClient, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Outcome]:
    """What came of each execution of process_event, by its name."""
    names = list(names)
    if names and states.describe_state_machine(stateMachineArn=machine)["type"] == "EXPRESS":
        yield from (
            Outcome("sent back", name, "Express: within 5 minutes it is stored, or on the queue again with its reason")
            for name in names
        )
        return
    prefix, polls = machine.replace(":stateMachine:", ":execution:"), int(PATIENCE / POLL_SECONDS)
    for name in names:
        while (described := states.describe_execution(executionArn=f"{prefix}:{name}"))[
            "status"
        ] == "RUNNING" and polls:
            polls -= 1
            sleep(POLL_SECONDS)
        yield _outcome(name, described)


def _outcome(name: str, described: Any) -> Outcome:
    message, status = _named(name, described.get("input")), described["status"]
    if status == "RUNNING":
        return Outcome("not ended yet", message, f"look at the execution {name} later: it tries again")
    if status == "FAILED":
        reason = f"{described.get('error') or status}: {described.get('cause') or 'no cause given'}"
        return Outcome(FAILED, message, one_line(reason, 300))
    if status != "SUCCEEDED":
        return Outcome(
            "stopped", message, f"{status}, so it is on no queue: redrive the execution {name} in the console"
        )
    output = json.loads(described.get("output") or "{}")
    if output.get("outcome") == "ignored":
        return Outcome("of no interest", message, one_line(str(output.get("reason") or "")))
    reason = (output.get("reason") or {}).get("sentence") or "notified at once"
    return Outcome("stored", message, one_line(reason))


def _named(name: str, body: str | None) -> str:
    """The event as a person knows it: what, of which account and region, and its id."""
    try:
        event = json.loads(body or "")
        parts = [event[key] for key in ("detail-type", "account", "region", "id")]
    except (ValueError, TypeError, KeyError):
        return f"execution {name}"
    return one_line("{} of {} {}, event {}".format(*parts), 300)


def show_outcomes(outcomes: list[Outcome], queue: str, waiting: Waiting) -> None:
    """Print a line for each message, how many became what, and how many the queue of that name holds now."""
    for became, message, reason in outcomes:
        typer.echo(f"{became:<14}  {message}{f': {reason}' if reason else ''}")
    numbers = Counter(outcome.became for outcome in outcomes)
    summary = ", ".join(f"{number} {became}" for became, number in numbers.items()) or "nothing was sent back"
    again = " What failed again is on the dead-letter queue again." if numbers[FAILED] else ""
    typer.echo(f"Together: {summary}.{again} {_held(queue, waiting)}")


def _held(queue: str, waiting: Waiting) -> str:
    held, hidden = sum(waiting), waiting.out_of_sight
    if not held:
        return f"The {queue} is empty, by SQS's count, which may lag a minute."
    which = "" if hidden == held else f"{hidden} of them "
    soon = f", {which}out of sight for up to a minute, as a run has just read {'it' if hidden == 1 else 'them'}"
    return f"The {queue} holds {held} {'message' if held == 1 else 'messages'} now{soon if hidden else ''}."
