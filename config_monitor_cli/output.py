"""What a command yields, for programs."""

import json
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def print_json(data: Any) -> None:
    """Print data of plain types as JSON."""
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
