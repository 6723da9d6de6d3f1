"""The Lambda answers API Gateway's events: lists, single items, exports, the page and problem documents."""

import csv
import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from config_monitor import bootstrap
from config_monitor.settings import SignInSettings
from query_events.openapi import openapi_document
from scripts.openapi import DOCUMENT
from simulation.limited_table import error
from simulation.table_definition import TABLE, table_definition
from tests.support.api import get, lambda_with_history
from tests.support.event_histories import history

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture(scope="module")
def table() -> Iterator["DynamoDBClient"]:
    with lambda_with_history() as client:
        yield client


@pytest.mark.usefixtures("table")
def test_a_list_is_walked_by_its_cursor() -> None:
    rows, cursor = [], None
    while True:
        status, body, headers = get("/events", limit="7", **({"cursor": cursor} if cursor else {}))
        assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "application/json", "no-store")
        rows += body["items"]
        if not (cursor := body["cursor"]):
            break
    assert len({row["id"] for row in rows}) == len(rows) == 30
    assert not {"pk", "sk", "account_status", "account_rule", "rule_status"} & set().union(*rows)


@pytest.mark.usefixtures("table")
def test_one_event_by_its_id() -> None:
    row = get("/events", limit="1")[1]["items"][0]
    assert get(f"/events/{row['id']}")[:2] == (200, row)


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("path", "query", "field", "reason"),
    [
        ("/events", {"limit": "0"}, "limit", "must be at least 1"),
        ("/events", {"limit": "101"}, "limit", "must be at most 100"),
        ("/events", {"account": "12"}, "account", "must be a 12-digit account id"),
        ("/events", {"direction": "up"}, "direction", "must be one of 'asc' or 'desc'"),
        ("/events", {"nonsense": "1"}, "nonsense", "is not a parameter of this path"),
        ("/events", {"source": ["a", "b"]}, "source", "appears more than once"),
        ("/events", {"source": ""}, "source", "must not be empty"),
        ("/events", {"resource_id": "x" * 1025}, "resource_id", "must have at most 1024 characters"),
        ("/events", {"start_date": "soon"}, "start_date", "must be an ISO 8601 date-time or epoch seconds"),
        ("/events", {"start_date": "2", "end_date": "1"}, "start_date", "must be before end_date"),
        ("/events", {"cursor": "abc"}, "cursor", "was changed, or belongs to another query"),
        ("/events/1-a", {"x": "1"}, "x", "is not a parameter of this path"),
        ("/compliance/violations", {"status": "ajar"}, "status", "must be one of 'open', 'resolved' or 'excepted'"),
        ("/compliance/summary", {"account": "111122223333"}, "account", "is not a parameter of this path"),
    ],
)
def test_each_wrong_parameter_is_named(path: str, query: dict[str, str], field: str, reason: str) -> None:
    status, body, headers = get(path, **query)
    assert (status, headers["Content-Type"]) == (400, "application/problem+json")
    assert body["errors"] == [{"field": field, "reason": reason}]
    assert body["detail"] == f"{field} {reason}"


@pytest.mark.usefixtures("table")
def test_all_wrong_parameters_are_named_at_once() -> None:
    body = get("/events", limit="x", status="BROKEN", region="?")[1]
    assert {error["field"] for error in body["errors"]} == {"limit", "status", "region"}


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    "path", ["/events/1-nothing", f"/events/{'x' * 2000}", "/compliance/violations/WyJhIl0", "/nowhere", "/events/a/b"]
)
def test_what_does_not_exist_is_answered_with_404(path: str) -> None:
    status, body, headers = get(path)
    assert (status, body["status"], headers["Content-Type"]) == (404, 404, "application/problem+json")


@pytest.mark.usefixtures("table")
def test_an_export_has_all_rows_in_the_accepted_format() -> None:
    status, text, headers = get("/events", accept="text/csv", source="aws.config")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert (status, headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert headers["Content-Disposition"] == 'attachment; filename="export.csv"'
    assert {row["source"] for row in rows} == {"aws.config"}
    status, lines, headers = get("/events", accept="application/x-ndjson", source="aws.config")
    assert (status, headers["Content-Type"]) == (200, "application/x-ndjson")
    assert [json.loads(line)["id"] for line in lines.splitlines()] == [row["id"] for row in rows]


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/html", "application/json"),
        ("text/csv;q=0.5, application/json", "application/json"),
        ("text/csv, application/json;q=0.5", "text/csv; charset=utf-8"),
        ("TEXT/CSV; q=x", "text/csv; charset=utf-8"),
        ("text/csv;q=0", "application/json"),
        ("application/x-ndjson", "application/x-ndjson"),
    ],
)
def test_the_preferred_format_is_sent(accept: str | None, content_type: str) -> None:
    assert get("/compliance/violations", accept=accept)[2]["Content-Type"] == content_type


@pytest.mark.usefixtures("table")
def test_a_limit_is_refused_in_an_export() -> None:
    assert get("/events", accept="text/csv", limit="5")[:2][1]["errors"][0]["field"] == "limit"


def test_an_export_too_large_for_a_response_is_linked(table: "DynamoDBClient") -> None:
    """As a redirection, and as JSON to a client that takes that too."""
    large = [{**row, "source": {"S": "aws.large"}, "detail": {"S": "x" * 390_000}} for row in history(20, seed=3)]
    for row in large:
        table.put_item(TableName=TABLE, Item=row)
    status, body, headers = get("/events", accept="application/x-ndjson", source="aws.large")
    assert (status, headers["Location"], body["cursor"]) == (303, body["url"], None)
    assert "X-Amz-Signature" in body["url"]
    status, body, headers = get("/events", accept="text/csv, application/json;q=0.1", source="aws.large")
    assert (status, "Location" in headers, body["rows"]) == (200, False, 20)
    for row in large:
        table.delete_item(TableName=TABLE, Key={"pk": row["pk"], "sk": row["sk"]})


@pytest.mark.usefixtures("table")
def test_the_page_may_run_its_own_script_and_reach_its_own_api_alone() -> None:
    status, html, headers = get("/", accept="text/html")
    policy = headers["Content-Security-Policy"]
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    refused = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http://", "src=")
    assert not [word for word in refused if word in html.replace("http://127.0.0.1:8750/", "")]  # where `make page` is


@pytest.mark.usefixtures("table")
def test_with_a_user_pool_the_page_may_reach_the_sign_in_domain_too(monkeypatch: pytest.MonkeyPatch) -> None:
    domain = "example.auth.eu-central-1.amazoncognito.com"
    named = {"api_sign_in_domain": domain, "api_sign_in_client_id": "1abc"}
    shown = {}
    for arn in ("arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_a", None):
        monkeypatch.setattr(bootstrap, "sign_in", lambda arn=arn: SignInSettings(api_user_pool_arn=arn, **named))
        _, html, headers = get("/", accept="text/html")
        shown[bool(arn)] = ('content="pool"' in html, domain in html, headers["Content-Security-Policy"].split("; ")[3])
    assert shown[True] == (True, True, f"connect-src 'self' https://{domain}")
    assert shown[False] == (False, False, "connect-src 'self'")


@pytest.mark.usefixtures("table")
def test_the_document_that_is_served_is_the_one_in_the_repository() -> None:
    """`make openapi` writes it."""
    assert get("/openapi.json")[1] == openapi_document() == json.loads(DOCUMENT.read_text())


@pytest.mark.usefixtures("table")
def test_summary_and_lists_answer_before_there_is_anything() -> None:
    assert get("/compliance/summary")[1]["score"] == "n/a"
    assert get("/compliance/violations")[1] == {"items": [], "cursor": None}


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    "path", ["/events", "/events/1795421742-0d5a", "/compliance/summary", "/compliance/violations"]
)
def test_a_throttled_table_is_a_busy_service(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """After botocore's own retries, whichever call is throttled."""

    def throttled(operation: str, _parameters: object) -> None:
        raise error("ThrottlingException", operation)

    monkeypatch.setattr(bootstrap.table()._client, "_make_api_call", throttled)
    status, body, _ = get(path)
    assert (status, body["title"]) == (503, "Service Unavailable")
    assert "busy" in body["detail"]


def test_an_unexpected_error_is_logged_and_not_shown(table: "DynamoDBClient", caplog: pytest.LogCaptureFixture) -> None:
    """The last test of this module: the table is gone after it, and made again for the one who clears up."""
    table.delete_table(TableName=TABLE)
    status, body, _ = get("/events")
    table.create_table(**table_definition())
    assert (status, "events" in body["detail"]) == (500, False)
    assert "ResourceNotFoundException" in caplog.text
