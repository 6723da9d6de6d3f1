"""Presigned links lead to the bucket in its own region, wherever that is."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from config_monitor.adapters import aws
from tests.support.grants import forget


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
