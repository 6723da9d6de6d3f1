"""An event that the dead-letter queue did not take is read from the bucket by the function that parses it."""

import json
from typing import Any

import botocore.session
import pytest
from moto import mock_aws

from config_monitor.adapters.kept_events import POINTER, key_of
from parse_event.handler import handler
from simulation.lambda_context import LambdaContext
from tests.support.lambdas import cold
from tests.support.samples import sample

KEY = "dead-letters/redrive-1-0c6a.json"


def test_a_pointer_is_parsed_as_the_event_that_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    with cold(monkeypatch, REPORT_BUCKET_NAME="bucket", AWS_DEFAULT_REGION="us-east-1"), mock_aws():
        s3: Any = botocore.session.Session().create_client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="bucket")
        s3.put_object(Bucket="bucket", Key=KEY, Body=json.dumps(sample("config/non-compliant")).encode())
        whole = handler({"raw": sample("config/non-compliant")}, LambdaContext())
        assert handler({"raw": {POINTER: KEY}}, LambdaContext()) == whole


@pytest.mark.parametrize(
    "raw",
    [
        *(None, [], {POINTER: 7}, {POINTER: "reports/daily.json"}, {POINTER: "dead-letters/../reports/a.json"}),
        *({POINTER: KEY, "source": "my.app"}, {POINTER: f"{KEY}\n"}),
    ],
)
def test_nothing_else_is_a_pointer(raw: Any) -> None:
    assert key_of(raw) is None
