"""What a policy can match of an event: every name of its resource, and the type or name of what is no rule."""

from datetime import UTC, datetime
from typing import Any

import pytest

from config_monitor.adapters.sources import read_event
from config_monitor.domain.policy import Subject, subject_of_event
from config_monitor.domain.policy.subject import names_of
from tests.support.samples import sample

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def subject_of(raw: dict[str, Any]) -> Subject:
    event = read_event(raw, NOW).event
    assert event is not None
    return subject_of_event(event)


@pytest.mark.parametrize(
    ("resource_id", "names"),
    [
        (None, ()),
        ("orchard-logs", ("orchard-logs",)),
        ("arn:aws:cloudformation:us-east-1:111122223333:stack/shop/0a1b", "shop"),
        ("arn:aws:cloudformation:us-east-1:111122223333:stackset/shop:0a1b", "shop"),
        ("arn:aws:lambda:us-east-1:111122223333:function:checkout", "checkout"),
        ("arn:aws:s3:::orchard-logs", "orchard-logs"),
        ("arn:aws", ("arn:aws",)),
    ],
)
def test_a_resource_goes_by_its_id_and_by_the_name_in_its_arn(
    resource_id: str | None, names: str | tuple[str, ...]
) -> None:
    assert names_of(resource_id) == ((resource_id, names) if isinstance(names, str) else names)


@pytest.mark.parametrize("name", ["cloudwatch/alarm-metric", "cloudwatch/alarm-composite", "cloudwatch/alarm-deleted"])
def test_an_alarm_is_matched_by_its_name(name: str) -> None:
    raw = sample(name)
    assert subject_of(raw).kind == raw["detail"]["alarmName"]


@pytest.mark.parametrize("name", ["guardduty/instance", "guardduty/access-key", "guardduty/s3"])
def test_a_finding_is_matched_by_its_type(name: str) -> None:
    raw = sample(name)
    assert subject_of(raw).kind == raw["detail"]["type"]


@pytest.mark.parametrize("name", ["config/non-compliant", "health/issue", "cloudformation/stack-failed"])
def test_nothing_else_has_a_kind(name: str) -> None:
    assert subject_of(sample(name)).kind is None
