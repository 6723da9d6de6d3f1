"""Stacks, their resources, drift and StackSets: what failed stands out."""

import pytest

from config_monitor.domain.events import Severity
from tests.support.parsing import event, refusal
from tests.support.samples import changed, sample, without

STACK = "cloudformation/stack-created"
STATUS = "detail.status-details.status"
HIGH, MEDIUM, LOW, INFORMATIONAL = Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFORMATIONAL


@pytest.mark.parametrize(
    ("status", "severity"),
    [
        ("CREATE_IN_PROGRESS", INFORMATIONAL),
        ("UPDATE_COMPLETE", INFORMATIONAL),
        ("DELETE_COMPLETE", INFORMATIONAL),
        ("CREATE_FAILED", HIGH),
        ("DELETE_FAILED", HIGH),
        ("ROLLBACK_FAILED", HIGH),
        ("UPDATE_ROLLBACK_FAILED", HIGH),
        ("ROLLBACK_COMPLETE", MEDIUM),
        ("UPDATE_ROLLBACK_IN_PROGRESS", MEDIUM),
        ("IMPORT_ROLLBACK_COMPLETE", MEDIUM),
    ],
)
def test_a_stacks_failure_is_high_and_its_rollback_medium(status: str, severity: Severity) -> None:
    found = event(changed(STACK, STATUS, status))
    assert (found.severity, found.status) == (severity, status)
    assert (found.remediation is None) == (severity is INFORMATIONAL)


def test_a_resource_is_one_step_below_its_stack() -> None:
    found = event(sample("cloudformation/resource-failed"))
    assert (found.severity, found.resource_type, found.resource_id) == (MEDIUM, "AWS::RDS::DBInstance", "orchard-db")
    assert found.annotation == "Database instance is not in available state."
    created = event(changed("cloudformation/resource-failed", STATUS, "CREATE_COMPLETE"))
    assert created.severity is INFORMATIONAL


def test_a_resource_without_physical_id_yet_has_its_logical_one() -> None:
    assert event(changed("cloudformation/resource-failed", "detail.physical-resource-id", "")).resource_id == "Database"


@pytest.mark.parametrize(
    ("drift", "detection", "severity", "title"),
    [
        ("DRIFTED", "DETECTION_COMPLETE", MEDIUM, "Stack orchard-web is DRIFTED in 2 resources"),
        ("IN_SYNC", "DETECTION_COMPLETE", INFORMATIONAL, "Stack orchard-web is IN_SYNC"),
        (None, "DETECTION_IN_PROGRESS", INFORMATIONAL, "Stack orchard-web is DETECTION_IN_PROGRESS"),
        ("UNKNOWN", "DETECTION_FAILED", LOW, "Stack orchard-web is DETECTION_FAILED"),
    ],
)
def test_drift_is_medium(drift: str | None, detection: str, severity: Severity, title: str) -> None:
    details = {"stack-drift-status": drift, "detection-status": detection}
    found = event(changed("cloudformation/drifted", "detail.status-details", details))
    assert (found.severity, found.title) == (severity, title)


@pytest.mark.parametrize(
    ("name", "status", "severity", "title"),
    [
        ("stack-set-operation-failed", "FAILED", HIGH, "StackSet Operation orchard-baseline is FAILED"),
        ("stack-set-operation-failed", "STOPPED", LOW, "StackSet Operation orchard-baseline is STOPPED"),
        ("stack-set-operation-failed", "SUCCEEDED", INFORMATIONAL, "StackSet Operation orchard-baseline is SUCCEEDED"),
        ("stack-set-deleted", "DELETED", INFORMATIONAL, "StackSet orchard-baseline is DELETED"),
        (
            "stack-instance-inoperable",
            "INOPERABLE",
            HIGH,
            "StackSet StackInstance orchard-guardrails is INOPERABLE",
        ),
    ],
)
def test_each_event_of_a_stack_set_is_known(name: str, status: str, severity: Severity, title: str) -> None:
    found = event(changed(f"cloudformation/{name}", STATUS, status))
    assert (found.severity, found.title) == (severity, title)
    assert "/stacksets/orchard-" in (found.console_url or "")


@pytest.mark.parametrize("path", ["detail.stack-id", "detail.status-details"])
def test_what_names_stack_and_status_is_required(path: str) -> None:
    assert refusal(without(STACK, path)) == ("rejected", f"{path}: Field required")


def test_a_stack_id_that_is_no_arn_is_its_own_name() -> None:
    assert event(changed(STACK, "detail.stack-id", "orchard")).title == "Stack orchard is CREATE_COMPLETE"
