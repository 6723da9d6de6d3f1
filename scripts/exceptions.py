"""`make exceptions`: the exceptions that people made, as entries for `exceptions` in the policy file.

Entries hold what the file can say: an exception of an incident needs a finding or an alarm, which its author knows.
"""

import os
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import yaml
from botocore.exceptions import BotoCoreError, ClientError

from config_monitor.adapters import aws
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.events import one_line
from config_monitor.domain.policy import ExceptionByPerson
from scripts.policy import described, in_effect, table_of

LONGEST_OWNER = 80


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


def main() -> int:
    """Print them; 2 when the table could not be read."""
    try:
        table = table_of(described(os.environ.get("STACK") or "config-monitor"))
        print(entries(in_effect(Table(aws.client("dynamodb"), table), datetime.now(UTC))), end="")
    except (ClientError, BotoCoreError, KeyError) as error:
        print(f"not read: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
