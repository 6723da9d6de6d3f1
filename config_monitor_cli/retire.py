"""Ends what is known of accounts or regions left for good: one that is named, or all that wait for a person."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from config_monitor.adapters.backoff import backoff
from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.policy import DynamoDBPolicy
from config_monitor.adapters.dynamodb.retirement_log import DynamoDBRetirementLog
from config_monitor.adapters.dynamodb.scope_register import DynamoDBScopeRegister
from config_monitor.adapters.dynamodb.violations_by_scope import DynamoDBViolationsByScope
from config_monitor.domain.events import GLOBAL
from config_monitor.domain.retirement import Retirement
from config_monitor.use_cases.retire_scope import RetireDependencies, retire_scope, with_counts
from config_monitor_cli.consent import Yes, ask
from config_monitor_cli.failures import CommandFailed
from config_monitor_cli.hub import STACK, Hub, Stack, open_hub

Account = Annotated[
    str | None, typer.Argument(metavar="ACCOUNT", help="12 digits; without it, all that wait for a person.")
]
Region = Annotated[str | None, typer.Option(metavar="NAME", help="This region of the account alone.")]


def retire(account: Account = None, region: Region = None, yes: Yes = False, stack: Stack = STACK) -> None:
    """End what is known of accounts left for good.

    It says first what will end, and asks. Without an account it retires those that the daily report names as waiting.
    It may be run again after an interruption.
    """
    if region and not account:
        raise CommandFailed(f"Which account's {region}? Without an account all that wait are retired.")
    ports = _ports(open_hub(stack))
    plan = [with_counts(ports, one) for one in wanted(ports, account, region)]
    if not plan and account:
        raise CommandFailed(f"Nothing is known of {account}{f' {region}' if region else ''}: there is nothing to end.")
    if not plan:
        typer.echo("No account or region waits to be retired.")
        return
    typer.echo(sentence(plan))
    ask("Retire?", yes)
    for one in plan:
        _retire(ports, one)


def sentence(plan: list[Retirement]) -> str:
    """What will be done, before it is."""
    where = ", ".join(f"{scope.account} {scope.region}" for scope in plan)
    pairs, open_violations, incidents = (
        sum(getattr(scope, name) for scope in plan) for name in ("pairs", "open_violations", "open_incidents")
    )
    return (
        f"Retiring {where} ends pairs of rule and resource: {pairs:,} (open violations {open_violations:,}), and "
        f"open incidents {incidents:,}. Whoever was notified of them is notified of their end. Counters, agents and "
        "rules there are forgotten; history ages out."
    )


def wanted(ports: RetireDependencies, account: str | None, region: str | None) -> list[Retirement]:
    """What is known of an account, or of one region of it; without an account all that waits for a person."""
    known = ports.register.known()
    if account is None:
        return [one for one in ports.log.waiting() if (one.account, one.region) in known]
    scopes = sorted(known, key=lambda scope: (scope[1] != GLOBAL, scope))  # global pairs first, as they end once
    return [Retirement(account=a, region=r) for a, r in scopes if a == account and region in (None, r)]


def _retire(ports: RetireDependencies, one: Retirement) -> None:
    fresh = Retirement(account=one.account, region=one.region, reason=one.reason)
    if retire_scope(ports, fresh):
        typer.echo(f"{one.account} {one.region}: retired")
    else:
        typer.echo(f"{one.account} {one.region}: an event arrived meanwhile, so it is still counted")


def _ports(hub: Hub) -> RetireDependencies:
    table = hub.table
    return RetireDependencies(
        register=DynamoDBScopeRegister(table),
        violations_by_scope=DynamoDBViolationsByScope(table),
        log=DynamoDBRetirementLog(table),
        ledger=DynamoDBLedger(table),
        policies=DynamoDBPolicy(table, hub.default_policy),
        catalogue=PackagedCatalogue(),
        pause=backoff,
        now=datetime.now(UTC),
    )
