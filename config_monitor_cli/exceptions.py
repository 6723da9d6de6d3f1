"""Prints the exceptions that people made, as entries for `exceptions` in the policy file.

Entries hold what the file can say: an exception of an incident needs a finding or an alarm, which its author knows.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import typer
import yaml

from config_monitor.adapters.dynamodb.overrides import DynamoDBOverrides
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.events import format_instant, one_line
from config_monitor.domain.policy import ExceptionByPerson, holds
from config_monitor_cli.hub import STACK, Stack, open_hub
from config_monitor_cli.output import AsJson, print_json

LONGEST_OWNER = 80


def exceptions(stack: Stack = STACK, as_json: AsJson = False) -> None:
    """Print people's exceptions as entries for the policy file."""
    made = in_effect(open_hub(stack).table, datetime.now(UTC))
    if as_json:
        print_json([each.model_dump(mode="json", exclude_none=True) for each in made])
    else:
        typer.echo(entries(made), nl=False)
    if not made:
        typer.echo("No exception that a person made is in effect.", err=True)


def in_effect(stored: Table, now: datetime) -> list[ExceptionByPerson]:
    """The exceptions that people made and that hold, the first to end first; a policy that is stored leaves them."""
    instant = format_instant(now)
    kept = [each for each in DynamoDBOverrides(stored).exceptions() if holds(each, instant)]
    return sorted(kept, key=lambda each: (each.expires, each.id))


def entries(exceptions: Iterable[ExceptionByPerson]) -> str:
    """YAML: `exceptions` with an entry for each that names a rule, and a comment for each other one."""
    written, left = list[dict[str, Any]](), list[str]()
    for each in exceptions:
        if each.rule_name:
            written.append(_entry(each, each.rule_name))
        else:
            left.append(f"# not for a rule: {one_line(each.subject)} in {each.account} until {each.expires}")
    text = yaml.safe_dump({"exceptions": written}, sort_keys=False, allow_unicode=True, width=1000) if written else ""
    return "\n".join([*left, text])


def _entry(exception: ExceptionByPerson, rule: str) -> dict[str, Any]:
    kind = {"resource_type": _exactly(exception.resource_type)} if exception.resource_type else {}
    return {
        "rule": _exactly(rule),
        "resource": _exactly(exception.resource_id) if exception.resource_id else "*",
        **kind,
        "account": exception.account,
        "reason": one_line(exception.reason),
        "owner": one_line(exception.author.label)[:LONGEST_OWNER],
        "expires": exception.expires,
    }


def _exactly(name: str) -> str:
    """A pattern of the policy that fits this name alone."""
    return re.sub(r"([*?[])", r"[\1]", name)
