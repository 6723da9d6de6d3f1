"""Sends the dead-letter queue back through process_event and says what came of it: `make redrive`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

POLL_SECONDS = 2.0


class RedriveFailed(Exception):
    """A run of redrive_events that did not end well; the queue still holds what was not handed over."""


def redrive(machine: str, client: SFNClient, sleep: Callable[[float], None] = time.sleep) -> dict[str, int]:
    """Run redrive_events until no execution goes on with the run; the sums of its counts. Raises RedriveFailed."""
    execution = client.start_execution(stateMachineArn=machine, input="{}")["executionArn"]
    total = {"started": 0, "returned": 0, "left": 0}
    while execution:
        output = _ended(execution, client, sleep)
        total = {name: count + int(output[name]) for name, count in total.items()}
        execution = output["continued_as"] or ""
    return total


def _ended(execution: str, client: SFNClient, sleep: Callable[[float], None]) -> dict[str, Any]:
    while (described := client.describe_execution(executionArn=execution))["status"] == "RUNNING":
        sleep(POLL_SECONDS)
    if described["status"] != "SUCCEEDED":
        raise RedriveFailed(f"{execution}: {described['status']}, {described.get('error')}: {described.get('cause')}")
    output: dict[str, Any] = json.loads(described["output"])
    return output


def outputs(stack: str) -> dict[str, str]:
    """The outputs of a deployed stack."""
    (description,) = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in description["Outputs"]}


def main() -> int:
    """Redrive one stack's queue; ends with 1 when a run failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", default="config-monitor", help="the hub's stack")
    machine = outputs(parser.parse_args().stack)["RedriveEventsArn"]
    try:
        counts = redrive(machine, boto3.client("stepfunctions"))
    except RedriveFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    print(
        "{started} events started again, {returned} returned with a reason, {left} left for the next run".format(
            **counts
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
