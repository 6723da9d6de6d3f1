"""Sends back what could not be processed, or could not be delivered, and says what came of each message."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from config_monitor_cli.failures import CommandFailed
from config_monitor_cli.hub import STACK, Hub, Stack, client, open_hub
from config_monitor_cli.outcomes import FAILED, HandedOver, Outcome, Queue, outcomes_of, show_outcomes
from config_monitor_cli.output import AsJson, print_json
from config_monitor_cli.undelivered import Member, send_undelivered

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

POLL_SECONDS = 2.0
SOMETHING_FAILED = 1

Account = Annotated[
    str | None, typer.Option(metavar="ID", help="A member: its undelivered queue is sent back instead.")
]
Region = Annotated[str | None, typer.Option(metavar="NAME", help="The member's region; by default the hub's.")]
Role = Annotated[str | None, typer.Option(metavar="NAME", help="The role to assume in the member.")]


def redrive(
    stack: Stack = STACK, account: Account = None, region: Region = None, role: Role = None, as_json: AsJson = False
) -> None:
    """Send the dead-letter queue, or a member's undelivered queue, back.

    Ends with 1 when something failed again or the queue holds messages. What is stored already is recognised, so twice
    does no harm.
    """
    if region and not account:
        raise CommandFailed(f"Which account's {region}? Without an account the hub's own queue is sent back.")
    hub = open_hub(stack)
    if account:
        handed = send_undelivered(hub, Member(account, region or hub.where.region, role))
    else:
        handed = run(hub, client("stepfunctions"))
    if handed.started:
        typer.echo(f"{len(handed.started)} sent back to process_event; waiting for what comes of them.", err=True)
    outcomes = [*outcomes_of(hub.output("ProcessEventArn"), handed.started, client("stepfunctions")), *handed.others]
    waiting = handed.queue.waiting()
    if as_json:
        print_json({"messages": [outcome._asdict() for outcome in outcomes], "waiting": waiting._asdict()})
    else:
        show_outcomes(outcomes, handed.queue.name, waiting)
    if any(waiting) or any(outcome.is_bad for outcome in outcomes):
        raise typer.Exit(SOMETHING_FAILED)


def run(hub: Hub, states: SFNClient, sleep: Callable[[float], None] = time.sleep) -> HandedOver:
    """Run redrive_events until no execution goes on with the run.

    Raises CommandFailed for a run that did not end well; the queue still holds what was not handed over.
    """
    execution = states.start_execution(stateMachineArn=hub.output("RedriveEventsArn"), input="{}")["executionArn"]
    started, others = list[str](), list[Outcome]()
    while execution:
        output = _ended(execution, states, sleep)
        started += output["executions"]
        others += [Outcome(FAILED, f"message {each}", "its body is not JSON") for each in output["not_json"]]
        execution = output["continued_as"] or ""
    return HandedOver(Queue("dead-letter queue", client("sqs"), hub.output("DeadLetterQueueUrl")), started, others)


def _ended(execution: str, states: SFNClient, sleep: Callable[[float], None]) -> dict[str, Any]:
    while (described := states.describe_execution(executionArn=execution))["status"] == "RUNNING":
        sleep(POLL_SECONDS)
    if described["status"] != "SUCCEEDED":
        reason = f"{described.get('error') or described['status']}: {described.get('cause') or 'no cause given'}"
        raise CommandFailed(f"redrive_events did not end well, so the queue keeps the rest: {reason} ({execution}).")
    output: dict[str, Any] = json.loads(described["output"])
    if "executions" not in output:
        raise CommandFailed(f"{output['started']} were sent back, but a hub of an older release does not say which.")
    return output
