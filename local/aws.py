"""AWS clients of the engine, one account each: the 12-digit account id is the access key."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import boto3

from local.settings import REGION

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient


class Account:
    """The clients of one account at one engine."""

    def __init__(self, url: str, account: str) -> None:
        self.account = account
        self._url = url

    @property
    def cloudformation(self) -> CloudFormationClient:
        """Stacks."""
        return cast("CloudFormationClient", _client(self._url, self.account, "cloudformation"))

    @property
    def config(self) -> Any:
        """AWS Config's recorder and rules."""
        return _client(self._url, self.account, "config")

    @property
    def dynamodb(self) -> DynamoDBClient:
        """The table."""
        return cast("DynamoDBClient", _client(self._url, self.account, "dynamodb"))

    @property
    def events(self) -> EventBridgeClient:
        """The buses."""
        return cast("EventBridgeClient", _client(self._url, self.account, "events"))

    @property
    def functions(self) -> LambdaClient:
        """The Lambda functions."""
        return cast("LambdaClient", _client(self._url, self.account, "lambda"))

    @property
    def s3(self) -> S3Client:
        """Buckets: what is deployed, and reports."""
        return cast("S3Client", _client(self._url, self.account, "s3"))

    @property
    def secretsmanager(self) -> SecretsManagerClient:
        """Slack's token and webhook."""
        return cast("SecretsManagerClient", _client(self._url, self.account, "secretsmanager"))

    @property
    def sqs(self) -> SQSClient:
        """The dead-letter queue."""
        return cast("SQSClient", _client(self._url, self.account, "sqs"))

    @property
    def stepfunctions(self) -> SFNClient:
        """The state machines."""
        return cast("SFNClient", _client(self._url, self.account, "stepfunctions"))

    def outputs(self, stack: str) -> dict[str, str]:
        """A stack's outputs by key."""
        description = self.cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in description.get("Outputs", [])}


@cache
def _client(url: str, account: str, service: str) -> object:
    session = boto3.Session(aws_access_key_id=account, aws_secret_access_key="local", region_name=REGION)
    client: Callable[..., object] = session.client  # its many overloads want the service written out
    return client(service, endpoint_url=url)
