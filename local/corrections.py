"""Makes the embedded engine behave as AWS does where it does not yet, so that templates are never written for its sake.

Each correction is one function: its docstring gives the reason, and a test of the same name fails once a new version of
MiniStack no longer needs it. They are applied before the engine serves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, NamedTuple

from ministack.core.arn import Arn, ArnParseError, parse_arn
from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy
from ministack.core.responses import get_account_id, get_region, request_scope

from local.logs_insights import start_query

Answer = tuple[int, dict[str, str], bytes]
SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"
_entry_time: ContextVar[float | None] = ContextVar("entry_time", default=None)
_undelivered: ContextVar[tuple[str, str] | None] = ContextVar("undelivered", default=None)


class Correction(NamedTuple):
    """What replaces which attribute of which module; `made_from` gets the original and answers the replacement."""

    module: str
    attribute: str
    made_from: Callable[[Any], Any]


def _put_events(original: Callable[..., Answer]) -> Callable[..., Answer]:
    """On AWS only services send `aws.*` sources; here we stand in for them, so the engine must take these from us.

    An entry's `Time` is honoured too, as on AWS: the engine stamps every event with its own clock.
    """

    def put_events(data: dict[str, Any], allow_aws_source: bool = True) -> Answer:  # noqa: ARG001 - MiniStack's signature
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

    return put_events


def _now(original: Callable[[], float]) -> Callable[[], float]:
    """The clock of the event bus, which reads the `Time` of the entry being put where it has one."""

    def now() -> float:
        entered = _entry_time.get()
        return original() if entered is None else entered

    return now


def _invoke_target(original: Callable[..., None]) -> Callable[..., None]:
    """On AWS a target may be a bus of another account or region, and what is not delivered goes to the target's queue.

    The engine drops both, and leaves a schedule's placeholder for its time as it is. The bus is asked for its policy,
    and the event keeps its own id, account, region and time. As on AWS it goes one hop only: an event received from
    another account is not sent on to a third.
    """

    def invoke_target(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> None:
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

    return invoke_target


def _put_permission(original: Callable[[dict[str, Any]], Answer]) -> Callable[[dict[str, Any]], Answer]:
    """An account that `PutPermission` names is its root in the policy of the bus; the engine keeps the bare number."""

    def put_permission(data: dict[str, Any]) -> Answer:
        named = str(data.get("Principal", "*"))
        return original({**data, "Principal": named if named == "*" else {"AWS": f"arn:aws:iam::{named}:root"}})

    return put_permission


def _dispatch_to_stepfunctions(_: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """A state machine that cannot be started is a failure for the dead-letter queue; the engine only logs it."""

    def dispatch_to_stepfunctions(arn: str, payload: str) -> None:
        machines = import_module("ministack.services.stepfunctions")
        status, _headers, body = machines._start_execution({"stateMachineArn": arn, "input": payload})
        if status >= 400:
            _undelivered.set(("NO_RESOURCE", str(json.loads(body).get("message", ""))))

    return dispatch_to_stepfunctions


def _sdk_services(original: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """`aws-sdk:sqs:receiveMessage` answers `{"Messages": [...]}` on AWS; the engine's query road, a bare list.

    And a machine can ask AWS Config, which the engine has but does not let machines reach.
    """
    config = {"target_prefix": "StarlingDoveService", "protocol": "json"}
    return {**original, "sqs": {"target_prefix": "AmazonSQS", "protocol": "json"}, "config": config}


def _start_execution(original: Callable[[dict[str, Any]], Answer]) -> Callable[[dict[str, Any]], Answer]:
    """On AWS an input that is not JSON starts nothing; the engine starts what then fails, and the input is lost."""

    def start_execution(data: dict[str, Any]) -> Answer:
        try:
            json.loads(data.get("input", "{}"))
        except ValueError as error:
            machines = import_module("ministack.services.stepfunctions")
            reason = f"Invalid State Machine Execution Input: '{error}'"
            refused: Answer = machines.error_response_json("InvalidExecutionInput", reason, 400)
            return refused
        return original(data)

    return start_execution


def _execute_choice(original: Callable[..., tuple[Any, str]]) -> Callable[..., tuple[Any, str]]:
    """On AWS a Choice's own `Output` shapes what goes to `Default`; the engine keeps to the outputs of the rules."""

    def execute_choice(state: dict[str, Any], state_input: Any, ctx: Any = None) -> tuple[Any, str]:
        if "Default" in state and "Output" in state:
            otherwise = {"Condition": True, "Next": state["Default"]}
            otherwise |= {part: state[part] for part in ("Output", "Assign") if part in state}
            state = {**state, "Choices": [*state["Choices"], otherwise]}
        return original(state, state_input, ctx)

    return execute_choice


def _apply_output_path(original: Callable[..., Any]) -> Callable[..., Any]:
    """On AWS a Succeed state may shape what it ends with by `Output`; the engine ends with what went in."""

    def apply_output_path(state: dict[str, Any], data: Any, ctx: Any = None) -> Any:
        if state.get("Type") == "Succeed" and "Output" in state:
            machines = import_module("ministack.services.stepfunctions")
            return machines._apply_jsonata_template(state["Output"], data, ctx)
        return original(state, data, ctx)

    return apply_output_path


def _sdk_error_names(original: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """A machine on AWS sees an error of another machine's start under its Java name, which ends in Exception."""
    codes = ("ExecutionAlreadyExists", "InvalidExecutionInput", "ExecutionLimitExceeded", "StateMachineDoesNotExist")
    return {**original, "sfn": {code: f"{code}Exception" for code in codes}}


def _resource_handlers(original: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """A bus keeps its `Policy`, and `Ref` of a secret is its ARN; the engine's CloudFormation has neither.

    The table is changed in place, as the engine holds it under several names.
    """
    bus, secret = original["AWS::Events::EventBus"], original["AWS::SecretsManager::Secret"]
    original["AWS::Events::EventBus"] = {
        **bus,
        "create": _keeping(bus["create"], 1),
        "update": _keeping(bus["update"], 2),
    }
    original["AWS::SecretsManager::Secret"] = {
        **secret,
        "create": _answering_arn(secret["create"]),
        "update": _answering_arn(_by_name(secret["update"])),
        "delete": _by_name(secret["delete"]),
    }
    return original


CORRECTIONS = (
    Correction("ministack.services.eventbridge", "_put_events", _put_events),
    Correction("ministack.services.eventbridge", "_now_ts", _now),
    Correction("ministack.services.eventbridge", "_invoke_target", _invoke_target),
    Correction("ministack.services.eventbridge", "_put_permission", _put_permission),
    Correction("ministack.services.eventbridge", "_dispatch_to_stepfunctions", _dispatch_to_stepfunctions),
    Correction("ministack.services.stepfunctions", "_AWS_SDK_SERVICE_MAP", _sdk_services),
    Correction("ministack.services.stepfunctions", "_start_execution", _start_execution),
    Correction("ministack.services.stepfunctions", "_execute_choice", _execute_choice),
    Correction("ministack.services.stepfunctions", "_apply_output_path", _apply_output_path),
    Correction("ministack.services.stepfunctions", "_AWS_SDK_ERROR_CODE_OVERRIDES", _sdk_error_names),
    Correction("ministack.services.cloudwatch_logs", "_start_query", start_query),
    Correction("ministack.services.cloudformation.provisioners", "_RESOURCE_HANDLERS", _resource_handlers),
)


def apply() -> None:
    """Correct the engine loaded in this process; call once, before it serves."""
    for module, attribute, made_from in CORRECTIONS:
        loaded = import_module(module)
        setattr(loaded, attribute, made_from(getattr(loaded, attribute)))


# --- what the corrections are made of ---


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
        if bus.account_id != sender and not _admits(events._event_bus_policies.get(name), bus, event):
            return "NO_PERMISSIONS", f"The policy of {bus} does not admit account {sender}."
        received = {**event, "EventBusName": name, "_DispatchPath": [], "_Received": True}
        events._dispatch_event(received)
        events._archive_event(received)
    return None


def _admits(policy: dict[str, Any] | None, bus: Arn, event: dict[str, Any]) -> bool:
    sender = event["Account"]
    asked = EvalContext(
        principal_arn=f"arn:aws:sts::{sender}:assumed-role/events/forward",
        principal_type="AssumedRole",
        principal_account=sender,
        action="events:PutEvents",
        resource_arn=str(bus),
        region=bus.region,
        service_context={
            "events:source": event["Source"],
            "events:detail-type": event["DetailType"],
            "events:eventbusinvocation": "true",  # the engine looks keys up in lower case
        },
    )
    return policy is not None and bool(evaluate_resource_policy(policy, asked).decision == "Allow")


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


def _keeping(handler: Callable[..., tuple[str, Any]], properties_at: int) -> Callable[..., tuple[str, Any]]:
    """The handler of a bus, which also sets the bus policy of the properties in the given place of its arguments."""

    def handle(*arguments: Any) -> tuple[str, Any]:
        name, attributes = handler(*arguments)
        policy = arguments[properties_at].get("Policy")
        stored = _eventbridge()._event_bus_policies
        if policy:
            stored[name] = json.loads(policy) if isinstance(policy, str) else policy
        else:
            stored.pop(name, None)
        return name, attributes

    return handle


def _answering_arn(handler: Callable[..., tuple[str, Any]]) -> Callable[..., tuple[str, Any]]:
    def handle(*arguments: Any, **named: Any) -> tuple[str, Any]:
        _, attributes = handler(*arguments, **named)
        return attributes["Arn"], attributes

    return handle


def _by_name(handler: Callable[..., Any]) -> Callable[..., Any]:
    """The handler of a secret called with the name that the engine files it under, given its ARN."""

    def handle(physical_id: str, *arguments: Any, **named: Any) -> Any:
        name, _ = import_module("ministack.services.secretsmanager")._resolve(physical_id)
        return handler(name or physical_id, *arguments, **named)

    return handle


@contextmanager
def applied() -> Iterator[None]:
    """The corrections for the length of a block: the tests look at the engine with and without them."""
    before = [(import_module(c.module), c.attribute) for c in CORRECTIONS]
    kept = [getattr(module, attribute) for module, attribute in before]
    handlers = dict(kept[-1])
    apply()
    try:
        yield
    finally:
        for (module, attribute), original in zip(before, kept, strict=True):
            setattr(module, attribute, original)
        kept[-1].update(handlers)
