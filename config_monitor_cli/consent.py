"""Asks before something is changed."""

import sys
from typing import Annotated

import typer

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
NOBODY_AGREED = 3


def ask(question: str, agreed_beforehand: bool) -> None:
    """Go on only where somebody agrees, else exit with 3; without a terminal nobody can be asked."""
    if agreed_beforehand or (sys.stdin and sys.stdin.isatty() and _answer(question) in ("y", "yes")):
        return
    typer.echo("Nothing was changed; YES=1 (--yes) agrees beforehand.", err=True)
    raise typer.Exit(NOBODY_AGREED)


def _answer(question: str) -> str:
    try:
        return input(f"{question} [y/N] ").strip().lower()
    except EOFError:  # Ctrl-D
        typer.echo()
        return ""
