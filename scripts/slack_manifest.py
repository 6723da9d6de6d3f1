"""Print the manifest of the Slack app with the addresses of a deployed hub.

Usage: `make slack-manifest STACK=config-monitor`.
"""

import argparse
from pathlib import Path

import boto3

MANIFEST = Path(__file__).parents[1] / "slack-app-manifest.yaml"


def manifest(api_url: str) -> str:
    """The manifest for the hub whose API has this address."""
    return MANIFEST.read_text().replace("HUB_ADDRESS", api_url.rstrip("/"))


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", default="config-monitor")
    stack = boto3.client("cloudformation").describe_stacks(StackName=parser.parse_args().stack)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    print(manifest(outputs["ApiUrl"]), end="")


if __name__ == "__main__":
    main()
