"""`make deploy` as a person goes on with it: a first hub, a user pool for it, sign-in with it, nothing new."""

import os
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from playwright.sync_api import Page, Route, expect

from local.aws import Account
from local.browser import browser, installed
from local.settings import HUB_ACCOUNT, REGION, ROOT
from tests.support.engine import Engine

STACK = "config-monitor-staging"
MEMBER = "888888888888"
DOMAIN = "orchard.auth.us-east-1.amazoncognito.com"
PASSWORD = "Apples-and-pears-7"
READ_BY_IT = (
    *("Makefile", "samconfig.toml", "template.yaml", "functions", "statemachines", "scripts", "config_monitor_cli"),
    *("LICENSE", "README.md"),
)
SECRET = f"arn:aws:secretsmanager:{REGION}:{HUB_ACCOUNT}:secret:config-monitor/slack"


def run(command: list[str], engine: Engine, folder: Path, account: str = HUB_ACCOUNT) -> str:
    """What a command prints to a person of the account who says yes."""
    ours = ("AWS_", "SAM_", "MAKE", "MFLAGS")
    others = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    credentials = {"AWS_ACCESS_KEY_ID": account, "AWS_SECRET_ACCESS_KEY": "local", "AWS_REGION": REGION}
    here = {"AWS_ENDPOINT_URL": engine.url, "SAM_CLI_TELEMETRY": "0", "SAM_CLI_POLL_DELAY": "0.5"}
    done = subprocess.run(
        command, cwd=folder, env=others | credentials | here, input="y\n", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def parameters(engine: Engine, stack: str, account: str = HUB_ACCOUNT) -> dict[str, str]:
    """The parameters of a stack."""
    (stack_details,) = Account(engine.url, account).cloudformation.describe_stacks(StackName=stack)["Stacks"]
    return {each["ParameterKey"]: each["ParameterValue"] for each in stack_details["Parameters"]}


class UserPool:
    """A pool with one user, and an app client as docs/querying.md wants it."""

    def __init__(self, engine: Engine) -> None:
        session = boto3.Session(aws_access_key_id=HUB_ACCOUNT, aws_secret_access_key="local", region_name=REGION)
        self._pools: Any = session.client("cognito-idp", endpoint_url=engine.url)
        pool = self._pools.create_user_pool(PoolName="people")["UserPool"]
        user = {"UserPoolId": pool["Id"], "Username": "ada"}
        self._pools.admin_create_user(**user, MessageAction="SUPPRESS")
        self._pools.admin_set_user_password(**user, Password=PASSWORD, Permanent=True)
        client = self._pools.create_user_pool_client(UserPoolId=pool["Id"], ClientName="page")["UserPoolClient"]
        self._client = {"UserPoolId": pool["Id"], "ClientId": client["ClientId"]}
        self.parameters = {
            "ApiUserPoolArn": pool["Arn"],
            "ApiSignInDomain": DOMAIN,
            "ApiSignInClientId": client["ClientId"],
        }

    def admit(self, address: str) -> None:
        """Let the page at an address sign in and out."""
        self._pools.update_user_pool_client(
            **self._client,
            AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid", "email"],
            SupportedIdentityProviders=["COGNITO"],
            CallbackURLs=[address],
            LogoutURLs=[address],
        )


@pytest.fixture(scope="module")
def address(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page's address on AWS, of a hub that got a user pool by its second `make deploy`.

    It is deployed from a folder without a build, which takes minutes; SAM then packs the sources, as `make up` does.
    """
    folder = tmp_path_factory.mktemp("checkout")
    for name in READ_BY_IT:
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv").symlink_to((ROOT / ".venv").resolve())
    deploy = ["make", "--old-file", "build", "deploy", "STAGE=staging"]
    values = {"SlackSecretArn": SECRET, "DefaultChannel": "orchard", "DailyReportSchedule": "cron(0 8 * * ? *)"}
    printed = run([*deploy, f"PARAMETERS={text_of(values)}"], engine, folder)
    assert f"Account {HUB_ACCOUNT}, region {REGION}, stack {STACK}, at {engine.url}.\n" in printed
    assert "Deploy this changeset? [y/N]" in printed
    assert f"Successfully created/updated stack - {STACK}" in printed
    first, pool = parameters(engine, STACK), UserPool(engine)
    assert first.items() >= values.items()
    run([*deploy, f"PARAMETERS={text_of(pool.parameters)}"], engine, folder)
    assert parameters(engine, STACK) == first | pool.parameters
    url = engine.account.outputs(STACK)["ApiUrl"]
    pool.admit(url)
    yield url
    engine.account.cloudformation.delete_stack(StackName=STACK)


def text_of(values: dict[str, str]) -> str:
    """Parameters as docs/parameters.md writes them."""
    return " ".join(f'{name}="{value}"' for name, value in values.items())


@pytest.fixture
def page(engine: Engine, address: str) -> Iterator[Page]:
    """A browser for which the API's and the user pool's addresses on AWS are those of the engine."""
    executable = installed()
    if executable is None:
        pytest.skip("no Chromium on this machine")
    api = urlsplit(address).hostname or ""
    engines = {api: f"{engine.url}/_aws/execute-api/{api.partition('.')[0]}", DOMAIN: engine.url}

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        response = route.fetch(url=f"{engines[asked.hostname or '']}{asked.path}?{asked.query}", max_redirects=0)
        if response.status == 302:  # the browser would follow it to the real address
            target = escape(response.headers["location"])
            route.fulfill(content_type="text/html", body=f'<meta http-equiv="refresh" content="0;url={target}">')
        else:
            route.fulfill(response=response)

    with browser(executable) as opened:
        shown = opened.new_page()
        for host in engines:
            shown.route(f"https://{host}/**", answer)
        yield shown


def test_people_sign_in_with_the_user_pool_and_out_again(page: Page, address: str) -> None:
    """By the code and the verifier that the pool itself checks, with a token that API Gateway's authoriser checks."""
    refused = page.goto(f"{address}events")
    assert refused
    assert refused.status == 401
    answers: list[tuple[str, int]] = []
    page.on("response", lambda answer: answers.append((urlsplit(answer.url).path, answer.status)))
    page.goto(f"{address}#/events")
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.locator("input[name=username]").fill("ada")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect(page.locator("main h2").first).to_have_text("Events")
    expect(page).to_have_url(f"{address}#/events")
    expect(page.get_by_text("Loading…")).to_have_count(0)
    assert [status for path, status in answers if path == "/v1/events"] == [200]
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("main").get_by_role("button", name="Sign in")).to_be_visible()


def test_nothing_to_deploy_ends_well(engine: Engine, tmp_path: Path) -> None:
    """By the hub's settings, but of an agent: the hub's API is deployed anew each time (AlwaysDeploy)."""
    bus = engine.outputs["EventBusArn"]
    sam = [sys.executable, "-m", "samcli", "deploy", "--config-file", str(ROOT / "samconfig.toml"), "--region", REGION]
    sam += ["--stack-name", "config-monitor-agent", "--template-file", str(ROOT / "agent" / "template.yaml")]
    run([*sam, "--parameter-overrides", f"HubEventBusArn={bus}"], engine, tmp_path, MEMBER)
    assert "No changes to deploy. Stack config-monitor-agent is up to date" in run(sam, engine, tmp_path, MEMBER)
    assert parameters(engine, "config-monitor-agent", MEMBER)["HubEventBusArn"] == bus
    Account(engine.url, MEMBER).cloudformation.delete_stack(StackName="config-monitor-agent")
