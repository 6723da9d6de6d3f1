"""The topic: what people read, what filter policies match, what errors mean, and that it gets all that is posted."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from botocore.session import Session
from botocore.validate import validate_parameters

from config_monitor.adapters.sns_topic import BODY_BYTES, SnsTopic
from config_monitor.domain.events import Severity
from config_monitor.domain.notifications import (
    Image,
    Notification,
    Section,
    alert_context,
    line,
    link,
    resolution_context,
    summarise_alerts,
    summary_context,
)
from config_monitor.errors import (
    FormRefused,
    NoSuchChannel,
    NotifierBusy,
    NotifierError,
    NotifierUnanswered,
    ThreadGone,
)
from simulation.sender import WRITER, World, resolution, violation
from tests.support.hostile_text import HOSTILE

ARN = "arn:aws:sns:eu-central-1:111122223333:violations"


class FakeClient:
    """Takes what botocore's own description of SNS takes, or raises the error of the test."""

    shape: Any = Session().get_service_model("sns").operation_model("Publish").input_shape

    def __init__(self, error: Exception | None = None) -> None:
        self.published: list[dict[str, Any]] = []
        self.error = error

    def publish(self, **request: Any) -> None:
        if self.error:
            raise self.error
        validate_parameters(request, self.shape)
        self.published.append(request)


def published(notification: Notification) -> dict[str, Any]:
    client = FakeClient()
    SnsTopic(client, ARN).post("any", notification)
    (request,) = client.published
    return request


def test_people_read_all_that_slack_shows_with_addresses_written_out() -> None:
    alert = violation(1, severity=Severity.CRITICAL, annotation="open to 0.0.0.0/0", remediation="Close the port.")
    request = published(WRITER.write(alert_context(alert)))
    assert request["TopicArn"] == ARN
    assert request["Subject"] == "Critical: Security group opens SSH to the world: sg-00001"
    for words in (
        "🔴 Critical: Security group",
        "Account: 222222222222",
        "Rule: restricted-ssh",
        "> open to 0.0.0.0/0",
        "What to do: Close the port.",
        "Rule: https://",
    ):
        assert words in request["Message"]


def test_filter_policies_match_severity_account_region_source_rule_state_and_team() -> None:
    attributes = published(WRITER.write(alert_context(violation(1, team="shop"))))["MessageAttributes"]
    assert attributes == {
        "severity_level": {"DataType": "Number", "StringValue": "4"},
        "severity": {"DataType": "String", "StringValue": "high"},
        "state": {"DataType": "String", "StringValue": "open"},
        "kind": {"DataType": "String", "StringValue": "opened"},
        "account": {"DataType": "String", "StringValue": "222222222222"},
        "region": {"DataType": "String", "StringValue": "us-east-1"},
        "source": {"DataType": "String", "StringValue": "aws.config"},
        "rule": {"DataType": "String", "StringValue": "restricted-ssh"},
        "team": {"DataType": "String", "StringValue": "shop"},
    }
    ended = published(WRITER.write(resolution_context(resolution(violation(1)))))["MessageAttributes"]
    assert (ended["state"]["StringValue"], ended["kind"]["StringValue"]) == ("resolved", "fixed")


def test_a_summary_matches_each_of_its_accounts() -> None:
    alerts = [violation(n, account=f"{n % 3:012d}") for n in range(9)]
    request = published(WRITER.write(summary_context(summarise_alerts(alerts), "violations", {}, alerts)))
    account = request["MessageAttributes"]["account"]
    assert account["DataType"] == "String.Array"
    assert json.loads(account["StringValue"]) == ["000000000000", "000000000001", "000000000002"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_a_subject_or_a_message(text: str) -> None:
    request = published(WRITER.write(alert_context(violation(1, title=text, annotation=text, resource_id=text or "x"))))
    assert 0 < len(request["Subject"]) < 100
    assert request["Subject"].isascii()
    assert request["Subject"].isprintable()
    assert len(request["Message"].encode()) <= BODY_BYTES


def test_a_report_has_its_details_and_the_links_of_its_images() -> None:
    image = Image(name="a.png", title="Score", alternative="it rises", png=b"x", url="https://bucket/a.png")
    rest = Notification(headline="All accounts", sections=(Section(lines=(line("111122223333 90 %"),)),))
    section = Section(heading=line("Open longest"), lines=tuple(line(f"sg-{n}") for n in range(9)), shown=2)
    links = (line(link("https://bucket/report", "Open the full report")),)
    report = Notification(
        headline="Daily", state="report", sections=(section,), images=(image,), details=(rest,), links=links
    )
    message = published(report)["Message"]
    for words in (
        "Open longest\nsg-0\nsg-1\n7 more",
        "Score: https://bucket/a.png",
        "111122223333 90 %",
        "https://bucket/report",
    ):
        assert words in message


def test_what_is_longer_than_sns_takes_is_cut() -> None:
    long = Notification(headline="x", sections=(Section(lines=(line("é" * 300),) * 1000),))
    assert not SnsTopic(FakeClient(), ARN).fits(long)
    assert len(published(long)["Message"].encode()) <= BODY_BYTES


def client_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "x"}}, "Publish")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (client_error("Throttling"), NotifierBusy),
        (client_error("InternalError"), NotifierBusy),
        (client_error("NotFound"), NoSuchChannel),
        (client_error("AuthorizationError"), NoSuchChannel),
        (client_error("InvalidParameter"), FormRefused),
        (EndpointConnectionError(endpoint_url="https://sns"), NotifierBusy),
        (ReadTimeoutError(endpoint_url="https://sns"), NotifierUnanswered),
    ],
)
def test_each_error_is_one_of_the_ports(error: Exception, expected: type[NotifierError]) -> None:
    with pytest.raises(expected):
        SnsTopic(FakeClient(error), ARN).post("any", Notification(headline="x"))
    with pytest.raises(ThreadGone):
        SnsTopic(FakeClient(), ARN).edit("any", "1", Notification(headline="x"))


def test_openings_summaries_and_resolutions_are_all_copied_once() -> None:
    world, opening = World(), violation(0)
    world.notify(opening)
    for n in range(1, 20):
        world.notify(violation(n))
    world.minutes(1)
    world.notify(resolution(opening))
    assert [mirrored.text.partition("\n")[0] for mirrored in world.topic.posts] == [
        sent.text.partition("\n")[0] for sent in world.notifier.posts
    ]
    assert len(world.topic.posts) == 3


def test_what_the_topic_does_not_take_is_mirrored_later_and_not_repeated_in_the_channel() -> None:
    world, opening = World(), violation(0)
    world.topic.trouble = lambda _: NotifierBusy("SNS answered 500")
    world.notify(opening)
    world.write(*(violation(n, rule=f"rule-{n % 3}") for n in range(1, 20)))
    world.minutes(3)
    assert world.notify(resolution(opening)) == "sent"
    world.minutes(2)
    assert len(world.notifier.posts) == 3
    assert not world.topic.posts
    assert world.unsent == 21
    world.topic.trouble = lambda _: None
    world.minutes(2)
    assert world.unsent == 0
    assert len(world.notifier.posts) == 3
    assert sorted(mirrored.notification.headline for mirrored in world.topic.posts) == sorted(
        sent.notification.headline for sent in world.notifier.posts
    )
