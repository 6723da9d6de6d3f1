"""Links to the console page on which a person can act: the right service, region and partition, everything encoded.

Each gives None where no console is known to be right: a region of another partition, or what is no region.
"""

import re
from urllib.parse import quote

from config_monitor.domain.events.partitions import partition_of

_DOMAINS = {
    "aws": "console.aws.amazon.com",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-eusc": "console.amazonaws-eusc.eu",
}
_HOME = "us-east-1"
_PLAIN = re.compile(r"[A-Za-z0-9_.-]")


def config_rule_url(region: str, rule_name: str) -> str | None:
    """The page of an AWS Config rule, by its raw name."""
    return _page("config", region, f"#/rules/details?configRuleName={_quoted(rule_name)}")


def config_resource_url(region: str, resource_type: str, resource_id: str) -> str | None:
    """The timeline of a resource in AWS Config."""
    query = f"resourceType={_quoted(resource_type)}&resourceId={_quoted(resource_id)}"
    return _page("config", region, f"#/resources/timeline?{query}")


def config_resource_details_url(region: str, resource_type: str, resource_id: str) -> str | None:
    """What AWS Config holds of a resource, with the results of all rules."""
    query = f"resourceType={_quoted(resource_type)}&resourceId={_quoted(resource_id)}"
    return _page("config", region, f"#/resources/details?{query}")


def config_settings_url(region: str) -> str | None:
    """The recorder and delivery settings of AWS Config."""
    return _page("config", region, "#/settings")


def alarm_url(region: str, alarm_name: str) -> str | None:
    """The page of a CloudWatch alarm of any kind."""
    return _page("cloudwatch", region, f"#alarmsV2:alarm/{_quoted(alarm_name)}")


def logs_insights_url(region: str, log_group: str, query: str, start: str, end: str) -> str | None:
    """A Logs Insights query, ready to run, over a window of two stored instants."""
    detail = (
        f"~(end~{_jsurl(end)}~start~{_jsurl(start)}~timeType~'ABSOLUTE~tz~'UTC"
        f"~editorString~{_jsurl(query)}~source~(~{_jsurl(log_group)}))"
    )
    return _page(
        "cloudwatch", region, f"#logsV2:logs-insights?queryDetail={detail}".replace("?", "$3F").replace("=", "$3D")
    )


def health_url(region: str, event_arn: str) -> str | None:
    """The entry of a Health event in the account's event log."""
    return _page("health", region, f"#/account/event-log?eventID={_quoted(event_arn)}&eventTab=details")


def guardduty_url(region: str, finding_id: str) -> str | None:
    """The findings list of GuardDuty with one finding opened."""
    return _page("guardduty", region, f"#/findings?macros=current&fId={_quoted(finding_id)}")


def stack_url(region: str, stack_id: str) -> str | None:
    """The page of a CloudFormation stack, by its ARN."""
    return _page("cloudformation", region, f"#/stacks/stackinfo?stackId={_quoted(stack_id)}")


def stack_set_url(region: str, stack_set_id: str) -> str | None:
    """The page of a StackSet, by `name:id`."""
    return _page("cloudformation", region, f"#/stacksets/{_quoted(stack_set_id)}/info")


def bucket_object_url(region: str, bucket: str, key: str) -> str | None:
    """The page of an object in a bucket."""
    domain = _DOMAINS.get(partition_of(region) or "")
    return f"https://{domain}/s3/object/{_quoted(bucket)}?region={region}&prefix={_quoted(key)}" if domain else None


def _page(service: str, region: str, fragment: str) -> str | None:
    """A page of a service's console in the region; what is `global` has its page in the commercial partition's home."""
    known = _HOME if region == "global" else region
    domain = _DOMAINS.get(partition_of(known) or "")
    return f"https://{domain}/{service}/home?region={known}{fragment}" if domain else None


def _quoted(text: str) -> str:
    """Text percent-encoded whole, so that it cannot leave its place in the link."""
    return quote(text, safe="", errors="replace")


def _jsurl(text: str) -> str:
    """Text as the CloudWatch console writes it in its links: `'` and the characters, those with a meaning as `*xx`."""
    return "'" + "".join(c if _PLAIN.fullmatch(c) else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    """One character escaped: `*xx` up to U+00FF, `**xxxx` for each UTF-16 unit beyond."""
    if ord(character) < 0x100:
        return f"*{ord(character):02x}"
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"**{units[i : i + 2].hex()}" for i in range(0, len(units), 2))
