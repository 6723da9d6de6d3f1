"""The Lambda draws, stores and posts a report, counts what it sent, with what its role allows and no more."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import pytest

from config_monitor import bootstrap
from config_monitor.adapters.dynamodb.figures import DynamoDBFigures
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.retirement import Retirement
from local.slack.methods import TOKEN, WEBHOOK_PATH
from local.slack.server import SlackServer
from render_report.handler import handler
from simulation.lambda_context import LambdaContext
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table
from tests.support.grants import granted, recorded
from tests.support.lambdas import forget
from tests.support.reports import figures

RUN: dict[str, Any] = {
    "id": "run-1",
    "period": {"kind": "daily", "last": "2026-11-23", "zone": "UTC", "as_of": "2026-11-24T07:00:00.000Z"},
    "scheduled": True,
}


@pytest.fixture(params=["bot", "webhook"])
def slack(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, played: SlackServer
) -> Iterator[SlackServer]:
    host = f"127.0.0.1:{played.server_port}"
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with moto_table() as client:
        DynamoDBFigures(Table(client, TABLE)).keep_result("run-1", "111122223333", figures(80), {}, 0)
        session: Any = botocore.session.Session()
        session.create_client("s3").create_bucket(
            Bucket="reports", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
        secret = json.dumps({"bot_token": TOKEN, "webhook_url": f"http://{host}{WEBHOOK_PATH}"})
        arn = session.create_client("secretsmanager").create_secret(Name="slack", SecretString=secret)["ARN"]
        for name, value in {
            "EVENTS_TABLE_NAME": TABLE,
            "REPORT_BUCKET_NAME": "reports",
            "REPORT_CHANNEL": "reports",
            "SLACK_SECRET_ARN": arn,
            "SLACK_MODE": request.param,
            "SLACK_API_URL": f"http://{host}/api/",
            "ALLOWED_WEBHOOK_HOSTS": host,
        }.items():
            monkeypatch.setenv(name, value)
        forget()
        yield played
    forget()


def render(run: Any = RUN) -> Any:
    return json.loads(
        json.dumps(handler({"run": run, "batches": [["111122223333"], ["999988887777"]]}, LambdaContext()))
    )


def test_a_report_is_stored_posted_and_counted(slack: SlackServer, capsys: pytest.CaptureFixture[str]) -> None:
    answer = render()
    assert (answer["channels"], answer["missing"]) == ({"reports": "sent"}, 1)
    assert "/reports/daily/2026-11-23/run-1/all/report.html?X-Amz-Algorithm=AWS4-HMAC-SHA256" in answer["report_url"]
    seen = slack.store.messages()
    pictures = [f for m in seen for f in m["files"] or []] + [
        b for m in seen for b in m["blocks"] or [] if b["type"] == "image"
    ]
    assert len(pictures) == 2, "one day alone is no trend and nothing of it is kept yet"
    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    assert (line["DailyReportsSent"], line["ReportAccountsMissing"]) == ([1], [1])
    assert line["Score"] == [pytest.approx(figures(80).score)]


def test_the_role_allows_what_is_called_and_no_more(slack: SlackServer) -> None:
    assert slack
    bootstrap.retirement_log().add(Retirement(account="111122223333", region="eu-central-1"), "2026-11-23 00:00:00")
    yesterday = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}"
    with recorded() as needs:
        render({**RUN, "period": {**RUN["period"], "last": yesterday}})
    # Whoever holds a link reads with the rights of the role that signed it.
    # Copies go to a topic only where one is named.
    # Which rules are silent is asked for a weekly report of today alone.
    unused_here = {("s3:GetObject", "s3"), ("sns:Publish", "sns"), ("dynamodb:Query", "index/by_rule*")}
    assert granted("RenderReportFunction") == needs | unused_here
