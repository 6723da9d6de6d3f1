"""Actions carried out by the state machine act_on_alert: one execution for each, named after it."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class StepFunctionsActionStarter:
    """The starter of one machine."""

    def __init__(self, client: "SFNClient", machine: str) -> None:
        self._client, self._machine = client, machine

    def start(self, action_id: str, payload: Mapping[str, Any]) -> bool:
        """Start the execution of an action; False when there was one before."""
        try:
            self._client.start_execution(
                stateMachineArn=self._machine, name=action_id, input=json.dumps(payload, separators=(",", ":"))
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise
            return False
        return True
