"""Makes the embedded engine behave as AWS does where it does not yet, so that templates are never written for its sake.

Each correction is one function: its docstring gives the reason, and a test of the same name fails once a new version of
MiniStack no longer needs it. They are applied before the engine serves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NamedTuple

from local.corrections import admission, event_bus, logs_insights, machines, sign_in, stacks


class Correction(NamedTuple):
    """What replaces which attribute of which module; `made_from` gets the original and answers the replacement."""

    module: str
    attribute: str
    made_from: Callable[[Any], Any]


CORRECTIONS = (
    Correction("ministack.services.eventbridge", "_put_events", event_bus.put_events),
    Correction("ministack.services.eventbridge", "_now_ts", event_bus.now),
    Correction("ministack.services.eventbridge", "_invoke_target", event_bus.invoke_target),
    Correction("ministack.services.eventbridge", "_put_permission", event_bus.put_permission),
    Correction("ministack.services.eventbridge", "_dispatch_to_stepfunctions", event_bus.dispatch_to_stepfunctions),
    Correction("ministack.services.stepfunctions", "_AWS_SDK_SERVICE_MAP", machines.sdk_services),
    Correction("ministack.services.stepfunctions", "_start_execution", machines.start_execution),
    Correction("ministack.services.stepfunctions", "_execute_choice", machines.execute_choice),
    Correction("ministack.services.stepfunctions", "_apply_output_path", machines.apply_output_path),
    Correction("ministack.services.stepfunctions", "_add_event", machines.add_event),
    Correction("ministack.services.stepfunctions", "_run_sub_machine", machines.run_sub_machine),
    Correction("ministack.services.stepfunctions", "_AWS_SDK_ERROR_CODE_OVERRIDES", machines.sdk_error_names),
    Correction("ministack.services.cloudwatch_logs", "_start_query", logs_insights.start_query),
    Correction("ministack.services.cognito", "_client_id", sign_in.client_id),
    Correction("ministack.core.iam_evaluator", "_resolve_condition_key", admission.resolve_condition_key),
    Correction("ministack.services.cloudformation.engine", "_evaluate_conditions", stacks.evaluate_conditions),
    Correction("ministack.services.cloudformation.changesets", "_evaluate_conditions", stacks.evaluate_conditions),
    Correction("ministack.services.cloudformation.handlers", "_evaluate_conditions", stacks.evaluate_conditions),
    Correction("ministack.services.cloudformation.stacks", "_evaluate_conditions", stacks.evaluate_conditions),
    Correction("ministack.services.cloudformation.provisioners", "_RESOURCE_HANDLERS", stacks.resource_handlers),
)


def apply() -> None:
    """Correct the engine loaded in this process; call once, before it serves."""
    for module, attribute, made_from in CORRECTIONS:
        loaded = import_module(module)
        setattr(loaded, attribute, made_from(getattr(loaded, attribute)))


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
