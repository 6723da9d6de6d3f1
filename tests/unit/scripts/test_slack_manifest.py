"""The manifest is complete with a hub, and usable without one."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
import yaml
from moto import mock_aws

from scripts.slack_manifest import NOWHERE, api_url, manifest

TEMPLATE = {
    "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
    "Outputs": {"ApiUrl": {"Value": "https://abc.execute-api.eu-central-1.amazonaws.com/v1/"}},
}


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        yield


def addresses(text: str) -> list[str]:
    app: dict[str, Any] = yaml.safe_load(text)
    (command,) = app["features"]["slash_commands"]
    return [command["url"], app["settings"]["interactivity"]["request_url"]]


def test_the_hubs_addresses_are_filled_in() -> None:
    boto3.client("cloudformation").create_stack(StackName="hub", TemplateBody=json.dumps(TEMPLATE))
    address = api_url("hub")
    assert addresses(manifest(str(address))) == [
        "https://abc.execute-api.eu-central-1.amazonaws.com/v1/slack/commands",
        "https://abc.execute-api.eu-central-1.amazonaws.com/v1/slack/interactions",
    ]


def test_before_there_is_a_hub_they_lead_nowhere() -> None:
    assert api_url("hub") is None
    assert addresses(manifest(NOWHERE)) == [
        "https://hub.invalid/slack/commands",
        "https://hub.invalid/slack/interactions",
    ]


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
