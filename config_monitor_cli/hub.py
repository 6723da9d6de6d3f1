"""A deployed hub as a command reaches it: account, region, the stack's outputs and parameters, and clients."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any

import botocore.session
import typer
from botocore.config import Config
from botocore.exceptions import ClientError, NoRegionError

from config_monitor.adapters.dynamodb.table import Table
from config_monitor_cli.failures import CommandFailed

# A person waits: a busy service is waited out for seconds, and one that is not there is named soon.
_CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=5, read_timeout=20)

Stack = Annotated[str, typer.Option(envvar="STACK", help="The hub's stack.")]
"""The option of each command that needs a hub; the target's variable STACK is the same."""
STACK = "config-monitor"


@dataclass(frozen=True)
class Hub:
    """The stack of a hub, as these credentials see it."""

    stack: str
    account: str
    region: str
    outputs: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)

    def output(self, name: str) -> str:
        """An output of the stack. Raises CommandFailed where it has none of this name."""
        if name not in self.outputs:
            raise CommandFailed(f"The stack {self.stack} has no output {name}: it is no hub, or one of an old release.")
        return self.outputs[name]

    @property
    def table(self) -> Table:
        """The hub's table."""
        return Table(client("dynamodb"), self.output("EventsTableName"))


@cache
def session() -> botocore.session.Session:
    """Region and credentials of the environment, as the AWS CLI takes them: AWS_REGION comes first."""
    made = botocore.session.Session()
    if region := os.environ.get("AWS_REGION"):
        made.set_config_variable("region", region)
    return made


@cache
def client(service: str) -> Any:  # botocore makes its clients at run time
    """A client of a service. Raises CommandFailed for an address that is none."""
    try:
        return session().create_client(service, config=_CONFIG)
    except ValueError as error:  # botocore's word for an address that it cannot read
        raise CommandFailed(f"{error}: see AWS_ENDPOINT_URL.") from error


def caller() -> str:
    """The ARN of whoever runs the command."""
    arn: str = client("sts").get_caller_identity()["Arn"]
    return arn


def region() -> str:
    """The region in which commands work. Raises NoRegionError."""
    name: str | None = session().get_config_variable("region")
    if not name:
        raise NoRegionError
    return name


def find_hub(stack: str) -> Hub | None:
    """The hub of a stack, or None where there is no such stack; says on stderr where it looks."""
    where, account = region(), str(client("sts").get_caller_identity()["Account"])
    say_where(account, where, f"stack {stack}")
    try:
        described = client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if "does not exist" not in error.response["Error"].get("Message", ""):
            raise
        return None
    return Hub(
        stack=stack,
        account=account,
        region=where,
        outputs={each["OutputKey"]: each["OutputValue"] for each in described.get("Outputs", [])},
        parameters={each["ParameterKey"]: each.get("ParameterValue", "") for each in described.get("Parameters", [])},
    )


def open_hub(stack: str) -> Hub:
    """The hub of a stack. Raises CommandFailed where there is no such stack."""
    hub = find_hub(stack)
    if hub is None:
        raise CommandFailed(f"There is no stack {stack} there: name the hub's with STACK=..., or choose its region.")
    return hub


def say_where(account: str, region: str, what: str) -> None:
    """Say on stderr, before anything is read or changed, what a command works on."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    typer.echo(f"Account {account}, region {region}, {what}{f', at {endpoint}' if endpoint else ''}.", err=True)
