"""The three stacks of the local company: the hub and an agent in each member account, and the secret the hub reads."""

from __future__ import annotations

import json

from local.aws import Account
from local.deploy import Stack
from local.settings import AGENT_STACK, HUB_ACCOUNT, HUB_STACK, MEMBER_ACCOUNTS, REGION, ROOT, Settings
from local.slack.methods import TOKEN, WEBHOOK_PATH

_SECRET = "config-monitor/slack"
_CHANNEL = WEBHOOK_PATH.rpartition("/")[2]


def keep_secret(settings: Settings) -> str:
    """Put Slack's token and webhook into Secrets Manager; the secret's ARN."""
    secrets = Account(settings.engine_url, HUB_ACCOUNT).secretsmanager
    value = json.dumps({"bot_token": TOKEN, "webhook_url": settings.slack_url + WEBHOOK_PATH})
    try:
        return secrets.put_secret_value(SecretId=_SECRET, SecretString=value)["ARN"]
    except secrets.exceptions.ResourceNotFoundException:
        return secrets.create_secret(Name=_SECRET, SecretString=value)["ARN"]


def stacks(settings: Settings, secret: str) -> list[Stack]:
    """All that is deployed; `secret` is the ARN of Slack's."""
    hub = Stack(
        HUB_STACK,
        HUB_ACCOUNT,
        ROOT / "template.yaml",
        (ROOT / "functions", ROOT / "statemachines"),
        {
            "AllowedAccounts": ",".join(MEMBER_ACCOUNTS),
            "SlackSecretArn": secret,
            "SlackMode": settings.slack_mode,
            "SlackApiUrl": f"{settings.slack_url}/api/",
            "AllowedWebhookHosts": f"127.0.0.1:{settings.slack_port}",
            "DefaultChannel": _CHANNEL,
        },
    )
    # The bus is named after the hub's stack, so agents need not wait for the hub to stand.
    bus = f"arn:aws:events:{REGION}:{HUB_ACCOUNT}:event-bus/{HUB_STACK}"
    template = ROOT / "agent" / "template.yaml"
    return [hub, *(Stack(AGENT_STACK, member, template, (), {"HubEventBusArn": bus}) for member in MEMBER_ACCOUNTS)]
