"""A summary hides no account behind another: the worst come first, and of equal severity the accounts take turns."""

from typing import Any

import pytest

from config_monitor.domain.events import Severity
from config_monitor.domain.notifications import SIZES, Alert, summarise_alerts
from config_monitor.domain.notifications.alert_summary import Size
from simulation.sender import violation

LOUD, QUIET = "111111111111", "222222222222"


def flood(number: int, severity: Severity = Severity.CRITICAL, rule: str = "loud") -> list[Alert]:
    return [violation(n, rule=rule, account=LOUD, severity=severity, resource_id=f"loud-{n}") for n in range(number)]


def own(**values: Any) -> Alert:
    return violation(9999, account=QUIET, resource_id="mine", **{"severity": Severity.CRITICAL, **values})


@pytest.mark.parametrize("size", SIZES[:3])
def test_a_critical_resource_is_named_however_many_another_account_has_of_its_rule(size: Size) -> None:
    summary = summarise_alerts([*flood(500), own(rule="loud", at=2e9)], size)
    assert "mine" in [named.name for line in summary.lines for named in line.named]


@pytest.mark.parametrize("severity", [Severity.HIGH, Severity.CRITICAL])
def test_it_has_a_line_however_many_rules_another_account_breaks(severity: Severity) -> None:
    rules = [alert for n in range(200) for alert in flood(3, severity, f"loud-{n:03}")]
    summary = summarise_alerts([*rules, own(rule="quiet")])
    (line,) = [line for line in summary.lines if line.group == "quiet"]
    assert [named.name for named in line.named] == ["mine"]
    assert sum(line.total for line in summary.lines) + summary.others == len(rules) + 1


def test_what_is_worse_still_comes_first() -> None:
    summary = summarise_alerts([*flood(3), own(severity=Severity.LOW, rule="quiet")])
    assert [line.group for line in summary.lines] == ["loud", "quiet"]


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("restricted-ssh", "restricted-ssh"),
        ("aws.cloudwatch#AWS/Lambda#Errors", "aws.cloudwatch AWS/Lambda Errors"),
        ("aws.cloudformation#222222222222", "aws.cloudformation"),
    ],
)
def test_a_group_has_a_name_for_people(group: str, name: str) -> None:
    alert = violation(1).model_copy(update={"group": group})
    assert [line.name for line in summarise_alerts([alert]).lines] == [name]
