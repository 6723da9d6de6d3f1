"""/compliance/exceptions: listed with the policy's, asked for in the caller's name, ended early, refused by name."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from config_monitor import bootstrap
from config_monitor.adapters.dynamodb.overrides import DynamoDBOverrides, override_row
from config_monitor.adapters.dynamodb.policy_versions import store_policy
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.actions import Action
from config_monitor.domain.events import Severity
from config_monitor.domain.lifecycle import id_of_key
from config_monitor.domain.policy import Author, ExceptionByPerson, Policy, override_ids
from config_monitor.settings import SignInSettings
from query_events.handler import handler
from simulation.evaluations import KEY, NC, RULE, evaluated
from simulation.lambda_context import LambdaContext
from simulation.table_definition import TABLE
from tests.support.api import get, lambda_with_history, request
from tests.support.deployed_table import persist_all

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PATH = "/compliance/exceptions"
TODAY = datetime.now(UTC).date()
SOON, PAST = TODAY + timedelta(days=10), TODAY - timedelta(days=1)
ARN = "arn:aws:iam::111122223333:user/auditor"
CRITICAL = KEY.model_copy(update={"resource_id": "vol-critical"})
POLICY = Policy.model_validate(
    {
        "exceptions": [{"rule": "s3-*", "resource": "www-*", "reason": "a site", "owner": "web", "expires": SOON}],
        "accounts": {KEY.account: {"name": "Shop", "team": "web"}},
        "teams": {"web": {}},
        "approvers": {"two_people": True, "longest_days": 90},
    }
)


class Starter:
    def __init__(self) -> None:
        self.started: dict[str, Action] = {}

    def start(self, action_id: str, payload: Mapping[str, Any]) -> bool:
        self.started[action_id] = Action.model_validate(payload["action"])
        return True


@pytest.fixture(scope="module")
def table() -> Iterator["DynamoDBClient"]:
    with lambda_with_history() as client:
        store_policy(Table(client, TABLE), POLICY, "ada", datetime.now(UTC))
        critical = evaluated(NC, 1, resource="vol-critical", severity=Severity.CRITICAL)
        persist_all(client, evaluated(NC, 1), critical)
        for resource, expires in (("vol-1", SOON), ("vol-2", PAST)):
            Table(client, TABLE).put(override_row(made(resource, expires)))
        yield client


@pytest.fixture
def sign_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Names the group of the user pool whose members may make exceptions."""
    return lambda group: monkeypatch.setattr(bootstrap, "sign_in", lambda: SignInSettings(api_exceptions_group=group))


@pytest.fixture
def starter(table: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch) -> Starter:
    assert table
    starter = Starter()
    monkeypatch.setattr(bootstrap, "action_starter", lambda: starter)
    return starter


def made(resource: str, expires: date) -> ExceptionByPerson:
    key = KEY.model_copy(update={"resource_id": resource})
    return ExceptionByPerson(
        id=override_ids(key).resource,
        account=key.account,
        region=key.region,
        subject=f"{RULE}: {resource}",
        author=Author(id="UALICE", name="alice"),
        created_at="2026-11-24T00:00:00.000Z",
        scope="resource",
        key=key,
        rule_name=RULE,
        resource_type=key.resource_type,
        resource_id=resource,
        reason="a bastion",
        expires=expires,
    )


def send(method: str, path: str = PATH, body: Any = None, claims: Mapping[str, str] | None = None) -> tuple[int, Any]:
    text = body if isinstance(body, str) else json.dumps(body)
    asked = {**request(path), "httpMethod": method, "body": text}
    if claims is not None:
        asked["requestContext"] |= {"identity": {}, "authorizer": {"claims": {"sub": "0b3f", **claims}}}
    answer = handler(asked, LambdaContext(29_000))
    return answer["statusCode"], json.loads(answer["body"])


def wanted(**more: Any) -> dict[str, Any]:
    return {"subject": id_of_key(KEY), "reason": "a test volume", "expires": SOON.isoformat(), **more}


def test_the_policy_s_and_people_s_are_one_list_with_where_from_who_and_until(table: "DynamoDBClient") -> None:
    assert table
    items = get(PATH)[1]["items"]
    shown = [(each["origin"], each["author"], each["expires"], each["resource_id"]) for each in items]
    assert sorted(shown) == [
        ("policy", "web", SOON.isoformat(), "www-*"),
        ("slack", "alice (UALICE)", SOON.isoformat(), "vol-1"),
    ]
    assert [each["resource_id"] for each in get(PATH, status="ended")[1]["items"]] == ["vol-2"]
    first = get(PATH, limit="1")[1]
    second = get(PATH, limit="1", cursor=first["cursor"])[1]
    assert [*first["items"], *second["items"]] == items
    assert second["cursor"] is None
    assert "vol-1" in get(PATH, "text/csv")[1]


def test_an_exception_is_started_in_the_name_of_the_caller(starter: Starter) -> None:
    status, body = send("POST", body=wanted())
    assert (status, body) == (202, {"id": override_ids(KEY).resource, "second_person": False})
    (action,) = starter.started.values()
    assert (action.kind, action.origin, action.by.id, action.violation) == ("except", "api", ARN, KEY)
    assert (action.reason, action.expires, action.scope) == ("a test volume", SOON, "resource")


def test_a_critical_one_needs_a_second_person_by_the_api_too(starter: Starter) -> None:
    status, body = send("POST", body=wanted(subject=id_of_key(CRITICAL), scope="rule"))
    assert (status, body) == (202, {"id": override_ids(KEY).rule, "second_person": True})
    assert len(starter.started) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"expires": None}, "expires"),
        ({"expires": "soon"}, "expires"),
        ({"expires": PAST.isoformat()}, "expires"),
        ({"expires": (TODAY + timedelta(days=95)).isoformat()}, "expires"),
        ({"scope": "account"}, "scope"),
        ({"author": "somebody else"}, "author"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_started(starter: Starter, body: dict[str, Any], field: str) -> None:
    status, answer = send("POST", body=wanted(**body))
    assert status == 400
    assert [error["field"] for error in answer["errors"]] == [field]
    assert starter.started == {}


@pytest.mark.parametrize("text", ["", "[]", "{", "null", " " * 10_001])
def test_a_body_that_is_no_object_is_refused(starter: Starter, text: str) -> None:
    status, answer = send("POST", body=text)
    assert (status, starter.started) == (400, {})
    assert answer["errors"]


def test_a_body_that_is_no_text_is_refused(starter: Starter) -> None:
    binary = {**request(PATH), "httpMethod": "POST", "body": b64encode(b"\xff").decode(), "isBase64Encoded": True}
    assert (handler(binary, LambdaContext(29_000))["statusCode"], starter.started) == (400, {})


def test_nothing_is_started_for_what_is_unknown_or_over(starter: Starter) -> None:
    unknown = id_of_key(KEY.model_copy(update={"resource_id": "vol-9"}))
    assert [send("POST", body=wanted(subject=subject))[0] for subject in (unknown, "no id")] == [404, 404]
    assert send("DELETE", f"{PATH}/nothing")[0] == 404
    assert send("DELETE", f"{PATH}/{made('vol-2', PAST).id}")[0] == 409
    of_policy = next(each for each in get(PATH)[1]["items"] if each["origin"] == "policy")
    status, answer = send("DELETE", f"{PATH}/{of_policy['id']}")
    assert (status, "policy" in answer["detail"]) == (409, True)
    assert starter.started == {}


def test_one_that_a_person_made_is_ended_by_its_id(starter: Starter) -> None:
    exception = made("vol-1", SOON)
    assert send("DELETE", f"{PATH}/{exception.id}") == (202, {"id": exception.id, "second_person": False})
    (action,) = starter.started.values()
    assert (action.kind, action.by.id, action.exception_id) == ("undo_except", ARN, exception.id)
    assert action.violation == exception.key


def test_an_id_that_no_exception_can_have_is_unknown_and_asks_the_table_for_nothing(
    starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(DynamoDBOverrides, "exception", lambda _, exception_id: asked.append(exception_id))
    assert [send("DELETE", f"{PATH}/{each}")[0] for each in ("x" * 1500, "a" * 65, "A%20b")] == [404] * 3
    assert (asked, starter.started) == ([], {})


def test_a_reason_is_one_line_of_what_every_form_can_hold(starter: Starter) -> None:
    assert send("POST", body=wanted(reason="\u202ea\u0001b\n> a quote"))[0] == 202
    (action,) = starter.started.values()
    assert action.reason == "ab > a quote"
    assert send("POST", body=wanted(reason="\u200b\u0001"))[0] == 400


def test_a_rule_is_as_severe_as_its_worst_violation(starter: Starter) -> None:
    assert send("POST", body=wanted(scope="rule"))[1]["second_person"] is True
    assert len(starter.started) == 1


@pytest.mark.parametrize(
    ("group", "claims", "sentence"),
    [
        ("approvers", {}, "Only members of the user pool's group approvers may make or end exceptions."),
        ("approvers", {"cognito:groups": "approver,approvers2,Approvers"}, "Only members of the user pool's group"),
        ("", {"cognito:groups": "approvers"}, "names no group"),
        ("", {"cognito:groups": ""}, "names no group"),
    ],
)
def test_of_a_user_pool_only_a_groups_members_may_except_and_all_may_read(
    starter: Starter, sign_in: Callable[[str], None], group: str, claims: dict[str, str], sentence: str
) -> None:
    sign_in(group)
    refused = [
        send("POST", body=wanted(), claims=claims),
        send("DELETE", f"{PATH}/{made('vol-1', SOON).id}", claims=claims),
    ]
    assert [(status, sentence in answer["detail"]) for status, answer in refused] == [(403, True)] * 2
    assert starter.started == {}
    assert send("GET", claims={"cognito:username": "reader"})[0] == 200


def test_a_member_of_the_group_makes_and_ends_exceptions_in_the_name_of_the_user(
    starter: Starter, sign_in: Callable[[str], None]
) -> None:
    sign_in("approvers")
    member = {"cognito:groups": "readers,approvers", "email": "ann@example.com"}
    assert send("POST", body=wanted(), claims=member)[0] == 202
    (action,) = starter.started.values()
    assert action.by == Author(id="0b3f", name="ann@example.com")
    assert send("DELETE", f"{PATH}/{made('vol-1', SOON).id}", claims=member)[0] == 202


def test_what_can_be_looked_for_is_named(table: "DynamoDBClient") -> None:
    """The policy's and the counted accounts, the catalogue, and what is open besides."""
    assert table
    status, names, _ = get("/names")
    assert status == 200
    assert {"account": KEY.account, "account_name": "Shop", "team": "web"} in names["accounts"]
    rules = {rule["rule_name"]: rule["title"] for rule in names["rules"]}
    assert (rules["restricted-ssh"], RULE in rules) == ("Security group opens SSH to the world", True)
    assert {"resource_id": "vol-critical", "resource_name": None} in names["resources"]
    assert KEY.region in names["regions"]
    assert "AWS::S3::Bucket" in names["resource_types"]
