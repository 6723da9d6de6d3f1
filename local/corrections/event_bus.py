"""What the engine's EventBridge does otherwise than AWS."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from ministack.core.arn import Arn, ArnParseError, parse_arn
from ministack.core.responses import get_account_id, get_region, request_scope

from local.corrections.admission import admits

Answer = tuple[int, dict[str, str], bytes]
SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"
_entry_time: ContextVar[float | None] = ContextVar("entry_time", default=None)
_undelivered: ContextVar[tuple[str, str] | None] = ContextVar("undelivered", default=None)


def put_events(original: Callable[..., Answer]) -> Callable[..., Answer]:
    """On AWS only services send `aws.*` sources; here we stand in for them, so the engine must take these from us.

    An entry's `Time` is honoured too, as on AWS: the engine stamps every event with its own clock.
    """

    def corrected(data: dict[str, Any], allow_aws_source: bool = True) -> Answer:  # noqa: ARG001 - MiniStack's signature
        entries = data.get("Entries", [])
        if len(entries) > 10:
            return original(data)
        results: list[dict[str, Any]] = []
        for entry in entries:
            token = _entry_time.set(_epoch(entry.get("Time")))
            try:
                status, headers, body = original({**data, "Entries": [entry]}, allow_aws_source=True)
            finally:
                _entry_time.reset(token)
            if status != 200:
                return status, headers, body
            results += json.loads(body)["Entries"]
        failed = sum("ErrorCode" in result for result in results)
        answer: Answer = _eventbridge().json_response({"FailedEntryCount": failed, "Entries": results})
        return answer

    return corrected


def now(original: Callable[[], float]) -> Callable[[], float]:
    """The clock of the event bus, which reads the `Time` of the entry being put where it has one."""

    def corrected() -> float:
        entered = _entry_time.get()
        return original() if entered is None else entered

    return corrected


def invoke_target(original: Callable[..., None]) -> Callable[..., None]:
    """On AWS a target may be a bus of another account or region, and what is not delivered goes to the target's queue.

    The engine drops both, and leaves a schedule's placeholder for its time as it is. The bus is asked for its policy,
    and the event keeps its own id, account, region and time. As on AWS it goes one hop only: an event received from
    another account is not sent on to a third.
    """

    def corrected(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> None:
        token = _undelivered.set(None)
        try:
            bus = _foreign_bus(target)
            if bus is None:
                original(_at_its_time(target, event), event, rule, view)
            else:
                _undelivered.set(_forward(bus, event))
            failure = _undelivered.get()
        finally:
            _undelivered.reset(token)
        if failure:
            _dead_letter(target, event, rule, failure)

    return corrected


def put_permission(original: Callable[[dict[str, Any]], Answer]) -> Callable[[dict[str, Any]], Answer]:
    """An account that `PutPermission` names is its root in the policy of the bus; the engine keeps the bare number."""

    def corrected(data: dict[str, Any]) -> Answer:
        named = str(data.get("Principal", "*"))
        return original({**data, "Principal": named if named == "*" else {"AWS": f"arn:aws:iam::{named}:root"}})

    return corrected


def dispatch_to_stepfunctions(_: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """A state machine that cannot be started is a failure for the dead-letter queue; the engine only logs it."""

    def corrected(arn: str, payload: str) -> None:
        machines = import_module("ministack.services.stepfunctions")
        status, _headers, body = machines._start_execution({"stateMachineArn": arn, "input": payload})
        if status >= 400:
            _undelivered.set(("NO_RESOURCE", str(json.loads(body).get("message", ""))))

    return corrected


def _eventbridge() -> Any:
    return import_module("ministack.services.eventbridge")


def _epoch(time: float | str | None) -> float | None:
    if isinstance(time, str):
        return datetime.fromisoformat(time).timestamp()
    return time


def _at_its_time(target: dict[str, Any], event: dict[str, Any]) -> dict[str, Any]:
    """The target with the time of its schedule in its input, if that asks for it."""
    if event.get("Source") != "aws.scheduler" or SCHEDULED_TIME not in target.get("Input", ""):
        return target
    at = datetime.fromtimestamp(event["Time"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {**target, "Input": target["Input"].replace(SCHEDULED_TIME, at)}


def _foreign_bus(target: dict[str, Any]) -> Arn | None:
    try:
        arn = parse_arn(target.get("Arn", ""))
    except ArnParseError:
        return None
    elsewhere = (arn.account_id, arn.region) != (get_account_id(), get_region())
    return arn if arn.service == "events" and arn.resource.startswith("event-bus/") and elsewhere else None


def _forward(bus: Arn, event: dict[str, Any]) -> tuple[str, str] | None:
    """Dispatch the event on the other bus; a code and a message where that bus is missing or refuses."""
    sender, name = get_account_id(), bus.resource.partition("/")[2]
    if "_Received" in event:
        return "NO_PERMISSIONS", "An event received from another account or region is not sent on."
    with request_scope(bus.account_id, bus.region):
        events = _eventbridge()
        if name not in events._event_buses:
            return "NO_RESOURCE", f"{bus} does not exist."
        if bus.account_id != sender and not admits(events._event_bus_policies.get(name), bus, event):
            return "NO_PERMISSIONS", f"The policy of {bus} does not admit account {sender}."
        received = {**event, "EventBusName": name, "_DispatchPath": [], "_Received": True}
        events._dispatch_event(received)
        events._archive_event(received)
    return None


def _dead_letter(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], failure: tuple[str, str]) -> None:
    """Send the event to the target's dead-letter queue, with the attributes that EventBridge gives it."""
    queue = target.get("DeadLetterConfig", {}).get("Arn")
    if not queue:
        return
    events, sqs = _eventbridge(), import_module("ministack.services.sqs")
    named = {
        "RULE_ARN": rule.get("Arn", ""),
        "TARGET_ARN": target["Arn"],
        "ERROR_CODE": failure[0],
        "ERROR_MESSAGE": failure[1],
    }
    body = json.dumps(events._pattern_event_view(event).event_with_detail())
    events._dispatch_to_sqs(parse_arn(queue), body)
    sent = sqs._queue_by_arn(queue)["messages"][-1]
    sent["message_attributes"] = {k: {"DataType": "String", "StringValue": v} for k, v in named.items()}
