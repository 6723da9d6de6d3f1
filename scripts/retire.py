"""`make retire`: end what is known of accounts or regions left for good: one that is named, or all that wait."""

import argparse
import os
import sys
from datetime import UTC, datetime

from botocore.exceptions import BotoCoreError, ClientError

from config_monitor.adapters import aws
from config_monitor.adapters.backoff import backoff
from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.policy import DynamoDBPolicy
from config_monitor.adapters.dynamodb.retirement_log import DynamoDBRetirementLog
from config_monitor.adapters.dynamodb.scope_register import DynamoDBScopeRegister
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.violations_by_scope import DynamoDBViolationsByScope
from config_monitor.domain.compliance import GLOBAL
from config_monitor.domain.retirement import Retirement
from config_monitor.errors import StorageBusy
from config_monitor.use_cases.retire_scope import RetireDependencies, retire_scope, with_counts
from scripts.policy import described, table_of


def sentence(plan: list[Retirement]) -> str:
    """What will be done, before it is."""
    where = ", ".join(f"{scope.account} {scope.region}" for scope in plan)
    pairs, open_violations, incidents = (
        sum(getattr(scope, name) for scope in plan) for name in ("pairs", "open_violations", "open_incidents")
    )
    return (
        f"Retiring {where} ends {pairs:,} pairs of rule and resource as removed, {open_violations:,} of them open "
        f"violations, and {incidents:,} open incidents; whoever was notified of them is notified of their end. "
        "Counters, agents and rules there are forgotten; history ages out."
    )


def wanted(ports: RetireDependencies, account: str | None, region: str | None) -> list[Retirement]:
    """What is known of an account, or of one region of it; without an account all that waits for a person."""
    known = ports.register.known()
    if account is None:
        return [one for one in ports.log.waiting() if (one.account, one.region) in known]
    scopes = sorted(known, key=lambda scope: (scope[1] != GLOBAL, scope))  # global pairs first, as they end once
    return [Retirement(account=a, region=r) for a, r in scopes if a == account and region in (None, r)]


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 1 when there is nothing to retire, 2 when the table failed, 3 when nobody agreed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("account", nargs="?", help="without it, all that wait for a person")
    parser.add_argument("--region", help="only this region")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--stack", default=os.environ.get("STACK") or "config-monitor")
    options = parser.parse_args(arguments)
    try:
        ports = _ports(Table(aws.client("dynamodb"), table_of(described(options.stack))))
        plan = [with_counts(ports, one) for one in wanted(ports, options.account, options.region)]
        if not plan:
            print(
                "nothing is known of this account and region" if options.account else "nothing waits", file=sys.stderr
            )
            return 1
        print(sentence(plan))
        if not (options.yes or _agreed()):
            return 3
        for one in plan:
            _retire(ports, one)
    except (ClientError, BotoCoreError, KeyError, StorageBusy) as error:
        print(f"not finished, run it again: {error}", file=sys.stderr)
        return 2
    return 0


def _retire(ports: RetireDependencies, one: Retirement) -> None:
    fresh = Retirement(account=one.account, region=one.region, reason=one.reason)
    if retire_scope(ports, fresh):
        print(f"{one.account} {one.region}: retired")
    else:
        print(f"{one.account} {one.region}: an event arrived meanwhile, so it is still counted")


def _ports(table: Table) -> RetireDependencies:
    return RetireDependencies(
        register=DynamoDBScopeRegister(table),
        violations_by_scope=DynamoDBViolationsByScope(table),
        log=DynamoDBRetirementLog(table),
        ledger=DynamoDBLedger(table),
        policies=DynamoDBPolicy(table),
        catalogue=PackagedCatalogue(),
        pause=backoff,
        now=datetime.now(UTC),
    )


def _agreed() -> bool:
    return sys.stdin.isatty() and input("Do it? [y/N] ").strip().lower() in ("y", "yes")


if __name__ == "__main__":
    sys.exit(main())
