"""Presigned links lead to the bucket in its own region, wherever that is; queries are read as they are."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ClientError

from config_monitor.adapters import aws
from config_monitor.adapters.dynamodb.items import from_item
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table
from tests.support.lambdas import forget


@pytest.fixture(autouse=True)
def fresh_clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "made-up")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    forget()
    yield
    forget()


def link() -> str:
    signed: str = aws.client("s3").generate_presigned_url("get_object", Params={"Bucket": "reports", "Key": "day.html"})
    return signed


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("us-east-1", "reports.s3.amazonaws.com"),  # whose global endpoint is its own
        ("eu-central-1", "reports.s3.eu-central-1.amazonaws.com"),
        ("ap-southeast-3", "reports.s3.ap-southeast-3.amazonaws.com"),
        ("me-central-1", "reports.s3.me-central-1.amazonaws.com"),
        ("us-gov-west-1", "reports.s3.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", "reports.s3.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_a_link_names_the_bucket_and_the_region(region: str, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    parts = urlsplit(link())
    assert parts.hostname == host
    assert parse_qs(parts.query)["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]


def test_a_link_to_the_local_engine_has_the_bucket_in_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://host.docker.internal:4566")
    parts = urlsplit(link())
    assert (parts.hostname, parts.path) == ("host.docker.internal", "/reports/day.html")


def test_checksums_are_sent_where_s3_requires_them_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    config = aws.client("s3").meta.config
    assert config.request_checksum_calculation == config.response_checksum_validation == "when_required"


def test_a_query_reads_the_same_as_any_other_operation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    nested = {"M": {"list": {"L": [{"NULL": True}, {"BOOL": False}, {"N": "1.5"}]}, "text": {"S": "ä"}}}
    kinds = {"n": {"N": "12"}, "m": nested, "ss": {"SS": ["a", "b"]}, "b": {"B": b"\x00\xff"}, "bs": {"BS": [b"\x01"]}}
    with moto_table():
        client = aws.client("dynamodb")
        key = {"pk": {"S": "p"}, "sk": {"S": "1"}}
        for number in ("1", "2"):
            client.put_item(TableName=TABLE, Item={**key, **kinds, "sk": {"S": number}})
        query = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "p"}}}
        answer = client.query(TableName=TABLE, **query, Limit=1)
        read = client.get_item(TableName=TABLE, Key=key)["Item"]
        with pytest.raises(ClientError, match="ValidationException"):
            client.query(TableName=TABLE, KeyConditionExpression="nothing")
    assert from_item(answer["Items"][0]) == from_item(read)
    assert from_item(read)["b"] == b"\x00\xff"
    assert (answer["Count"], answer["LastEvaluatedKey"]) == (1, key)
