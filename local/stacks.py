"""The local company: its three stacks (the hub, an agent in each member account), Slack's secret and a first policy."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from config_monitor.adapters.dynamodb.policy import POLICY_KEY
from config_monitor.adapters.dynamodb.policy_versions import store_policy
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.policy import Policy
from config_monitor_cli.policy_file import read_policy
from local.aws import Account
from local.deploy import Stack
from local.settings import HUB_ACCOUNT, MEMBER_ACCOUNTS, REGION, ROOT, Settings
from local.slack.methods import SIGNING_SECRET, TOKEN, WEBHOOK_PATH

_SECRET = "config-monitor/slack"
POLICY = ROOT / "local" / "policy.yaml"
_CHANNEL = WEBHOOK_PATH.rpartition("/")[2]


def keep_secret(settings: Settings) -> str:
    """Put Slack's token and webhook into Secrets Manager; the secret's ARN."""
    secrets = Account(settings.engine_url, HUB_ACCOUNT).secretsmanager
    webhook = settings.slack_url + WEBHOOK_PATH
    value = json.dumps({"bot_token": TOKEN, "webhook_url": webhook, "signing_secret": SIGNING_SECRET})
    try:
        return secrets.put_secret_value(SecretId=_SECRET, SecretString=value)["ARN"]
    except secrets.exceptions.ResourceNotFoundException:
        return secrets.create_secret(Name=_SECRET, SecretString=value)["ARN"]


def write_environment(settings: Settings) -> None:
    """Write what `sam local invoke --env-vars` gives functions in containers, with the names that the engine has."""
    outputs, outside = Account(settings.engine_url, HUB_ACCOUNT).outputs(settings.stack), "host.docker.internal"
    parameters = {
        "AWS_ENDPOINT_URL": f"http://{outside}:{settings.engine_port}",
        "EVENTS_TABLE_NAME": outputs["EventsTableName"],
        "REPORT_BUCKET_NAME": outputs["ReportBucketName"],
        "SLACK_SECRET_ARN": _SECRET,
        "SLACK_MODE": settings.slack_mode,
        "SLACK_API_URL": f"http://{outside}:{settings.slack_port}/api/",
        "ALLOWED_WEBHOOK_HOSTS": f"{outside}:{settings.slack_port}",
    }
    settings.container_environment.write_text(json.dumps({"Parameters": parameters}, indent=2))


def keep_recording(settings: Settings) -> None:
    """Each member has AWS Config on and a rule, without which its agent would say that it has nothing to send."""
    for member in MEMBER_ACCOUNTS:
        config, role = Account(settings.engine_url, member).config, f"arn:aws:iam::{member}:role/config"
        config.put_configuration_recorder(ConfigurationRecorder={"name": "default", "roleARN": role})
        config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "orchard-config"})
        config.start_configuration_recorder(ConfigurationRecorderName="default")
        source = {"Owner": "AWS", "SourceIdentifier": "S3_BUCKET_PUBLIC_READ_PROHIBITED"}
        config.put_config_rule(ConfigRule={"ConfigRuleName": "s3-bucket-public-read-prohibited", "Source": source})


def stacks(settings: Settings, secret: str) -> list[Stack]:
    """All that is deployed; `secret` is the ARN of Slack's."""
    named = first_policy().accounts
    hub = Stack(
        settings.stack,
        HUB_ACCOUNT,
        ROOT / "template.yaml",
        (ROOT / "functions", ROOT / "statemachines"),
        {
            "AllowedAccounts": ",".join(sorted({*MEMBER_ACCOUNTS, *named} - {HUB_ACCOUNT})),
            "AdministratorAccounts": MEMBER_ACCOUNTS[0],
            "SlackSecretArn": secret,
            "SlackMode": settings.slack_mode,
            "SlackApiUrl": f"{settings.slack_url}/api/",
            "AllowedWebhookHosts": f"127.0.0.1:{settings.slack_port}",
            "DefaultChannel": _CHANNEL,
        },
    )
    # The bus is named after the hub's stack, so agents need not wait for the hub to stand.
    bus = f"arn:aws:events:{REGION}:{HUB_ACCOUNT}:event-bus/{settings.stack}"
    template = ROOT / "agent" / "template.yaml"
    return [
        hub,
        *(Stack(settings.agent_stack, member, template, (), {"HubEventBusArn": bus}) for member in MEMBER_ACCOUNTS),
    ]


def first_policy() -> Policy:
    """What the engine starts with, as a company's first policy might be."""
    return read_policy(POLICY.read_text(encoding="utf-8"), POLICY.name)


def start_policy(settings: Settings) -> None:
    """Store the engine's first policy, unless one was stored since: that one stays."""
    hub = Account(settings.engine_url, HUB_ACCOUNT)
    table = Table(hub.dynamodb, hub.outputs(settings.stack)["EventsTableName"])
    if not table.get(POLICY_KEY):
        store_policy(table, first_policy(), "make up", datetime.now(UTC))
