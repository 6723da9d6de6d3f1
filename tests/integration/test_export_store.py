"""Exports in the bucket: parts as S3 wants them, one object in the end, none after a failure, a link that ends."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import botocore.session
import pytest
from botocore.config import Config
from moto import mock_aws

from config_monitor.adapters.export_store import PART_BYTES, S3ExportStore

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "reports"


@pytest.fixture
def client() -> Iterator["S3Client"]:
    with mock_aws():
        config = Config(signature_version="s3v4")
        made: Any = botocore.session.Session().create_client("s3", region_name="us-east-1", config=config)
        made.create_bucket(Bucket=BUCKET)
        yield made


def kept(client: "S3Client") -> list[bytes]:
    names = [entry["Key"] for entry in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
    return [client.get_object(Bucket=BUCKET, Key=name)["Body"].read() for name in names]


def test_a_large_file_goes_up_in_parts_and_is_whole(client: "S3Client") -> None:
    pieces = [bytes([number]) * (PART_BYTES // 3 + number) for number in range(7)]
    with S3ExportStore(client, BUCKET).file("text/csv; charset=utf-8", "csv") as file:
        for piece in pieces:
            file.write(piece)
        url = file.finish()
    assert kept(client) == [b"".join(pieces)]
    query = parse_qs(urlsplit(url).query)
    assert query["X-Amz-Expires"] == ["900"]
    assert query["response-content-disposition"][0].startswith("attachment")
    assert not client.list_multipart_uploads(Bucket=BUCKET).get("Uploads")


def test_an_empty_file_is_a_file(client: "S3Client") -> None:
    with S3ExportStore(client, BUCKET).file("application/x-ndjson", "ndjson") as file:
        file.finish()
    assert kept(client) == [b""]


def test_a_file_that_is_never_begun_leaves_nothing(client: "S3Client") -> None:
    with S3ExportStore(client, BUCKET).file("text/csv", "csv"):
        pass
    assert kept(client) == []


def test_a_failure_half_way_leaves_neither_file_nor_parts(client: "S3Client") -> None:
    def half() -> None:
        with S3ExportStore(client, BUCKET).file("text/csv", "csv") as file:
            file.write(b"x" * (PART_BYTES + 1))
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        half()
    assert kept(client) == []
    assert not client.list_multipart_uploads(Bucket=BUCKET).get("Uploads")
