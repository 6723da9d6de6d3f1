"""Links to the console page on which a person can act: the right service, region and partition, everything encoded."""

import re
from urllib.parse import quote

_DOMAINS = {
    "aws": "console.aws.amazon.com",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-cn": "console.amazonaws.cn",
}
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]+")
# Where each partition's global services have their pages.
_HOME = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}
_PLAIN = re.compile(r"[A-Za-z0-9_.-]")


def partition_of(region: str) -> str:
    """The partition a region belongs to; `global` and what is unknown count as the commercial one."""
    prefixes = {"us-gov-": "aws-us-gov", "cn-": "aws-cn"}
    return next((partition for prefix, partition in prefixes.items() if region.startswith(prefix)), "aws")


def config_rule_url(region: str, rule_name: str) -> str:
    """The page of an AWS Config rule, by its raw name."""
    return _page("config", region, f"#/rules/details?configRuleName={_quoted(rule_name)}")


def config_resource_url(region: str, resource_type: str, resource_id: str) -> str:
    """The timeline of a resource in AWS Config."""
    query = f"resourceType={_quoted(resource_type)}&resourceId={_quoted(resource_id)}"
    return _page("config", region, f"#/resources/timeline?{query}")


def config_resource_details_url(region: str, resource_type: str, resource_id: str) -> str:
    """What AWS Config holds of a resource, with all rules' word on it."""
    query = f"resourceType={_quoted(resource_type)}&resourceId={_quoted(resource_id)}"
    return _page("config", region, f"#/resources/details?{query}")


def config_settings_url(region: str) -> str:
    """The recorder and delivery settings of AWS Config."""
    return _page("config", region, "#/settings")


def alarm_url(region: str, alarm_name: str) -> str:
    """The page of a CloudWatch alarm of any kind."""
    return _page("cloudwatch", region, f"#alarmsV2:alarm/{_quoted(alarm_name)}")


def logs_insights_url(region: str, log_group: str, query: str, start: str, end: str) -> str:
    """A Logs Insights query, ready to run, over a window of two stored instants."""
    detail = (
        f"~(end~{_jsurl(end)}~start~{_jsurl(start)}~timeType~'ABSOLUTE~tz~'UTC"
        f"~editorString~{_jsurl(query)}~source~(~{_jsurl(log_group)}))"
    )
    return _page(
        "cloudwatch", region, f"#logsV2:logs-insights?queryDetail={detail}".replace("?", "$3F").replace("=", "$3D")
    )


def health_url(region: str, event_arn: str) -> str:
    """The entry of a Health event in the account's event log."""
    return _page("health", region, f"#/account/event-log?eventID={_quoted(event_arn)}&eventTab=details")


def guardduty_url(region: str, finding_id: str) -> str:
    """The findings list of GuardDuty with one finding opened."""
    return _page("guardduty", region, f"#/findings?macros=current&fId={_quoted(finding_id)}")


def stack_url(region: str, stack_id: str) -> str:
    """The page of a CloudFormation stack, by its ARN."""
    return _page("cloudformation", region, f"#/stacks/stackinfo?stackId={_quoted(stack_id)}")


def stack_set_url(region: str, stack_set_id: str) -> str:
    """The page of a StackSet, by `name:id`."""
    return _page("cloudformation", region, f"#/stacksets/{_quoted(stack_set_id)}/info")


def _page(service: str, region: str, fragment: str) -> str:
    """A page of a service's console in the partition of the region."""
    partition = partition_of(region)
    known = region if _REGION.fullmatch(region) else _HOME[partition]
    return f"https://{_DOMAINS[partition]}/{service}/home?region={known}{fragment}"


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
