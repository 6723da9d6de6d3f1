"""`make check-agents`: say of every account and region what is missing, as far as these credentials can see.

The hub knows who beats, who is silent and what their agents say of AWS Config. The bus's policy says who is admitted.
With a role to assume in the accounts, each is also looked at from inside, which shows missing agents too.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import botocore.session
from botocore.exceptions import BotoCoreError, ClientError

from config_monitor.adapters import aws
from config_monitor.adapters.dynamodb.agents import DynamoDBAgentRegister
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.agents import AGENT_VERSION, AgentHealth
from config_monitor.domain.compliance import GLOBAL
from config_monitor.use_cases.check_agent_health import check_agent_health

Scope = tuple[str, str]
# Given a service, an account and a region, a client there. Raises ClientError where the role cannot be assumed.
Clients = Callable[[str, str, str], Any]

SAYS = {
    "silent": "its agent has sent nothing for three hours: look at its stack, its rule and its undelivered queue",
    "absent": "violations are known but no agent ever spoke: install it, or it is one of before the heartbeat",
    "stopped": "AWS Config's recorder is off, so nothing is evaluated: start it",
    "without_rules": "AWS Config has no rules, so there is nothing to comply with: add rules or a conformance pack",
    "old": f"its agent is older than version {AGENT_VERSION}: update the StackSet",
    "undelivered": "its queue holds events that the hub's bus did not take within a day: see why, then send them again",
}


def by_hub(seen: AgentHealth) -> Iterator[tuple[str, str]]:
    """The faults that the hub itself knows: a scope and a sentence for each."""
    for kind, sentence in SAYS.items():
        yield from ((scope, sentence) for scope in getattr(seen, kind))


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
            yield f"{account} {region}", f"it cannot be looked at: {error}"


def _looked_at(account: str, region: str, bus: str, clients: Clients) -> Iterator[str]:
    config = clients("config", account, region)
    recorders = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
    if not any(recorder.get("recording") for recorder in recorders):
        yield SAYS["stopped"]
    if not config.describe_config_rules()["ConfigRules"]:
        yield SAYS["without_rules"]
    if not clients("events", account, region).list_rule_names_by_target(TargetArn=bus)["RuleNames"]:
        yield "no rule forwards to the hub: the agent is not installed, or points elsewhere"


def assuming(role: str | None, hub: str, partition: str) -> Clients:
    """Clients in other accounts by a role of that name; in the hub's own account as we are."""

    def client(service: str, account: str, region: str) -> Any:
        session = botocore.session.Session()
        if account != hub:
            arn = f"arn:{partition}:iam::{account}:role/{role}"
            credentials = aws.client("sts").assume_role(RoleArn=arn, RoleSessionName="check-agents")["Credentials"]
            session.set_credentials(
                credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"]
            )
        return session.create_client(service, region_name=region)

    return client


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 1 when something is missing, 2 when the hub cannot be read."""
    parser = argparse.ArgumentParser(description="Say what is missing in which account and region.")
    parser.add_argument("--stack", default="config-monitor")
    parser.add_argument("--role", help="a role to assume in the accounts, to look from inside")
    parser.add_argument("--account", action="append", default=[], help="an account that should be there too")
    parser.add_argument("--region", action="append", default=[], help="a region to look at in these accounts")
    options = parser.parse_args(arguments)
    try:
        problems = list(_everything(options))
    except (ClientError, BotoCoreError, KeyError) as error:
        print(f"check-agents: the hub cannot be read: {error}", file=sys.stderr)
        return 2
    for scope, sentence in sorted(set(problems)):
        print(f"{scope}: {sentence}")
    print(f"{len({scope for scope, _ in problems})} accounts or scopes with something missing")
    return 1 if problems else 0


def _everything(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    stack = aws.client("cloudformation").describe_stacks(StackName=options.stack)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    bus, table = outputs["EventBusArn"], outputs["EventsTableName"]
    hub = bus.split(":")[4]
    register = DynamoDBAgentRegister(Table(aws.client("dynamodb"), table))
    yield from by_hub(check_agent_health(register, datetime.now(UTC)))
    named = {(account, region) for account in options.account for region in options.region or [bus.split(":")[3]]}
    known = {agent.scope for agent in register.agents()} | register.scopes()
    scopes = known | named
    yield from ((f"{a} {r}", "no agent has sent anything: install it, or wait an hour") for a, r in named - known)
    described = aws.client("events").describe_event_bus(Name=bus.rpartition("/")[2])
    yield from by_bus(json.loads(described.get("Policy") or "{}"), hub, (account for account, _ in scopes))
    yield from by_partition(bus, scopes)
    seen = scopes if options.role else {scope for scope in scopes if scope[0] == hub}
    yield from from_inside(seen, bus, assuming(options.role, hub, bus.split(":")[1]))


if __name__ == "__main__":
    sys.exit(main())
