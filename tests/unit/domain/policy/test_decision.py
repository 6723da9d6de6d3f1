"""Where a severity comes from: the policy first, then the source itself; what was decided stays as it was."""

from datetime import date

import pytest
from pydantic import ValidationError

from config_monitor.domain.events import Severity
from config_monitor.domain.policy import Policy, Subject
from config_monitor.domain.policy.decision import decide

ALARM = Subject(account="333333333333", source="aws.cloudwatch", kind="cpu", resource_names=("cpu",))
TODAY = date(2026, 11, 24)


def test_what_is_no_rule_has_the_severity_of_its_source_unless_the_policy_has_one() -> None:
    decided = decide(Policy(), ALARM, None, TODAY, Severity.MEDIUM)
    assert (decided.severity, decided.severity_source) == (Severity.MEDIUM, "source")
    rated = Policy.model_validate({"severities": [{"alarm": "cpu", "severity": "low"}]})
    by_policy = decide(rated, ALARM, None, TODAY, Severity.MEDIUM)
    assert (by_policy.severity, by_policy.severity_source) == (Severity.LOW, "policy")


def test_a_decision_cannot_be_changed() -> None:
    decided = decide(Policy(), ALARM, None, TODAY)
    with pytest.raises(ValidationError, match="frozen"):
        setattr(decided, "severity", Severity.LOW)  # noqa: B010
