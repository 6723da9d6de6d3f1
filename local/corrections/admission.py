"""What policies admit: an event of another account to a bus, and any call, as AWS evaluates it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core.arn import Arn
from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy


def admits(policy: dict[str, Any] | None, bus: Arn, event: dict[str, Any]) -> bool:
    """What the policy says of this event from its account; without a policy nobody is admitted."""
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


def resolve_condition_key(original: Callable[[str, EvalContext], Any]) -> Callable[[str, EvalContext], Any]:
    """AWS is called over TLS, which the policies of queues and buckets demand; the engine alone is called without."""

    def resolved(key: str, ctx: EvalContext) -> Any:
        return "true" if key.lower() == "aws:securetransport" else original(key, ctx)

    return resolved
