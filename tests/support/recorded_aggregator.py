"""An AWS Config aggregator as botocore answers for it: pages, empty pages, and the shapes of the API's model."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import botocore.session
from botocore.stub import Stubber

RECORDED = datetime(2026, 11, 23, 9, 0, 0, 250_000, tzinfo=UTC)
NAME = {"ConfigurationAggregatorName": "organisation"}


def result(resource: str, status: str, **named: str) -> dict[str, Any]:
    qualifier = {"ConfigRuleName": "required-tags", "ResourceType": "AWS::EC2::Volume", "ResourceId": resource, **named}
    return {
        "EvaluationResultIdentifier": {
            "EvaluationResultQualifier": qualifier,
            "OrderingTimestamp": RECORDED,
        },
        "ComplianceType": status,
        "ResultRecordedTime": RECORDED,
        "ConfigRuleInvokedTime": RECORDED,
        "AccountId": "222222222222",
        "AwsRegion": "us-east-1",
    }


@contextmanager
def recorded(*calls: tuple[str, dict[str, Any], dict[str, Any]]) -> Iterator[Any]:
    """A `config` client that expects the calls in order, each with its answer."""
    client = botocore.session.Session().create_client(
        "config", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    with Stubber(client) as stubber:
        for operation, asked, answer in calls:
            stubber.add_response(operation, answer, {**NAME, **asked})
        yield client
        stubber.assert_no_pending_responses()
