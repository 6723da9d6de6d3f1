"""What a function's role allows beside what its calls need: both as (action, part of the table or kind of service).

Writes are also known as ("writes", kind of item), a kind being the hash key up to its first `#`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from config_monitor.adapters import aws
from tests.support.lambdas import forget
from tests.support.template import resources, statements

Needs = set[tuple[str, str]]
TRANSACTION = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
WRITES = {f"dynamodb:{operation}" for operation in TRANSACTION.values()}


def granted(function: str) -> Needs:
    """What the role of a function allows beside writing logs and traces."""
    needs: Needs = set()
    for statement in role_statements(function):
        actions = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
        needs |= {(action, _part(str(statement["Resource"]))) for action in actions}
        needs |= {("writes", kind) for kind in kinds(statement)}
    return needs


def role_statements(function: str) -> list[dict[str, Any]]:
    """The statements of a function's role, of the policies that AWS manages apart."""
    return statements(resources("AWS::IAM::Role")[f"{function}Role"].get("Policies", []))


def kinds(statement: dict[str, Any]) -> list[str]:
    """The kinds of items that a statement is narrowed to."""
    condition: dict[str, list[str]] = statement.get("Condition", {}).get("ForAllValues:StringLike", {})
    return condition.get("dynamodb:LeadingKeys", [])


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


def _needs(service: str, operation: str, params: dict[str, Any]) -> Needs:
    if operation == "TransactWriteItems":
        writes = [(TRANSACTION[kind], write) for each in params["TransactItems"] for kind, write in each.items()]
        return {need for name, write in writes for need in _needs(service, name, write)}
    part = f"index/{params['IndexName']}" if "IndexName" in params else "table" if service == "dynamodb" else service
    action = f"{service}:{operation}"
    return {(action, part), *({("writes", _kind(params))} if action in WRITES else set())}


def _kind(write: dict[str, Any]) -> str:
    key: str = (write.get("Key") or write["Item"])["pk"]["S"]
    return re.sub("#.*", "#*", key)


def _part(resource: str) -> str:
    """A statement's resource: an index, the table itself, or the service of any other."""
    if index := re.search(r"index/([\w*]+)", resource):
        return f"index/{index[1]}"
    if ":table/" in resource:
        return "table"
    services = {
        "Secret": "secretsmanager",
        "Bucket": "s3",
        "Topic": "sns",
        "StateMachine": "states",
        "stateMachine:": "states",
    }
    return next((service for word, service in services.items() if word in resource), "config")
