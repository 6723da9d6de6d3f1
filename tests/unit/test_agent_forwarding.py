"""What the agent forwards, by its parameters: every source or some, configuration items of some types or none."""

import json
from typing import Any

import pytest
from ministack.services.eventbridge import _matches_pattern

from tests.support.samples import sample
from tests.support.template import resources, template

PARAMETERS = template("agent/template.yaml")["Parameters"]
SOURCES = PARAMETERS["Sources"]["Default"].split(",")
ALL = {"Sources": SOURCES, "ConfigurationItems": ["all"]}


def resolved(node: Any, parameters: dict[str, list[str]]) -> Any:
    match node:
        case {"Ref": name}:
            return parameters[name]
        case {"Fn::If": ["ItemsOfAllTypes", yes, no]}:
            return resolved(yes if parameters["ConfigurationItems"] == ["all"] else no, parameters)
        case dict():
            return {key: resolved(value, parameters) for key, value in node.items()}
        case list():
            return [resolved(value, parameters) for value in node]
    return node


def forwards(event: dict[str, Any], **parameters: list[str]) -> bool:
    rule = resources("AWS::Events::Rule", "agent/template.yaml")["ForwardingRule"]["EventPattern"]
    pattern = json.dumps(resolved(rule, ALL | parameters))
    assert len(pattern) <= 2048
    entry = {"Source": event["source"], "DetailType": event["detail-type"], "Detail": json.dumps(event["detail"])}
    return bool(_matches_pattern(pattern, entry))


def item(resource_type: str, status: str) -> dict[str, Any]:
    detail = {"configurationItem": {"resourceType": resource_type, "configurationItemStatus": status}}
    return {"source": "aws.config", "detail-type": "Config Configuration Item Change", "detail": detail}


@pytest.mark.parametrize(
    "name",
    [
        "config/non-compliant",
        "config/snapshot-failed",
        "cloudwatch/alarm-metric",
        "health/issue",
        "guardduty/s3",
        "cloudformation/stack-failed",
    ],
)
def test_a_source_is_forwarded_unless_it_is_left_out(name: str) -> None:
    event = sample(name)
    assert forwards(event)
    assert not forwards(event, Sources=[source for source in SOURCES if source != event["source"]])
    assert forwards(event, Sources=[event["source"]])


def test_what_the_agent_itself_sends_is_always_forwarded() -> None:
    assert forwards(sample("logs/heartbeat"), Sources=["aws.health"], ConfigurationItems=["none"])


def test_configuration_items_are_of_all_types_of_some_or_of_none() -> None:
    volume, bucket = item("AWS::EC2::Volume", "OK"), item("AWS::S3::Bucket", "OK")
    assert forwards(volume)
    assert forwards(volume, ConfigurationItems=["AWS::EC2::Volume", "AWS::EC2::Instance"])
    assert not forwards(bucket, ConfigurationItems=["AWS::EC2::Volume", "AWS::EC2::Instance"])
    assert not forwards(bucket, ConfigurationItems=["none"])


def test_a_deletion_which_ends_violations_is_always_forwarded() -> None:
    for kind in ("AWS::S3::Bucket", "AWS::Config::ResourceCompliance"):
        assert forwards(item(kind, "ResourceDeleted"), ConfigurationItems=["none"])


def test_compliance_is_not_forwarded_twice() -> None:
    assert not forwards(item("AWS::Config::ResourceCompliance", "OK"))
