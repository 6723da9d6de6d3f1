"""Messages of a hub in memory in a Slack of its own: the pictures of docs/messages.md, for which no engine runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from config_monitor.adapters.slack.address import api_address
from config_monitor.adapters.slack.bot import SlackBot
from config_monitor.adapters.slack.secret import SlackSecret
from config_monitor.domain.policy import Policy
from local import samples
from local.pictures.camera import Camera
from local.pictures.evaluations import evaluation
from local.pictures.slack import WIDTH, Person
from local.settings import HUB_ACCOUNT, Settings
from local.slack.methods import TOKEN
from local.slack.server import SlackServer
from local.stacks import first_policy
from simulation.hub import Hub
from simulation.served import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
COMPANY = first_policy().model_dump(include={"accounts", "teams"})
ACCOUNTS = [account for account in COMPANY["accounts"] if account != HUB_ACCOUNT]
BUCKETS = ("s3-bucket-public-read-prohibited", "AWS::S3::Bucket")
GROUPS = ("restricted-ssh", "AWS::EC2::SecurityGroup")
DATABASES = ("rds-instance-public-access-check", "AWS::RDS::DBInstance")
HOSTILE = "<!channel> look, `code` *bold* _it_ :rotating_light: <https://evil.example|AWS Console> & more"
Scene = Callable[[Hub], None]


def take(camera: Camera, settings: Settings) -> None:
    """Play each scene in a channel of its own, and take what the channel shows."""
    del settings
    with served(SlackServer(0)) as server, camera.page(WIDTH, 2400) as page:
        for name, (scene, last) in SCENES.items():
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()):  # metrics, and each request
                scene(Hub(NOW, _policy(name), _bot(server)))
            Person(page, server.base_url, channel=name)
            camera.keep(name, page.screenshot(clip=cast("Any", _extent(page, last))))


def _policy(channel: str, **more: Any) -> Policy:
    return Policy.model_validate({"default_channel": channel, "threshold": "informational", **COMPANY, **more})


def _bot(server: SlackServer) -> SlackBot:
    token = json.dumps({"bot_token": TOKEN})
    client = SimpleNamespace(get_secret_value=lambda SecretId: {"SecretString": token})  # noqa: ARG005, N803 - boto3's name
    address = api_address(f"{server.base_url}/api/", [f"127.0.0.1:{server.server_port}"])
    return SlackBot(SlackSecret(cast("Any", client), "slack"), address)


def _extent(page: Page, last: int) -> dict[str, float]:
    """The last messages of the channel."""
    articles = page.locator("#messages > article").all()[-last:]
    boxes = [box for article in articles if (box := article.bounding_box())]
    top, bottom = boxes[0]["y"], boxes[-1]["y"] + boxes[-1]["height"]
    return {"x": boxes[0]["x"], "y": top, "width": boxes[0]["width"], "height": bottom - top}


def _happens(hub: Hub, rule: tuple[str, str], resource: str, **details: Any) -> None:
    hub.process(evaluation(*rule, resource, hub.now, **details))


def _fixed(hub: Hub, rule: tuple[str, str], resource: str, minutes: int, **details: Any) -> None:
    hub.now += timedelta(minutes=minutes)
    _happens(hub, rule, resource, status="COMPLIANT", before="NON_COMPLIANT", **details)


def _minutes(hub: Hub, number: int) -> None:
    for _ in range(number):
        hub.minute()


def _violation(hub: Hub) -> None:
    _happens(hub, BUCKETS, "orchard-invoices", annotation="The S3 bucket policy allows public read access.")


def _resolved(hub: Hub) -> None:
    _violation(hub)
    _fixed(hub, BUCKETS, "orchard-invoices", 192)


def _removed_excepted(hub: Hub) -> None:
    _happens(hub, BUCKETS, "orchard-drafts")
    hub.now += timedelta(minutes=33)
    _happens(hub, BUCKETS, "orchard-drafts", status="NOT_APPLICABLE", before="NON_COMPLIANT")
    _happens(hub, GROUPS, "sg-0a1b2c3d4e")
    accepted = {
        "rule": GROUPS[0],
        "reason": "bastion host until the VPN is up",
        "owner": "ops",
        "expires": "2026-12-31",
    }
    hub.keep(_policy("message-removed-excepted", exceptions=[{**accepted, "resource": "sg-0a1b2c3d4e"}]))
    hub.now += timedelta(minutes=12)
    _happens(hub, GROUPS, "sg-0a1b2c3d4e", before="NON_COMPLIANT")


def _flapping(hub: Hub) -> None:
    for _ in range(4):
        _happens(hub, BUCKETS, "orchard-invoices")
        _fixed(hub, BUCKETS, "orchard-invoices", 9)
        _minutes(hub, 6)
    _happens(hub, BUCKETS, "orchard-invoices")


def _name(rule: tuple[str, str], number: int) -> str:
    return {BUCKETS: "orchard-data-{}", GROUPS: "sg-0f3a{}", DATABASES: "orders-db-{}"}[rule].format(f"{number:03}")


def _open_many(hub: Hub) -> None:
    """A change that opens three rules' resources everywhere."""
    for number in range(120):
        rule = (BUCKETS, GROUPS, DATABASES)[number % 3]
        account = ACCOUNTS[number // 3 % len(ACCOUNTS)]
        _happens(hub, rule, _name(rule, number), account=account)


def _storm(hub: Hub) -> None:
    _open_many(hub)
    _minutes(hub, 2)


def _ended_together(hub: Hub) -> None:
    _storm(hub)
    hub.now += timedelta(minutes=40)
    for number in range(3, 90):
        rule = (BUCKETS, GROUPS, DATABASES)[number % 3]
        account = ACCOUNTS[number // 3 % len(ACCOUNTS)]
        _fixed(hub, rule, _name(rule, number), 0, account=account)
    _minutes(hub, 2)


def _baseline(hub: Hub) -> None:
    for number in range(60):
        rule, account = (BUCKETS, GROUPS, DATABASES)[number % 3], ACCOUNTS[number // 3 % 2]
        _happens(hub, rule, _name(rule, number), before=None, account=account)
    _minutes(hub, 2)


def _misdirected(hub: Hub) -> None:
    hub.keep(_policy("message-general", routes=[{"source": "aws.config", "channel": "missing-team-channel"}]))
    _violation(hub)


def _hostile(hub: Hub) -> None:
    _happens(hub, BUCKETS, "b<!here>`*x*`", annotation=HOSTILE)


def _samples(*names: str) -> Scene:
    """Samples of `events/`, one after the other."""

    def scene(hub: Hub) -> None:
        loaded = {sample.name: sample.event for sample in samples.load(NOW)}
        for name in names:
            hub.process(loaded[name])
            _minutes(hub, 2)

    return scene


# By the picture's name: what happens, and how many messages, from the last one up, it shows of it.
SCENES: dict[str, tuple[Scene, int]] = {
    "message-violation": (_violation, 1),
    "message-resolved": (_resolved, 1),
    "message-removed-excepted": (_removed_excepted, 2),
    "message-flapping": (_flapping, 1),
    "message-storm": (_storm, 2),
    "message-ended-together": (_ended_together, 1),
    "message-baseline": (_baseline, 1),
    "message-cloudwatch": (_samples("cloudwatch/alarm-metric"), 1),
    "message-health": (_samples("health/issue", "health/scheduled-change"), 2),
    "message-guardduty": (_samples("guardduty/instance"), 1),
    "message-cloudformation": (_samples("cloudformation/stack-failed"), 1),
    "message-logs": (_samples("logs/errors-many"), 1),
    "message-config": (_samples("config/snapshot-failed"), 1),
    "message-general": (_misdirected, 1),
    "message-hostile": (_hostile, 1),
}
PICTURES = tuple(SCENES)
