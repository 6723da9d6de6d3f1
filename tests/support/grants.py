"""What a function's role allows beside what its calls need: both as (action, part of the table or kind of resource)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from config_monitor import bootstrap
from config_monitor.adapters import aws
from tests.support.template import resources, statements

Needs = set[tuple[str, str]]
TRANSACTION = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}


def granted(function: str) -> Needs:
    """What the role of a function allows beside writing logs and traces."""
    policies = resources("AWS::IAM::Role")[f"{function}Role"].get("Policies", [])
    return {
        (action, _part(str(statement["Resource"])))
        for statement in statements(policies)
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }


@contextmanager
def recorded() -> Iterator[Needs]:
    """Everything that handlers ask of AWS in this block, as the actions that IAM knows it by."""
    needs: Needs = set()

    def note(**call: Any) -> None:
        needs.update(_needs(call["model"].service_model.signing_name, call["model"].name, call["params"]))

    forget()
    session = aws._session()
    session.register("provide-client-params", note)
    try:
        yield needs
    finally:
        forget()


def forget() -> None:
    """Have every port made anew, from the environment as it is now."""
    for function in [*vars(bootstrap).values(), aws._client, aws._session]:
        if hasattr(function, "cache_clear"):
            function.cache_clear()


def _needs(service: str, operation: str, params: dict[str, Any]) -> Needs:
    if operation == "TransactWriteItems":
        return {(f"dynamodb:{TRANSACTION[kind]}", "table") for write in params["TransactItems"] for kind in write}
    part = f"index/{params['IndexName']}" if "IndexName" in params else "table" if service == "dynamodb" else service
    return {(f"{service}:{operation}", part)}


def _part(resource: str) -> str:
    """A statement's resource: an index, the table itself, or the service of any other."""
    if index := re.search(r"index/([\w*]+)", resource):
        return f"index/{index[1]}"
    if ":table/" in resource:
        return "table"
    return "secretsmanager" if "Secret" in resource else "s3" if "Bucket" in resource else resource
