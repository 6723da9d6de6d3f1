"""Prints the manifest of the Slack app with the addresses of a deployed hub."""

from pathlib import Path

import typer

from config_monitor_cli.hub import STACK, Stack, find_hub

MANIFEST = Path(__file__).parents[1] / "slack-app-manifest.yaml"
NOWHERE = "https://hub.invalid"


def manifest(api_url: str) -> str:
    """The manifest for the hub whose API has this address."""
    return MANIFEST.read_text().replace("HUB_ADDRESS", api_url.rstrip("/"))


def slack_manifest(stack: Stack = STACK) -> None:
    """Print the Slack app's manifest with the hub's addresses.

    Before there is a hub the addresses lead nowhere: the app is made with them, since the hub is deployed with the
    app's token, and gets the right ones afterwards.
    """
    hub = find_hub(stack)
    typer.echo(manifest(hub.output("ApiUrl") if hub else NOWHERE), nl=False)
    if not hub:
        typer.echo(
            f"There is no stack {stack} yet, so the app's buttons reach nobody. Make the app with this manifest; after "
            "the deployment run this again and put what it prints into the app's settings, App Manifest.",
            err=True,
        )
