"""Stacks, their resources, drift and StackSets: what failed stands out."""

import pytest

from config_monitor.domain.events import Severity
from tests.support.parsing import event, fact, incident, refusal
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
        ("ROLLBACK_IN_PROGRESS", HIGH),
        ("ROLLBACK_COMPLETE", HIGH),
        ("UPDATE_ROLLBACK_COMPLETE", MEDIUM),
        ("UPDATE_ROLLBACK_IN_PROGRESS", MEDIUM),
        ("IMPORT_ROLLBACK_COMPLETE", MEDIUM),
    ],
)
def test_a_stacks_failure_is_high_and_its_rollback_medium(status: str, severity: Severity) -> None:
    actual = event(changed(STACK, STATUS, status))
    assert (actual.severity, actual.status) == (severity, status)
    assert (actual.remediation is None) == (severity is INFORMATIONAL)


def test_a_resource_is_one_step_below_its_stack() -> None:
    actual = event(sample("cloudformation/resource-failed"))
    assert (actual.severity, actual.resource_type, actual.resource_id) == (MEDIUM, "AWS::RDS::DBInstance", "orchard-db")
    assert actual.annotation == "Database instance is not in available state."
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
    actual = event(changed("cloudformation/drifted", "detail.status-details", details))
    assert (actual.severity, actual.title) == (severity, title)


@pytest.mark.parametrize(
    ("name", "status", "severity", "title"),
    [
        ("stack-set-operation-failed", "FAILED", HIGH, "StackSet operation orchard-baseline is FAILED"),
        ("stack-set-operation-failed", "STOPPED", LOW, "StackSet operation orchard-baseline is STOPPED"),
        ("stack-set-operation-failed", "SUCCEEDED", INFORMATIONAL, "StackSet operation orchard-baseline is SUCCEEDED"),
        ("stack-set-deleted", "DELETED", INFORMATIONAL, "StackSet orchard-baseline is DELETED"),
    ],
)
def test_each_event_of_a_stack_set_is_known(name: str, status: str, severity: Severity, title: str) -> None:
    actual = event(changed(f"cloudformation/{name}", STATUS, status))
    assert (actual.severity, actual.title) == (severity, title)
    assert "/stacksets/orchard-" in (actual.console_url or "")


@pytest.mark.parametrize("path", ["detail.stack-id", "detail.status-details"])
def test_what_names_stack_and_status_is_required(path: str) -> None:
    assert refusal(without(STACK, path)) == ("rejected", f"{path}: Field required")


def test_a_stack_id_that_is_no_arn_is_its_own_name() -> None:
    assert event(changed(STACK, "detail.stack-id", "orchard")).title == "Stack orchard is CREATE_COMPLETE"


@pytest.mark.parametrize("status", ["ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE"])
def test_a_creation_that_was_rolled_back_can_only_be_deleted(status: str) -> None:
    actual = event(changed(STACK, STATUS, status))
    assert "can only be deleted" in (actual.remediation or "")
    assert "back where it was" not in (actual.remediation or "")
    assert "could not be created" in actual.title
    assert incident(changed(STACK, STATUS, status)).phase == "opened"


@pytest.mark.parametrize(
    ("status", "phase", "ended_as"),
    [
        ("CREATE_IN_PROGRESS", "updated", None),
        ("CREATE_FAILED", "opened", None),
        ("UPDATE_ROLLBACK_IN_PROGRESS", "opened", None),
        ("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "opened", None),
        ("UPDATE_ROLLBACK_FAILED", "opened", None),
        ("UPDATE_ROLLBACK_COMPLETE", "ended", "completed"),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "updated", None),
        ("UPDATE_COMPLETE", "ended", "completed"),
        ("IMPORT_ROLLBACK_COMPLETE", "ended", "completed"),
        ("DELETE_IN_PROGRESS", "updated", None),
        ("DELETE_FAILED", "opened", None),
        ("DELETE_COMPLETE", "ended", "deleted"),
    ],
)
def test_what_a_status_says_of_the_incident(status: str, phase: str, ended_as: str | None) -> None:
    actual = incident(changed(STACK, STATUS, status))
    assert (actual.phase, actual.ended_as) == (phase, ended_as)


def test_a_stack_made_anew_is_the_same_incident() -> None:
    other = sample(STACK)["detail"]["stack-id"].rpartition("/")[0] + "/ffffffff-0000-11ee-8c99-0242ac120002"
    assert incident(changed(STACK, "detail.stack-id", other)) == incident(sample(STACK))


def test_the_reason_names_the_resources_that_failed() -> None:
    raw = changed(STACK, STATUS, "ROLLBACK_IN_PROGRESS")
    raw["detail"]["status-details"]["status-reason"] = (
        "The following resource(s) failed to create: [Db, Queue]. Rollback"
    )
    assert fact(raw, "Failed resources") == "Db, Queue"


def test_the_resource_that_failed_is_the_cause() -> None:
    actual = incident(sample("cloudformation/resource-failed"))
    assert actual.cause == "Database (AWS::RDS::DBInstance): Database instance is not in available state."
    assert (actual.phase, actual.identity.rpartition("/")[2]) == ("opened", "orchard-data")
    assert actual.of_part


@pytest.mark.parametrize(
    "reason", ["Resource creation cancelled", "Embedded stack arn:aws:x was not successfully created: [A]"]
)
def test_what_failed_since_something_else_did_is_no_cause(reason: str) -> None:
    raw = changed("cloudformation/resource-failed", "detail.status-details.status-reason", reason)
    assert (incident(raw).phase, incident(raw).cause) == ("updated", None)


def test_a_resource_that_is_well_is_no_incident() -> None:
    assert event(changed("cloudformation/resource-failed", STATUS, "UPDATE_COMPLETE")).incident is None


@pytest.mark.parametrize(
    ("name", "root"),
    [
        ("orchard-Network-1A2B3C4D5E6F7", "orchard"),
        ("orchard-Network-1A2B3C4D5E6F7-Subnets-ZX81ZX81ZX81", "orchard"),
        ("orchard-web", "orchard-web"),
        ("orchard-web-PRODUCTIONONE", "orchard-web-PRODUCTIONONE"),
        ("orchard-web-202611240900", "orchard-web-202611240900"),
        (
            "StackSet-orchard-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
            "StackSet-orchard-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
        ),
    ],
)
def test_a_nested_stack_speaks_for_its_root(name: str, root: str) -> None:
    arn = f"arn:aws:cloudformation:eu-central-1:111122223333:stack/{name}/0a1b2c3d-0000-11ee-8c99-0242ac120002"
    raw = changed(STACK, "detail.stack-id", arn)
    raw["detail"]["status-details"]["status"] = "CREATE_FAILED"
    actual = event(raw)
    assert incident(raw).identity.endswith(f":stack/{root}")
    assert incident(raw).of_part is (name != root)
    assert (actual.severity, incident(raw).phase) == ((HIGH, "opened") if name == root else (MEDIUM, "updated"))


INSTANCE = "cloudformation/stack-instance-inoperable"


def test_an_instance_names_its_account_and_region() -> None:
    actual = event(sample(INSTANCE))
    assert actual.title == (
        "Instance of StackSet orchard-guardrails in account 444455556666, us-east-1, is INOPERABLE (FAILED)"
    )
    assert actual.account == "111122223333"
    assert incident(sample(INSTANCE)).identity.endswith("#444455556666#us-east-1")


@pytest.mark.parametrize(
    ("status", "detailed", "severity", "phase"),
    [
        ("OUTDATED", "FAILED", HIGH, "opened"),
        ("INOPERABLE", "INOPERABLE", HIGH, "opened"),
        ("OUTDATED", "FAILED_IMPORT", HIGH, "opened"),
        ("OUTDATED", "SKIPPED_SUSPENDED_ACCOUNT", INFORMATIONAL, "updated"),
        ("INOPERABLE", "SKIPPED_SUSPENDED_ACCOUNT", INFORMATIONAL, "updated"),
        ("OUTDATED", "CANCELLED", LOW, "updated"),
        ("OUTDATED", "RUNNING", INFORMATIONAL, "updated"),
        ("CURRENT", "SUCCEEDED", INFORMATIONAL, "ended"),
        ("CURRENT", None, INFORMATIONAL, "ended"),
    ],
)
def test_the_detailed_status_says_what_failed(
    status: str, detailed: str | None, severity: Severity, phase: str
) -> None:
    raw = changed(INSTANCE, "detail.status-details", {"status": status, "detailed-status": detailed})
    assert (event(raw).severity, incident(raw).phase) == (severity, phase)


@pytest.mark.parametrize("stack_id", [None, "", "odd", "arn:aws:cloudformation", "a:b:c:::f"])
def test_an_instance_without_a_stack_yet_is_read(stack_id: str | None) -> None:
    assert event(changed(INSTANCE, "detail.stack-id", stack_id)).title.startswith("Instance of StackSet orchard-guard")
