"""The API on the engine: who may ask, the whole walk through a list, and answers that match the document."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import HealthCheck, settings
from requests.auth import AuthBase
from schemathesis.checks import CHECKS

from local.settings import HUB_ACCOUNT, MEMBER_ACCOUNTS
from scripts.openapi import DOCUMENT
from tests.support.engine import Engine, unique, wait
from tests.support.samples import sample

SCHEMA = schemathesis.openapi.from_path(str(DOCUMENT))
# Left out: what API Gateway answers to other methods, and that every value which fits a schema is also sensible, which
# dates out of order or of the year 1 are not.
HELD: list[Any] = CHECKS.get_by_names(
    ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"]
)


class Signed(AuthBase):
    """Signs as an account of the engine."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        made = AWSRequest(request.method, request.url, headers={"Host": urlsplit(str(request.url)).netloc})
        SigV4Auth(Credentials(HUB_ACCOUNT, "local"), "execute-api", "us-east-1").add_auth(made)
        request.headers.update(dict(made.headers))
        return request


def api(engine: Engine) -> str:
    """Where the engine answers for the API, by an address that needs no name of its own."""
    name = urlsplit(engine.outputs["ApiUrl"]).netloc.partition(".")[0]
    return f"{engine.url}/_aws/execute-api/{name}/v1"


def ask(engine: Engine, path: str, **query: str) -> Any:
    answer = requests.get(api(engine) + path, params=query, auth=Signed(), timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_what_was_stored_can_be_queried(engine: Engine) -> None:
    """An event on a member's bus is in the history, and its violation in the list, the summary and its own timeline."""
    event, name = sample("config/non-compliant"), unique("bucket")
    event["detail"]["resourceId"] = name
    result = event["detail"]["newEvaluationResult"]
    result["evaluationResultIdentifier"]["evaluationResultQualifier"]["resourceId"] = name
    event_id = engine.put(event, MEMBER_ACCOUNTS[0])
    actual = wait(lambda: ask(engine, "/events", resource_id=name)["items"], "the event in the history")
    assert actual[0]["id"].endswith(event_id)
    shown = ask(engine, f"/events/{actual[0]['id']}")
    of_the_alert = {"notification", "not_notified_because"}  # the second may be there: that it waits for its channel
    assert {name: value for name, value in shown.items() if name not in of_the_alert} == actual[0]
    (violation,) = ask(engine, "/compliance/violations", account=MEMBER_ACCOUNTS[0], resource_id=name)["items"]
    violation_detail = ask(engine, f"/compliance/violations/{violation['id']}")
    assert [entry["event_id"] for entry in violation_detail["timeline"]] == [event_id]
    assert MEMBER_ACCOUNTS[0] in [account["account"] for account in ask(engine, "/compliance/summary")["accounts"]]


def test_unsigned_requests_get_the_page_and_nothing_else(engine: Engine) -> None:
    for path in SCHEMA.raw_schema["paths"]:
        answer = requests.get(api(engine) + path.replace("{id}", "1-a"), timeout=30)
        assert answer.status_code == (200 if path == "/" else 403), path


def test_a_large_export_is_behind_its_link(engine: Engine) -> None:
    """Rows of 300 KB put straight into the table: more than an answer can hold."""
    rule, now = unique("large"), int(time.time())
    for number in range(20):
        row_id = f"{now}-{rule}-{number}"
        row = {"pk": "EVENT", "sk": f"EVENT#{row_id}", "id": row_id, "rule": rule, "detail": "x" * 300_000}
        engine.account.dynamodb.put_item(
            TableName=engine.outputs["EventsTableName"], Item={k: {"S": v} for k, v in row.items()}
        )
    answer = requests.get(
        api(engine) + "/events",
        params={"rule_name": rule},
        headers={"Accept": "application/x-ndjson"},
        auth=Signed(),
        allow_redirects=False,
        timeout=60,
    )
    assert (answer.status_code, answer.json()["rows"]) == (303, 20)
    lines = requests.get(answer.headers["Location"], timeout=60).text.splitlines()
    assert {json.loads(line)["id"] for line in lines} == {f"{now}-{rule}-{n}" for n in range(20)}


@SCHEMA.parametrize()
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_matches_the_document(case: schemathesis.Case[Any], engine: Engine) -> None:
    """Valid and invalid requests alike, generated from the document."""
    case.call_and_validate(base_url=api(engine), auth=Signed(), checks=HELD, timeout=60)
