"""A deployed hub as a command reaches it: account, region, the stack's outputs and parameters, and clients."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, NamedTuple

import botocore.session
import typer
from botocore.config import Config
from botocore.exceptions import ClientError, InvalidRegionError, NoRegionError
from botocore.parsers import ResponseParserError

from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.policy import Policy
from config_monitor_cli.failures import CommandFailed

# A person waits: a busy service is waited out for seconds, and one that is not there is named soon.
_CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=5, read_timeout=20)

STACK = "config-monitor"
Stack = Annotated[str, typer.Option("--stack", envvar="STACK", metavar="NAME", help="The hub's stack.")]
"""The option of each command that needs a hub; the variable STACK of the Makefile is the same."""


class Where(NamedTuple):
    """The account and region in which a command works, and the ARN of whoever runs it."""

    account: str
    region: str
    caller: str


@dataclass(frozen=True)
class Hub:
    """The stack of a hub, as these credentials see it."""

    stack: str
    where: Where
    outputs: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)

    def output(self, name: str) -> str:
        """An output of the stack. Raises CommandFailed where it has none of this name."""
        if name not in self.outputs:
            raise CommandFailed(
                f"The stack {self.stack} has no output {name}: it is no hub, one of an old release, or not deployed to "
                "its end."
            )
        return self.outputs[name]

    @property
    def default_policy(self) -> Policy:
        """What holds where the stored policy says nothing, by the stack's parameters."""
        named = {
            "default_channel": self.parameters.get("DefaultChannel"),
            "threshold": self.parameters.get("AlertThreshold"),
        }
        return Policy.model_validate({name: value for name, value in named.items() if value})

    @property
    def table_name(self) -> str:
        """The name of the hub's table."""
        return self.output("EventsTableName")

    @property
    def table(self) -> Table:
        """The hub's table."""
        return Table(client("dynamodb"), self.table_name)


@cache
def session() -> botocore.session.Session:
    """Region and credentials of the environment, as the AWS CLI takes them: AWS_REGION comes first."""
    made = botocore.session.Session()
    if region := os.environ.get("AWS_REGION"):
        made.set_config_variable("region", region)
    return made


@cache
def client(service: str, region: str | None = None) -> Any:  # botocore makes its clients at run time
    """A client of a service, in this region or another. Raises CommandFailed for an address that is none."""
    return _made(session(), service, region)


def _made(by: botocore.session.Session, service: str, region: str | None) -> Any:
    try:
        return by.create_client(service, region_name=region, config=_CONFIG)
    except InvalidRegionError:
        raise
    except ValueError as error:  # botocore's word for an address that it cannot read
        raise CommandFailed(f"{error}: see AWS_ENDPOINT_URL.") from error


@cache
def _session_in(account: str, role: str, partition: str) -> botocore.session.Session:
    arn = f"arn:{partition}:iam::{account}:role/{role}"
    credentials = client("sts").assume_role(RoleArn=arn, RoleSessionName=STACK)["Credentials"]
    made = botocore.session.Session()
    made.set_credentials(credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"])
    return made


def client_in(account: str, region: str, service: str, hub: Hub, role: str | None) -> Any:
    """A client in an account and region: by the role of that name there, or as we are in the hub's own account.

    Raises CommandFailed for another account without a role, ClientError where the role cannot be assumed.
    """
    if account == hub.where.account:
        return client(service, region)
    if not role:
        raise CommandFailed(f"{account} is another account than the hub's: name a role to assume there (ROLE=...).")
    return _made(_session_in(account, role, hub.where.caller.split(":")[1]), service, region)


def say_where(what: str) -> Where:
    """Say on stderr, before anything is read or changed, what a command works on, and give it."""
    region: str | None = session().get_config_variable("region")
    if not region:
        raise NoRegionError
    try:
        identity = client("sts").get_caller_identity()
        where = Where(identity["Account"], region, identity["Arn"])
    except KeyError as error:  # a page that happens to be XML
        raise ResponseParserError from error
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    at = f", at {endpoint}" if endpoint else ""
    typer.echo(f"Account {where.account}, region {region}, {what}{at}.", err=True)
    return where


def find_hub(stack: str) -> Hub | None:
    """The hub of a stack, or None where there is no such stack; says on stderr where it looks."""
    where = say_where(f"stack {stack}")
    try:
        described = client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if "does not exist" not in error.response["Error"].get("Message", ""):
            raise
        return None
    if described["StackStatus"] == "REVIEW_IN_PROGRESS":  # nobody agreed to what the first deployment would make
        return None
    return Hub(
        stack=stack,
        where=where,
        outputs={each["OutputKey"]: each["OutputValue"] for each in described.get("Outputs", [])},
        parameters={each["ParameterKey"]: each.get("ParameterValue", "") for each in described.get("Parameters", [])},
    )


def open_hub(stack: str) -> Hub:
    """The hub of a stack. Raises CommandFailed where there is no such stack."""
    hub = find_hub(stack)
    if hub is None:
        raise CommandFailed(f"There is no stack {stack} in this account and region: name another one with STACK=...")
    return hub
