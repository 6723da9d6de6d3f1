"""No command answers with a traceback where its environment is to blame: one sentence, and a code that is not 0."""

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
import typer
from moto import mock_aws

from config_monitor_cli.hub import client
from tests.support.commands import CREDENTIALS, ENVIRONMENT, command, commands, environment, make_stack

ARGUMENTS = {
    "adopt-table": ["events"],
    "retire": ["111122223333", "--yes"],
    "policy apply": ["policy.example.yaml"],
}
OFFLINE = {"policy check"}


EVERY = pytest.mark.parametrize("name", sorted(set(commands()) - OFFLINE))
EVERY_ON_A_HUB = pytest.mark.parametrize("name", sorted(set(commands()) - OFFLINE - {"where"}))


def ended(name: str) -> int:
    return command(*name.split(), *ARGUMENTS.get(name, []))


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not there is asked for several times, with pauses between."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))


@EVERY
@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (CREDENTIALS, "No AWS region was named: set AWS_REGION, or a region in your AWS profile."),
        (
            {"AWS_REGION": "eu-central-1", "AWS_EC2_METADATA_DISABLED": "true"},
            "No AWS credentials were there: set AWS_PROFILE, or sign in (aws sso login, aws configure).",
        ),
        ({**ENVIRONMENT, "AWS_PROFILE": "nobody"}, "The config profile (nobody) could not be found: see AWS_PROFILE"),
        ({**ENVIRONMENT, "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "AWS did not answer: "),
        ({**ENVIRONMENT, "AWS_ENDPOINT_URL": "nonsense"}, "Invalid endpoint: nonsense: see AWS_ENDPOINT_URL."),
        ({**ENVIRONMENT, "AWS_REGION": "us east"}, "Provided region_name 'us east' doesn't match a supported format."),
    ],
    ids=["region", "credentials", "profile", "endpoint", "address", "name of a region"],
)
def test_without_a_part_of_the_environment_one_sentence_says_which(
    name: str, variables: dict[str, str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with environment(**variables):
        assert ended(name) == 2
    output = capsys.readouterr()
    (line,) = output.err.splitlines()
    assert (output.out, line.startswith(sentence)) == ("", True), line


@EVERY_ON_A_HUB
def test_without_a_stack_or_a_table_one_sentence_says_so(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with environment(**ENVIRONMENT), mock_aws():
        code = ended(name)
    where, sentence = capsys.readouterr().err.splitlines()
    assert where.startswith("Account 123456789012, region eu-central-1, ")
    assert sentence.startswith(("There is no stack config-monitor", "There is no table events"))
    assert code == (0 if name == "slack-manifest" else 2)


@pytest.mark.parametrize("name", ["redrive", "check-agents", "retire"])
def test_a_region_without_its_account_is_not_passed_over(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(name, "--region", "eu-west-1") == 2
    output = capsys.readouterr()
    assert (output.out, output.err.startswith("Which account's eu-west-1? ")) == ("", True)


def test_a_stack_whose_first_changes_nobody_agreed_to_is_none_yet(capsys: pytest.CaptureFixture[str]) -> None:
    """`make deploy` leaves it when its question is answered with no."""
    with environment(**ENVIRONMENT), mock_aws():
        client("cloudformation").create_change_set(
            StackName="config-monitor",
            ChangeSetName="first",
            ChangeSetType="CREATE",
            TemplateBody='{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}',
        )
        assert command("redrive") == 2
    assert capsys.readouterr().err.endswith(
        "There is no stack config-monitor in this account and region: name another one with STACK=...\n"
    )


@EVERY_ON_A_HUB
def test_a_stack_that_is_no_hub_is_named(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    if name == "adopt-table":
        return
    with environment(**ENVIRONMENT), mock_aws():
        make_stack("config-monitor", {"Other": "x"})
        assert ended(name) == 2
    assert "The stack config-monitor has no output " in capsys.readouterr().err


class Wrong(BaseHTTPRequestHandler):
    """A web server that is not AWS."""

    status, page = 200, b""

    def do_POST(self) -> None:
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("page", [b"", b"<html><p>It works!", b"<html><p>It works!</p></html>"])
def test_an_address_where_something_else_answers_is_named(
    status: int, page: bytes, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Wrong, "status", status)
    monkeypatch.setattr(Wrong, "page", page)
    server = HTTPServer(("127.0.0.1", 0), Wrong)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    with environment(**ENVIRONMENT, AWS_ENDPOINT_URL=address):
        assert command("exceptions") == 2
    server.shutdown()
    server.server_close()
    assert capsys.readouterr().err == f"What answered is not AWS: AWS_ENDPOINT_URL is {address}.\n"


def test_what_nobody_expected_stays_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = typer.Typer()

    @broken.command()
    def _fails() -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setattr("config_monitor_cli.main.app", broken)
    with pytest.raises(KeyError, match="a fault of ours"):
        command()


def test_a_script_that_uses_the_functions_code_ends_with_a_traceback_for_a_person() -> None:
    code = "import config_monitor.observability; raise KeyError('a fault of ours')"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Traceback (most recent call last):")
    assert ended.stderr.endswith("KeyError: 'a fault of ours'\n")
