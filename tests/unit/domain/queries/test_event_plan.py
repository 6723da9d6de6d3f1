"""Which attributes answer a query of the history."""

from typing import Any

import pytest

from config_monitor.domain.events import Severity
from config_monitor.domain.queries import EventQuery, plan_events

ACCOUNT = "111122223333"


@pytest.mark.parametrize(
    ("query", "key", "filtered"),
    [
        ({}, {}, []),
        ({"source": "aws.config"}, {"source": "aws.config"}, []),
        ({"severity": Severity.HIGH}, {"severity": 4}, []),
        ({"account": ACCOUNT, "status": "ALARM"}, {"account": ACCOUNT, "status": "ALARM"}, []),
        (
            {"rule_name": "restricted-ssh", "status": "COMPLIANT"},
            {"rule": "restricted-ssh", "status": "COMPLIANT"},
            [],
        ),
        ({"account": ACCOUNT, "rule_name": "restricted-ssh"}, {"account": ACCOUNT, "rule": "restricted-ssh"}, []),
        ({"source": "aws.config", "account": ACCOUNT}, {"account": ACCOUNT}, ["source"]),
        ({"source": "aws.guardduty", "severity": Severity.CRITICAL}, {"source": "aws.guardduty"}, ["severity"]),
        ({"source": "aws.config", "severity": Severity.CRITICAL}, {"severity": 5}, ["source"]),
        ({"source": "aws.cloudwatch", "status": "ALARM"}, {"status": "ALARM"}, ["source"]),
        ({"source": "aws.cloudwatch", "status": "INSUFFICIENT_DATA"}, {"status": "INSUFFICIENT_DATA"}, ["source"]),
        ({"region": "eu-central-1", "status": "open"}, {"status": "open"}, ["region"]),
        ({"source": "aws.config", "status": "COMPLIANT"}, {"status": "COMPLIANT"}, []),
        ({"source": "aws.config", "rule_name": "restricted-ssh"}, {"rule": "restricted-ssh"}, []),
        (
            {"resource_id": "i-1", "rule_name": "restricted-ssh", "status": "OK"},
            {"resource_id": "i-1"},
            ["rule", "status"],
        ),
    ],
    ids=str,
)
def test_the_most_selective_attributes_are_the_key_and_the_others_filters(
    query: dict[str, Any], key: dict[str, str | int], filtered: list[str]
) -> None:
    plan = plan_events(EventQuery(**query))
    assert list(plan.key.items()) == list(key.items())
    assert sorted(plan.filters) == filtered


@pytest.mark.parametrize("status", ["COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE"])
def test_evaluations_are_looked_for_at_their_own_source_alone(status: str) -> None:
    assert plan_events(EventQuery(source="aws.guardduty", status=status)).finds_nothing
    assert plan_events(EventQuery(source="aws.guardduty", rule_name="restricted-ssh")).finds_nothing
    assert plan_events(EventQuery(source="aws.guardduty", rule_name="restricted-ssh"), "managed").finds_nothing
    assert not plan_events(EventQuery(source="aws.config", status=status)).finds_nothing
    assert not plan_events(EventQuery(source="aws.guardduty", status="archived")).finds_nothing
    assert not plan_events(EventQuery(source="aws.cloudwatch", status="INSUFFICIENT_DATA")).finds_nothing


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("required-tags", "rule"),
        ("securityhub-required-tags-0a1b2c3d", "rule_name"),
        ("OrgConfigRule-required-tags-dbgzf8ba", "rule_name"),
        ("required-tags-conformance-pack-szsm1uv0w", "rule_name"),
        ("AWSControlTower_AWS-GR_RESTRICTED_SSH", "rule_name"),
        ("securityhub-alb-waf-required", "rule_name"),
    ],
)
def test_a_canonical_rule_name_means_every_copy_and_a_copys_name_that_copy(name: str, attribute: str) -> None:
    assert plan_events(EventQuery(rule_name=name)).key == {attribute: name}


def test_dates_and_direction_are_in_the_plan() -> None:
    plan = plan_events(EventQuery(start_date=1790000000, end_date=1790000001, direction="asc"))
    assert (plan.start, plan.end, plan.ascending) == (1790000000, 1790000001, True)


def test_a_cursor_is_bound_to_everything_but_page_size_and_position() -> None:
    query = EventQuery(account=ACCOUNT, limit=7, cursor="x", start_date=1790000000)
    assert query.selection == {"account": ACCOUNT, "start_date": 1790000000, "direction": "desc"}
