"""Hands what a member's agent could not deliver to the hub's process_event."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import typer
from botocore.exceptions import ClientError

from config_monitor_cli.failures import CommandFailed
from config_monitor_cli.hub import Hub, client, client_in
from config_monitor_cli.outcomes import HandedOver, Outcome, Queue

VISIBLE_AGAIN_SECONDS = 60


class Member(NamedTuple):
    """An account and region with an agent, and the role by which it is reached."""

    account: str
    region: str
    role: str | None


def send_undelivered(hub: Hub, member: Member) -> HandedOver:
    """Start process_event for each event of the queue; what is left there is among the others.

    A message is deleted once its execution was started, which is named after it, so that it is processed once.
    Raises CommandFailed where there is no agent or no role.
    """

    def there(service: str) -> Any:
        return client_in(member.account, member.region, service, hub, member.role)

    queues, states = there("sqs"), client("stepfunctions")
    address = _queue(there("events"), queues, hub.output("EventBusArn"), member)
    typer.echo(f"Undelivered queue {address} of account {member.account}, region {member.region}.", err=True)
    started, left = list[str](), dict[str, Outcome]()
    while messages := _received(queues, address, left):
        for message in messages:
            name = f"undelivered-{message['MessageId']}"
            if reason := _not_of(member, message["Body"]):
                left[message["MessageId"]] = Outcome("left", f"message {message['MessageId']}", reason)
                continue
            _start(states, hub.output("ProcessEventArn"), name, message["Body"])
            queues.delete_message(QueueUrl=address, ReceiptHandle=message["ReceiptHandle"])
            started.append(name)
    return HandedOver(Queue("undelivered queue", queues, address), started, list(left.values()))


def _queue(events: Any, queues: Any, bus: str, member: Member) -> str:
    """The address of the queue of the rule that forwards to the hub."""
    for rule in events.list_rule_names_by_target(TargetArn=bus)["RuleNames"]:
        for target in events.list_targets_by_rule(Rule=rule)["Targets"]:
            if target["Arn"] == bus and (queue := target.get("DeadLetterConfig", {}).get("Arn")):
                address: str = queues.get_queue_url(QueueName=queue.rpartition(":")[2])["QueueUrl"]
                return address
    raise CommandFailed(
        f"No rule in {member.account} {member.region} forwards to {bus}: there is no agent of this hub."
    )


def _received(queues: Any, address: str, left: dict[str, Outcome]) -> list[Any]:
    """The next messages; a long poll asks all of the queue's servers, so that none means an empty queue."""
    received = queues.receive_message(
        QueueUrl=address, MaxNumberOfMessages=10, WaitTimeSeconds=2, VisibilityTimeout=VISIBLE_AGAIN_SECONDS
    )
    return [message for message in received.get("Messages", []) if message["MessageId"] not in left]


def _not_of(member: Member, body: str) -> str | None:
    """Why a message is not handed over: on the hub's bus, EventBridge vouches for an event's account; here we do."""
    try:
        event = json.loads(body)
    except ValueError:
        return "its body is not JSON"
    if not isinstance(event, dict) or "detail-type" not in event:
        return "it is no event; a window of log errors is counted by starting the agent's machine LogErrorsArn with it"
    if (event.get("account"), event.get("region")) != (member.account, member.region):
        return f"it claims to be of {event.get('account')} {event.get('region')}"
    return None


def _start(states: Any, machine: str, name: str, body: str) -> None:
    try:
        states.start_execution(stateMachineArn=machine, name=name, input=body)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
            raise
