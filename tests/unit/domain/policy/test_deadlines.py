"""How long the policy lets something be open: by severity, by the first entry that matches, or for ever."""

from typing import Any

import pytest
from pydantic import ValidationError

from config_monitor.domain.events import Severity
from config_monitor.domain.policy import Policy, Subject, deadline_of

BUCKET = Subject(account="222222222222", rules=("s3-bucket-versioning-enabled",), resource_names=("logs",))


def policy(*deadlines: dict[str, Any]) -> Policy:
    return Policy.model_validate({"deadlines": list(deadlines)})


@pytest.mark.parametrize(
    ("severity", "days"),
    [
        (Severity.CRITICAL, 1),
        (Severity.HIGH, 7),
        (Severity.MEDIUM, 30),
        (Severity.LOW, 90),
        (Severity.INFORMATIONAL, None),
        (Severity.UNRATED, None),
    ],
)
def test_without_an_entry_severity_decides(severity: Severity, days: int | None) -> None:
    assert deadline_of(Policy(), BUCKET, severity) == (days, False, None)
    other = policy({"rule": "another", "days": 2})
    assert deadline_of(other, BUCKET, severity).days == days


def test_the_first_entry_that_matches_decides_and_may_switch_it_off() -> None:
    rules = policy({"rule": "s3-*", "severity": "high", "days": "3"}, {"account": "222222222222", "days": "off"})
    assert deadline_of(rules, BUCKET, Severity.CRITICAL).days == 3
    assert deadline_of(rules, BUCKET, Severity.MEDIUM).days is None


def test_an_entry_without_days_keeps_those_of_its_severity() -> None:
    rules = policy({"severity": "critical", "mention_channel": True, "escalate_to": "#security-urgent"})
    assert deadline_of(rules, BUCKET, Severity.CRITICAL) == (1, True, "security-urgent")
    assert deadline_of(rules, BUCKET, Severity.HIGH) == (7, False, None)


@pytest.mark.parametrize("days", [0, -1, 4000, "soon", 1.5])
def test_other_days_are_refused(days: Any) -> None:
    with pytest.raises(ValidationError):
        policy({"days": days})


@pytest.mark.parametrize("more", [{"mention_channel": True}, {"escalate_to": "urgent"}])
def test_what_is_never_overdue_has_nobody_to_notify_then(more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="never overdue"):
        policy({"rule": "s3-*", "days": "off", **more})
