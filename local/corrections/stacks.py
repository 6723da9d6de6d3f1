"""What the engine's CloudFormation does otherwise than AWS."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any


def evaluate_conditions(original: Callable[..., dict[str, bool]]) -> Callable[..., dict[str, bool]]:
    """Conditions may join the values of a list; the engine's know no `Fn::Join`."""

    def evaluate(template: dict[str, Any], parameters: dict[str, Any]) -> dict[str, bool]:
        conditions = _joined(template.get("Conditions", {}), parameters)
        return original({**template, "Conditions": conditions}, parameters)

    return evaluate


def _joined(part: Any, parameters: dict[str, Any]) -> Any:
    """The part of a template with the text of each join in place of it."""
    if isinstance(part, list):
        return [_joined(each, parameters) for each in part]
    if not isinstance(part, dict):
        return part
    if "Fn::Join" in part:
        separator, values = part["Fn::Join"]
        if isinstance(values, dict):
            values = parameters[values["Ref"]]["Value"].split(",")
        return str(separator).join(parameters[v["Ref"]]["Value"] if isinstance(v, dict) else str(v) for v in values)
    return {name: _joined(each, parameters) for name, each in part.items()}


def resource_handlers(original: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
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


def _keeping(handler: Callable[..., tuple[str, Any]], properties_at: int) -> Callable[..., tuple[str, Any]]:
    """The handler of a bus, which also sets the bus policy of the properties in the given place of its arguments."""

    def handle(*arguments: Any) -> tuple[str, Any]:
        name, attributes = handler(*arguments)
        policy = arguments[properties_at].get("Policy")
        stored = import_module("ministack.services.eventbridge")._event_bus_policies
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
