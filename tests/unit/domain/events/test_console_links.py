"""Every link opens the page of its own region and partition, and nothing in a name can bend it."""

from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import pytest

from config_monitor.domain.events import console_links as console
from config_monitor.domain.events import partition_of

HOSTILE = "a b/c?d=e&f#g%h'(i)~*$<j>\u00fc\u4e2d\U0001f512"
LINKS: dict[str, Callable[[str], str | None]] = {
    "config": lambda region: console.config_rule_url(region, "required-tags"),
    "cloudwatch": lambda region: console.alarm_url(region, "CpuHigh"),
    "health": lambda region: console.health_url(region, "arn:aws:health:x::event/EC2/A/B"),
    "guardduty": lambda region: console.guardduty_url(region, "8c25"),
    "cloudformation": lambda region: console.stack_url(region, "arn:aws:cloudformation:x"),
}


@pytest.mark.parametrize(
    ("region", "partition", "host"),
    [
        ("eu-central-1", "aws", "console.aws.amazon.com"),
        ("us-gov-west-1", "aws-us-gov", "console.amazonaws-us-gov.com"),
        ("cn-northwest-1", "aws-cn", "console.amazonaws.cn"),
        ("eusc-de-east-1", "aws-eusc", "console.amazonaws-eusc.eu"),
    ],
)
@pytest.mark.parametrize("service", LINKS)
def test_each_service_has_its_page_in_each_partition(service: str, region: str, partition: str, host: str) -> None:
    assert partition_of(region) == partition
    link = urlsplit(LINKS[service](region) or "")
    assert (link.scheme, link.netloc, link.path, link.query) == (
        "https",
        host,
        f"/{service}/home",
        f"region={region}",
    )


def test_what_is_global_has_its_page_in_the_home_of_the_commercial_partition() -> None:
    assert "/config/home?region=us-east-1#" in (console.config_rule_url("global", "required-tags") or "")


@pytest.mark.parametrize(
    "region", ["us-iso-east-1", "eu-isoe-west-1", "us-east-*", "evil.example/", "us-east-1&x=1", ""]
)
@pytest.mark.parametrize("service", LINKS)
def test_a_region_without_a_known_console_gets_no_link(service: str, region: str) -> None:
    assert LINKS[service](region) is None


@pytest.mark.parametrize(
    ("link", "fragment"),
    [
        (console.config_rule_url("eu-west-1", "my rule/2"), "/rules/details?configRuleName=my%20rule%2F2"),
        (
            console.config_resource_url("eu-west-1", "AWS::S3::Bucket", "a&b"),
            "/resources/timeline?resourceType=AWS%3A%3AS3%3A%3ABucket&resourceId=a%26b",
        ),
        (console.config_settings_url("eu-west-1"), "/settings"),
        (console.alarm_url("eu-west-1", "EC2 CPU/High"), "alarmsV2:alarm/EC2%20CPU%2FHigh"),
        (console.guardduty_url("eu-west-1", "8c25"), "/findings?macros=current&fId=8c25"),
        (
            console.health_url("eu-west-1", "arn:aws:health:eu-west-1::event/EC2/A"),
            "/account/event-log?eventID=arn%3Aaws%3Ahealth%3Aeu-west-1%3A%3Aevent%2FEC2%2FA&eventTab=details",
        ),
        (
            console.stack_url("eu-west-1", "arn:aws:cloudformation:eu-west-1:1:stack/a/b"),
            "/stacks/stackinfo?stackId=arn%3Aaws%3Acloudformation%3Aeu-west-1%3A1%3Astack%2Fa%2Fb",
        ),
        (console.stack_set_url("eu-west-1", "base:1-2"), "/stacksets/base%3A1-2/info"),
        (
            console.logs_insights_url(
                "eu-west-1", "/aws/lambda/pay", "fields @message", "2026-11-23T08:00:00.000Z", "2026"
            ),
            "logsV2:logs-insights$3FqueryDetail$3D~(end~'2026~start~'2026-11-23T08*3a00*3a00.000Z~timeType~'ABSOLUTE"
            "~tz~'UTC~editorString~'fields*20*40message~source~(~'*2faws*2flambda*2fpay))",
        ),
    ],
)
def test_the_fragment_names_the_page(link: str | None, fragment: str) -> None:
    assert link is not None
    assert link.partition("#")[2] == fragment


def test_a_hostile_name_stays_inside_its_place() -> None:
    link = console.config_rule_url("eu-west-1", HOSTILE) or ""
    assert unquote(link.partition("configRuleName=")[2]) == HOSTILE
    assert link.isascii()
    assert not set(" <>'\"") & set(link)


def test_a_hostile_log_query_stays_inside_its_quotes() -> None:
    link = console.logs_insights_url("eu-west-1", "g", HOSTILE, "s", "e") or ""
    written = link.partition("editorString~'")[2].partition("~source")[0]
    assert not set("~()'$&#? ") & set(written)
    assert "**4e2d**d83d**dd12" in written


def test_half_a_surrogate_breaks_no_link() -> None:
    assert (console.config_rule_url("eu-west-1", "\ud800") or "").isascii()
    assert (console.logs_insights_url("eu-west-1", "\ud800", "q", "s", "e") or "").isascii()
