"""Print the manifest of the Slack app with the addresses of a deployed hub.

Usage: `make slack-manifest STACK=config-monitor`. Before there is a hub the addresses lead nowhere: the app is made
with them, for its bot token goes into the secret that the hub is deployed with, and gets the right ones afterwards.
"""

import argparse
import sys
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

MANIFEST = Path(__file__).parents[1] / "slack-app-manifest.yaml"
NOWHERE = "https://hub.invalid"


def manifest(api_url: str) -> str:
    """The manifest for the hub whose API has this address."""
    return MANIFEST.read_text().replace("HUB_ADDRESS", api_url.rstrip("/"))


def api_url(stack: str) -> str | None:
    """The address of a hub's API; None when there is no such stack."""
    try:
        described = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if "does not exist" not in error.response["Error"]["Message"]:
            raise
        return None
    return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}["ApiUrl"]


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", default="config-monitor")
    stack = parser.parse_args().stack
    address = api_url(stack)
    print(manifest(address or NOWHERE), end="")
    if not address:
        sentence = (
            f"There is no stack {stack} yet: after its deployment, put the manifest that this prints then into the"
        )
        print(f"{sentence} app's settings, App Manifest; until then its buttons reach nobody.", file=sys.stderr)


if __name__ == "__main__":
    main()
