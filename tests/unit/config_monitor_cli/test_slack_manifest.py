"""The manifest is complete with a hub, and usable without one."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from moto import mock_aws

from config_monitor_cli.slack_manifest import NOWHERE, manifest
from tests.support.commands import ENVIRONMENT, command, environment, make_stack


@pytest.fixture(autouse=True)
def aws() -> Iterator[None]:
    with environment(**ENVIRONMENT), mock_aws():
        yield


def addresses(text: str) -> list[str]:
    app: dict[str, Any] = yaml.safe_load(text)
    (slash,) = app["features"]["slash_commands"]
    return [slash["url"], app["settings"]["interactivity"]["request_url"]]


def test_the_hubs_addresses_are_filled_in(capsys: pytest.CaptureFixture[str]) -> None:
    make_stack("hub", {"ApiUrl": "https://abc.execute-api.eu-central-1.amazonaws.com/v1/"})
    assert command("slack-manifest", "--stack", "hub") == 0
    output = capsys.readouterr()
    assert addresses(output.out) == [
        "https://abc.execute-api.eu-central-1.amazonaws.com/v1/slack/commands",
        "https://abc.execute-api.eu-central-1.amazonaws.com/v1/slack/interactions",
    ]
    assert output.err == "Account 123456789012, region eu-central-1, stack hub.\n"


def test_before_there_is_a_hub_they_lead_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("slack-manifest", "--stack", "hub") == 0
    output = capsys.readouterr()
    assert addresses(output.out) == [
        "https://hub.invalid/slack/commands",
        "https://hub.invalid/slack/interactions",
    ]
    assert "There is no stack hub yet" in output.err


def test_the_app_asks_for_what_it_uses_and_nothing_more() -> None:
    app = yaml.safe_load(manifest(NOWHERE))
    assert set(app["oauth_config"]["scopes"]["bot"]) == {
        "channels:read",
        "chat:write",
        "chat:write.public",
        "commands",
        "files:write",
        "groups:read",
        "usergroups:read",
        "users:read",
    }
