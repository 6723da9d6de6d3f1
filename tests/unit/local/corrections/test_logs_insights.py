"""The correction of Logs Insights is needed, and counts as AWS does."""

from __future__ import annotations

import json

from ministack.core.responses import request_scope
from ministack.services import cloudwatch_logs

from local.corrections import applied

ERRORS = (
    "filter @message like /ERROR/ | parse @message /(?<head>(?:ERROR)[^0-9]*)/ | fields substr(@message, 0, 7) as cut"
)
COUNTED = f"{ERRORS} | stats count(*) as errors, latest(cut) as example by @log, head | sort errors desc | limit 2"


def insights(query: str) -> list[dict[str, str]]:
    """What a query finds among four lines, three of them errors."""
    cloudwatch_logs.reset()
    lines = ("ERROR a 1", "fine", "ERROR a 2", "ERROR b 3")
    events = [{"timestamp": 1_000 + i, "message": line} for i, line in enumerate(lines)]
    with request_scope("222222222222", "us-east-1"):
        cloudwatch_logs._create_log_group({"logGroupName": "web"})
        cloudwatch_logs._create_log_stream({"logGroupName": "web", "logStreamName": "s"})
        cloudwatch_logs._put_log_events({"logGroupName": "web", "logStreamName": "s", "logEvents": events})
        payload = {"logGroupNames": ["web"], "queryString": query, "startTime": 0, "endTime": 60}
        started = json.loads(cloudwatch_logs._start_query(payload)[2])
        actual = json.loads(cloudwatch_logs._get_query_results(started)[2])
    cloudwatch_logs.reset()
    return [{cell["field"]: cell["value"] for cell in row} for row in actual["results"]]


def test_start_query_counts() -> None:
    assert "errors" not in insights(COUNTED)[0]
    with applied():
        assert insights(COUNTED) == [
            {"@log": "web", "head": "ERROR a ", "errors": "2", "example": "ERROR a"},
            {"@log": "web", "head": "ERROR b ", "errors": "1", "example": "ERROR b"},
        ]
        assert len(insights("fields @message")) == 4
