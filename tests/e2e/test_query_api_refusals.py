"""The engine checks signatures and policies (`AUTH=true`): whoever may not ask is refused."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import botocore.session
import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local.settings import HUB_ACCOUNT, MEMBER_ACCOUNTS
from tests.support.engine import Engine, unique

USER = unique("auditor")


@pytest.fixture(scope="module")
def user(engine: Engine) -> Credentials:
    """A user of the hub's account who may do nothing yet."""
    iam = _iam(engine)
    iam.create_user(UserName=USER)
    key = iam.create_access_key(UserName=USER)["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])


def _iam(engine: Engine) -> Any:
    return botocore.session.Session().create_client(
        "iam",
        region_name="us-east-1",
        endpoint_url=engine.url,
        aws_access_key_id=HUB_ACCOUNT,
        aws_secret_access_key="local",
    )


def name_of(engine: Engine) -> str:
    return urlsplit(engine.outputs["ApiUrl"]).netloc.partition(".")[0]


def ask(engine: Engine, who: Credentials | None, added: str = "") -> int:
    """The status for a request signed as somebody, with something added to it after signing."""
    url = f"{engine.url}/_aws/execute-api/{name_of(engine)}/v1/events?limit=1"
    request = AWSRequest("GET", url, headers={"Host": urlsplit(url).netloc})
    if who:
        SigV4Auth(who, "execute-api", "us-east-1").add_auth(request)
    return requests.get(url + added, headers=dict(request.headers), timeout=30).status_code


def test_who_may_ask_is_answered_and_nobody_else_is(engine: Engine, user: Credentials) -> None:
    """Unsigned; of another account, which does not even see the API; signed but not allowed; then allowed."""
    assert ask(engine, None) == 403
    assert ask(engine, Credentials(MEMBER_ACCOUNTS[0], "local")) == 404
    assert ask(engine, user) == 403
    resource = f"arn:aws:execute-api:us-east-1:{HUB_ACCOUNT}:{name_of(engine)}/v1/GET/*"
    statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": resource}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    _iam(engine).put_user_policy(UserName=USER, PolicyName="ask", PolicyDocument=policy)
    assert ask(engine, user) == 200
    assert ask(engine, Credentials(user.access_key, "somebody else's")) == 403
    assert ask(engine, user, added=f"&account={MEMBER_ACCOUNTS[0]}") == 403
