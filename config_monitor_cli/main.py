"""The list of the commands, and the boundary at which what went wrong becomes a sentence."""

import sys

import typer

from config_monitor_cli.failures import EXPECTED, sentence_of
from config_monitor_cli.slack_manifest import slack_manifest

NAME = "config-monitor"
CANNOT_GO_ON = 2

app = typer.Typer(
    name=NAME,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Commands for a hub of AWS Config Monitor, in the account and region of your shell (AWS_PROFILE, AWS_REGION).",
)


@app.callback()
def _app() -> None:
    """Keep each command under its name, however many there are."""


app.command("slack-manifest")(slack_manifest)


def run(arguments: list[str] | None = None) -> None:
    """Run one command and exit: 0 when it is done, 2 after a sentence that says why it could not go on."""
    try:
        app(arguments, prog_name=NAME)
    except EXPECTED as error:
        typer.echo(sentence_of(error), err=True)
        sys.exit(CANNOT_GO_ON)
