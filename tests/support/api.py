"""The Lambda of the API, called as API Gateway calls it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest

from query_events.handler import handler
from simulation.lambda_context import LambdaContext
from simulation.table_definition import TABLE
from tests.support.event_histories import history
from tests.support.lambdas import cold

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

JSON = "application/json"


def request(path: str, accept: str | None = JSON, **query: str | list[str]) -> dict[str, Any]:
    """A proxy event as a REST API sends it."""
    many = {name: value if isinstance(value, list) else [value] for name, value in query.items()}
    headers = {"Host": "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com", **({"Accept": accept} if accept else {})}
    return {
        "resource": path,
        "path": path,
        "httpMethod": "GET",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {name: values[-1] for name, values in many.items()} or None,
        "multiValueQueryStringParameters": many or None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": path,
            "httpMethod": "GET",
            "path": f"/v1{path}",
            "stage": "v1",
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "apiId": "a1b2c3d4e5",
            "identity": {"userArn": "arn:aws:iam::111122223333:user/auditor", "sourceIp": "192.0.2.1"},
        },
        "body": None,
        "isBase64Encoded": False,
    }


def get(path: str, accept: str | None = JSON, **query: str | list[str]) -> tuple[int, Any, dict[str, Any]]:
    """Status, body (read, where it is one JSON document) and headers."""
    answer = handler(request(path, accept, **query), LambdaContext(29_000))
    headers = {name: values[0] for name, values in answer["multiValueHeaders"].items()}
    whole = headers["Content-Type"] in (JSON, "application/problem+json")
    return answer["statusCode"], json.loads(answer["body"]) if whole else answer["body"], headers


@contextmanager
def lambda_with_history() -> Iterator["DynamoDBClient"]:
    """A cold Lambda, thirty rows and a bucket for its exports."""
    with pytest.MonkeyPatch.context() as patch, cold(patch, REPORT_BUCKET_NAME="reports") as client:
        s3: Any = botocore.session.Session().create_client("s3", region_name="eu-central-1")
        s3.create_bucket(Bucket="reports", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        for row in history(30):
            client.put_item(TableName=TABLE, Item=row)
        yield client
