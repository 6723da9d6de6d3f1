"""Acting in the local Slack as people do, with what comes of it: the pictures of docs/acting.md."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from local.demo_story import RATE_LIMITER
from local.errors import LocalError
from local.hub import Hub
from local.pictures.camera import SECONDS, Camera
from local.pictures.evaluations import evaluation
from local.pictures.slack import HEIGHT, WIDTH, Person
from local.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

PICTURES = (
    "acting-buttons",
    "acting-acknowledged",
    "acting-muted",
    "acting-dialog",
    "acting-excepted",
    "acting-two-people",
    "acting-agreed",
    "acting-compliance",
)
APPROVERS = "config-monitor-approvers"


def take(camera: Camera, settings: Settings) -> None:
    """Acknowledge, mute, except, two people, undo and the command."""
    hub = Hub(settings.engine_url, settings.slack_url, settings.stack)
    expect.set_options(timeout=SECONDS * 1000)
    tag, day = uuid.uuid4().hex[:4], (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    instance, cluster, bucket = f"i-bastion-{tag}", f"orchard-{tag}", f"orchard-site-{tag}"
    hub.forget_partitions(*RATE_LIMITER)  # each is to have a message of its own, whatever came before
    violation(hub, "ec2-imdsv2-check", "AWS::EC2::Instance", instance)
    violation(hub, "eks-endpoint-no-public-access", "AWS::EKS::Cluster", cluster)
    violation(hub, "s3-bucket-public-write-prohibited", "AWS::S3::Bucket", bucket)
    with camera.page(WIDTH, HEIGHT) as page:
        _acknowledge(camera, Person(page, settings.slack_url, "UBOB"), instance)
        _mute(camera, page, settings.slack_url, cluster)
        _except(camera, Person(page, settings.slack_url), instance, day)
        _agree(camera, page, settings.slack_url, bucket, day)


def _acknowledge(camera: Camera, bob: Person, instance: str) -> None:
    camera.take("acting-buttons", bob.message(instance))
    bob.press(instance, "acknowledge")
    bob.sees(instance, "Acknowledged by bob")
    bob.sees(instance, "1 reply")
    camera.take("acting-acknowledged", bob.message(instance))
    bob.press(instance, "undo_acknowledge")
    bob.sees(instance, "Acknowledgement undone by bob")


def _mute(camera: Camera, page: Page, slack_url: str, cluster: str) -> None:
    bob = Person(page, slack_url, "UBOB")
    bob.press(cluster, "mute", "7")
    expect(bob.alone("Only approvers")).to_be_visible()
    alice = Person(page, slack_url)
    alice.press(cluster, "mute", "7")
    alice.sees(cluster, "Muted for 7 days by alice")
    camera.take("acting-muted", alice.message(cluster))
    alice.press(cluster, "undo_mute")
    alice.sees(cluster, "Unmuted by alice")


def _except(camera: Camera, alice: Person, instance: str, day: str) -> None:
    alice.press(instance, "except")
    alice.fill_in("A bastion host of the old image; it is replaced in December.", "2020-01-01")
    expect(alice.dialog.get_by_text("This day is over")).to_be_visible()
    camera.take("acting-dialog", alice.dialog)
    alice.dialog.locator("input[type=date]").fill(day)
    alice.submit()
    alice.sees(instance, "Excepted until")
    camera.take("acting-excepted", alice.message(instance))
    alice.press(instance, "undo_except")
    alice.sees(instance, "Exception ended by alice")


def _agree(camera: Camera, page: Page, slack_url: str, bucket: str, day: str) -> None:
    alice = Person(page, slack_url)
    alice.press(bucket, "except")
    alice.fill_in("The public web site.", day)
    expect(alice.alone("second approver")).to_be_visible()
    carol = Person(page, slack_url, "UCAROL", APPROVERS)
    carol.sees(bucket, "a second person is asked")
    camera.take("acting-two-people", carol.message(bucket))
    carol.press(bucket, "approve")
    carol.sees(bucket, "Agreed by carol")
    camera.take("acting-agreed", carol.message(bucket))
    bob = Person(page, slack_url, "UBOB")
    bob.sees(bucket, "Excepted until")
    page.locator("#composer input").fill("/compliance")
    page.keyboard.press("Enter")
    answer = bob.alone("Compliance score")
    expect(answer).to_be_visible()
    camera.take("acting-compliance", answer)


def violation(hub: Hub, rule: str, resource_type: str, resource: str) -> None:
    """Have a resource stop complying, and be notified."""
    event = evaluation(rule, resource_type, resource, datetime.now(UTC))
    if (ended := hub.ended(hub.start(event)))["status"] != "SUCCEEDED":
        raise LocalError(f"The event about {resource} failed: {ended.get('cause')}", 1)
