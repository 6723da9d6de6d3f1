"""`make retire`: end what is known of an account, or of one region of it, that is left for good."""

import argparse
import os
import sys
from datetime import UTC, datetime

from botocore.exceptions import BotoCoreError, ClientError

from config_monitor.adapters import aws
from config_monitor.adapters.backoff import backoff
from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.adapters.dynamodb.current_incidents import DynamoDBOpenIncidents
from config_monitor.adapters.dynamodb.exception_statuses import DynamoDBExceptionStatuses
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.policy import DynamoDBPolicy
from config_monitor.adapters.dynamodb.scope_register import DynamoDBScopeRegister
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.violations_by_scope import DynamoDBViolationsByScope
from config_monitor.errors import StorageBusy
from config_monitor.use_cases.reapply_policy import ReapplyDependencies
from config_monitor.use_cases.retire_scope import Retirement, retire_scope, retirements
from scripts.policy import described, table_of


def sentence(plan: list[Retirement]) -> str:
    """What will be done, before it is."""
    where = ", ".join(f"{scope.account} {scope.region}" for scope in plan)
    pairs, open_violations = (sum(getattr(s, name) for s in plan) for name in ("pairs", "open_violations"))
    return (
        f"Retiring {where} ends {pairs:,} pairs of rule and resource as removed, {open_violations:,} of them open "
        "violations whose channels are notified, and forgets the counters and agents there; history ages out."
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 1 when there is nothing to retire, 2 when the table failed, 3 when nobody agreed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("account")
    parser.add_argument("--region", help="only this region")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--stack", default=os.environ.get("STACK") or "config-monitor")
    options = parser.parse_args(arguments)
    try:
        table = Table(aws.client("dynamodb"), table_of(described(options.stack)))
        ports = _ports(table)
        plan = retirements(ports, options.account, options.region)
        if not plan:
            print("nothing is known of this account and region", file=sys.stderr)
            return 1
        print(sentence(plan))
        if not (options.yes or _agreed()):
            return 3
        for scope in plan:
            retire_scope(ports, DynamoDBScopeRegister(table), scope.account, scope.region)
    except (ClientError, BotoCoreError, KeyError, StorageBusy) as error:
        print(f"not finished, run it again: {error}", file=sys.stderr)
        return 2
    print("retired")
    return 0


def _ports(table: Table) -> ReapplyDependencies:
    return ReapplyDependencies(
        violations_by_scope=DynamoDBViolationsByScope(table),
        open_incidents=DynamoDBOpenIncidents(table),
        exception_statuses=DynamoDBExceptionStatuses(table),
        ledger=DynamoDBLedger(table),
        policies=DynamoDBPolicy(table),
        catalogue=PackagedCatalogue(),
        pause=backoff,
        now=datetime.now(UTC),
        out_of_time=lambda: False,
    )


def _agreed() -> bool:
    return sys.stdin.isatty() and input("Do it? [y/N] ").strip().lower() in ("y", "yes")


if __name__ == "__main__":
    sys.exit(main())
