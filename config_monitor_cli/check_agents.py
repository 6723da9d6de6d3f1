"""Says of every account and region what is missing, as far as these credentials can see.

The hub knows who beats, who is silent and what their agents say of AWS Config. The bus's policy says who is admitted.
With a role to assume in the accounts, each is also looked at from inside, which shows missing agents too.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from botocore.exceptions import BotoCoreError, ClientError

from config_monitor.adapters.dynamodb.agents import DynamoDBAgentRegister
from config_monitor.domain.agents import AGENT_VERSION, AgentHealth, agent_health
from config_monitor.domain.events import GLOBAL
from config_monitor_cli.failures import CommandFailed, sentence_of
from config_monitor_cli.hub import STACK, Hub, Stack, client, client_in, open_hub
from config_monitor_cli.output import AsJson, print_json

SOMETHING_IS_MISSING = 1

Scope = tuple[str, str]
# Given a service, an account and a region, a client there. Raises ClientError where the role cannot be assumed.
Clients = Callable[[str, str, str], Any]

SAYS = {
    "silent": "its agent has sent nothing since {since}: look at its stack, its rule and its undelivered queue",
    "absent": "violations are known but no agent ever sent a heartbeat: install it, update an old one, or wait an hour",
    "stopped": "AWS Config's recorder is off, so nothing is evaluated: start it",
    "without_rules": "AWS Config has no rules, so there is nothing to comply with: add rules or a conformance pack",
    "old": f"its agent is older than version {AGENT_VERSION}: update the StackSet",
    "undelivered": "the hub's bus did not take some events: see why, then make redrive ACCOUNT=... REGION=... ROLE=...",
}


def by_hub(seen: AgentHealth, last_heard: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The faults that the hub itself knows: a scope and a sentence for each."""
    for kind, sentence in SAYS.items():
        yield from ((scope, sentence.format(since=last_heard.get(scope))) for scope in getattr(seen, kind))


def by_partition(bus: str, scopes: Iterable[Scope]) -> Iterator[tuple[str, str]]:
    """Scopes that cannot reach the hub: in GovCloud and China a rule's target is in its own region."""
    _, partition, _, home, *_ = bus.split(":")
    for account, region in sorted(scopes):
        if partition != "aws" and region not in (home, GLOBAL):
            yield f"{account} {region}", f"a rule here cannot send to {home}: deploy a hub in this region too"


def by_bus(policy: dict[str, Any], hub: str, accounts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Accounts that the bus does not admit; an organisation's members are taken at the organisation's word."""
    statements = [s for s in policy.get("Statement", []) if s.get("Effect") == "Allow"]
    if any("aws:PrincipalOrgID" in json.dumps(s.get("Condition", {})) for s in statements):
        return
    admitted = json.dumps([s.get("Principal") for s in statements])
    for account in sorted(set(accounts) - {hub}):
        if account not in admitted:
            yield account, "the hub's bus does not admit it: add it to AllowedAccounts, or set OrganizationId"


def from_inside(scopes: Iterable[Scope], bus: str, clients: Clients) -> Iterator[tuple[str, str]]:
    """The faults that each scope shows to a role that may look into it, or that no role may."""
    for account, region in sorted(scopes):
        try:
            for sentence in _looked_at(account, region, bus, clients):
                yield f"{account} {region}", sentence
        except (ClientError, BotoCoreError) as error:
            yield f"{account} {region}", f"it cannot be looked at: {sentence_of(error).rstrip('.')}"


def _looked_at(account: str, region: str, bus: str, clients: Clients) -> Iterator[str]:
    config = clients("config", account, region)
    recorders = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
    if not any(recorder.get("recording") for recorder in recorders):
        yield SAYS["stopped"]
    if not config.describe_config_rules()["ConfigRules"]:
        yield SAYS["without_rules"]
    if not clients("events", account, region).list_rule_names_by_target(TargetArn=bus)["RuleNames"]:
        yield "no rule forwards to the hub: the agent is not installed, or points elsewhere"


Role = Annotated[
    str | None, typer.Option(metavar="NAME", help="A role to assume in the accounts, to look from inside.")
]
Accounts = Annotated[
    list[str] | None,
    typer.Option("--account", metavar="ID", help="An account that should be there too; may be repeated."),
]
Regions = Annotated[
    list[str] | None, typer.Option("--region", metavar="NAME", help="A region of these accounts; may be repeated.")
]


def check_agents(
    stack: Stack = STACK,
    role: Role = None,
    account: Accounts = None,
    region: Regions = None,
    as_json: AsJson = False,
) -> None:
    """Say what is missing in which account and region.

    Ends with 1 when anything is. Without --role the accounts themselves are not looked at, only what the hub knows.
    """
    if region and not account:
        raise CommandFailed(f"Which account's {' and '.join(region)}? Without an account all that are known are shown.")
    hub = open_hub(stack)
    scopes, problems = _looked_for(hub, role, account or [], region or [])
    if as_json:
        print_json([{"scope": scope, "missing": sentence} for scope, sentence in problems])
    else:
        for scope, sentence in problems:
            typer.echo(f"{scope}: {sentence}.")
        typer.echo(_summary(len(scopes), len(problems), role))
    if problems:
        raise typer.Exit(SOMETHING_IS_MISSING)


def _summary(known: int, problems: int, role: str | None) -> str:
    inside = "" if role else " Only the hub was asked; with ROLE=... the accounts are looked at too."
    if not known:
        return "No account is known yet: install an agent, or wait an hour for its first heartbeat."
    return f"Accounts and regions: {known}; things missing: {problems}.{inside}"


def _looked_for(
    hub: Hub, role: str | None, accounts: list[str], regions: list[str]
) -> tuple[set[Scope], list[tuple[str, str]]]:
    """All scopes that are known or named, and what each lacks."""
    bus, table = hub.output("EventBusArn"), hub.table
    register = DynamoDBAgentRegister(table)
    named = {(account, region) for account in accounts for region in regions or [bus.split(":")[3]]}
    agents, expected = register.agents(), register.scopes()
    last_heard = {f"{agent.account} {agent.region}": agent.last_heard for agent in agents}
    known = {agent.scope for agent in agents} | expected
    described = client("events").describe_event_bus(Name=bus.rpartition("/")[2])
    scopes = known | named
    seen = {scope for scope in scopes if scope[1] != GLOBAL and (role or scope[0] == hub.where.account)}
    problems = {
        *by_hub(agent_health(agents, expected, datetime.now(UTC)), last_heard),
        *((f"{a} {r}", "no agent has sent anything: install it, or wait an hour") for a, r in named - known),
        *by_bus(json.loads(described.get("Policy") or "{}"), hub.where.account, (account for account, _ in scopes)),
        *by_partition(bus, scopes),
        *from_inside(seen, bus, lambda service, account, region: client_in(account, region, service, hub, role)),
    }
    return scopes, sorted(problems)
