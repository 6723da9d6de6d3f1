"""`make policy`: check policy.yaml, show what it changes, and put it in effect by storing it in a deployed hub's table.

Endpoint, region and credentials come from the environment, as for the AWS CLI; STACK names the hub's stack.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from config_monitor.adapters import aws
from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.adapters.dynamodb.overrides import DynamoDBOverrides
from config_monitor.adapters.dynamodb.policy import DynamoDBPolicy, store_policy
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.violations_by_scope import DynamoDBViolationsByScope
from config_monitor.domain.events import format_instant, one_line
from config_monitor.domain.policy import ExceptionByPerson, Policy, holds, label
from config_monitor.errors import InvalidPolicy
from config_monitor.use_cases.preview_policy import Preview, preview_policy
from scripts.policy_file import read_policy

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import StackTypeDef


def described(stack: str) -> StackTypeDef:
    """The hub's stack. Raises ClientError when there is none of this name."""
    description: StackTypeDef = aws.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return description


def table_of(stack: StackTypeDef) -> str:
    """The name of the hub's table, by its stack's outputs. Raises KeyError when the stack has no such output."""
    return {output["OutputKey"]: str(output["OutputValue"]) for output in stack["Outputs"]}["EventsTableName"]


def additional_sources(stack: str) -> list[str]:
    """The stack's parameter AdditionalSources; none where the stack cannot be read, which storing reports."""
    try:
        parameters = described(stack).get("Parameters", [])
    except (ClientError, BotoCoreError):
        return []
    values = {parameter["ParameterKey"]: parameter.get("ParameterValue", "") for parameter in parameters}
    return [source.strip() for source in values.get("AdditionalSources", "").split(",") if source.strip()]


def warnings(policy: Policy, today: date) -> list[str]:
    """What is valid and probably not meant: exceptions that have expired."""
    return [
        f"{label('exceptions', position, entry)} of {entry.owner} expired on {entry.expires}"
        for position, entry in enumerate(policy.exceptions)
        if entry.expires < today
    ]


def in_effect(stored: Table, now: datetime) -> list[ExceptionByPerson]:
    """The exceptions that people made and that hold, the first to end first; a policy that is stored leaves them."""
    instant = format_instant(now)
    kept = [each for each in DynamoDBOverrides(stored).exceptions() if holds(each, instant)]
    return sorted(kept, key=lambda each: (each.expires, each.id))


def preview(stored: Table, policy: Policy, now: datetime, people: list[ExceptionByPerson]) -> Preview:
    """What the policy would change of the violations in the table, beside the one in force."""
    violations_by_scope = DynamoDBViolationsByScope(stored)
    pages = (page for scope in sorted(violations_by_scope.scopes()) for _, page in violations_by_scope.of_scope(*scope))
    violations = (violation for page in pages for violation in page)
    old = DynamoDBPolicy(stored).policy()
    return preview_policy(violations, old, policy, PackagedCatalogue(), now, people)


def show_people(people: list[ExceptionByPerson]) -> None:
    """Print the exceptions that people made."""
    if people:
        print(f"{len(people)} exceptions by people stay as they are (make exceptions exports them):")
    for each in people:
        print(f"  {one_line(f'{each.subject} in {each.account}, until {each.expires}, by {each.author.label}')}")


def show(preview: Preview) -> bool:
    """Print what would change of what is open; whether nothing does."""
    changed = {part: number for part, number in preview.changed.items() if number}
    if preview.open and not changed:
        print(f"nothing changes for the {preview.open} open violations")
    for part, number in changed.items():
        print(f"{part} changes for {number} of {preview.open} open violations, such as:")
        for example in preview.examples[part]:
            print(f"  {one_line(example)}")
    return not changed


def agreed() -> bool:
    """Ask; without a terminal nobody can agree."""
    return sys.stdin.isatty() and input("Put it in effect? [y/N] ").strip().lower() in ("y", "yes")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 1 when the file has mistakes, 2 when it could not be stored, 3 when nobody agreed."""
    parser = argparse.ArgumentParser(description="Check policy.yaml and put it in effect.")
    parser.add_argument("file", type=Path, nargs="?", default=Path("policy.yaml"))
    parser.add_argument("--check", action="store_true", help="only check the file, without AWS")
    parser.add_argument("--yes", action="store_true", help="store it without asking")
    parser.add_argument("--stack", default=os.environ.get("STACK") or "config-monitor")
    options = parser.parse_args(arguments)
    try:
        text = options.file.read_text(encoding="utf-8")
        policy = read_policy(text, options.file.name, [] if options.check else additional_sources(options.stack))
    except (OSError, UnicodeDecodeError, InvalidPolicy) as error:
        print(error, file=sys.stderr)
        return 1
    now = datetime.now(UTC)
    for warning in warnings(policy, now.date()):
        print(f"{options.file.name}: note: {warning}", file=sys.stderr)
    if options.check:
        print(f"{options.file.name}: right")
        return 0
    try:
        table = table_of(described(options.stack))
        stored = Table(aws.client("dynamodb"), table)
        show_people(people := in_effect(stored, now))
        if not (show(preview(stored, policy, now, people)) or options.yes or agreed()):
            print(f"{options.file.name}: not stored")
            return 3
        store_policy(stored, policy, now)
    except (ClientError, BotoCoreError, KeyError, InvalidPolicy) as error:
        print(f"{options.file.name}: not stored: {error}", file=sys.stderr)
        return 2
    print(f"{options.file.name}: stored in {table}; in effect within a minute")
    return 0


if __name__ == "__main__":
    sys.exit(main())
