"""The list of the commands, and the boundary at which what went wrong becomes a sentence."""

import sys

import typer

from config_monitor.observability import logger
from config_monitor_cli.adopt_table import adopt_table
from config_monitor_cli.check_agents import check_agents
from config_monitor_cli.exceptions import exceptions
from config_monitor_cli.failures import EXPECTED, sentence_of
from config_monitor_cli.page import page
from config_monitor_cli.policy import policy
from config_monitor_cli.redrive import redrive
from config_monitor_cli.retire import retire
from config_monitor_cli.slack_manifest import slack_manifest
from config_monitor_cli.where import where

NAME = "config-monitor"
CANNOT_GO_ON = 2

app = typer.Typer(
    name=NAME,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Commands for a hub of AWS Config Monitor, in the account and region of your shell (AWS_PROFILE, AWS_REGION).",
)


app.command()(where)
app.command()(page)
app.command()(slack_manifest)
app.command()(check_agents)
app.command()(redrive)
app.add_typer(policy, name="policy")
app.command()(exceptions)
app.command()(retire)
app.command()(adopt_table)


def run(arguments: list[str] | None = None) -> None:
    """Run one command and exit: 0 when it is done, 2 after a sentence that says why it could not go on."""
    logger.setLevel("CRITICAL")  # the functions' log lines are not for a terminal
    try:
        app(arguments, prog_name=NAME)
    except EXPECTED as error:
        typer.echo(sentence_of(error), err=True)
        sys.exit(CANNOT_GO_ON)
