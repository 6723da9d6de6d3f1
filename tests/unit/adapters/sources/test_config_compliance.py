"""A compliance change: whatever varies in reality is taken, whatever would count wrongly is refused."""

from typing import Any

import pytest

from config_monitor.domain.events import ComplianceStatus, Severity
from tests.support.parsing import event, refusal
from tests.support.samples import changed, sample, without

NAME = "config/non-compliant"
RESULT = "detail.newEvaluationResult"


@pytest.mark.parametrize(
    ("old", "status", "at"),
    [
        (None, None, None),
        ({}, None, None),
        ({"complianceType": "COMPLIANT"}, "COMPLIANT", None),
        ({"complianceType": None, "resultToken": None}, None, None),
        (
            {"complianceType": "COMPLIANT", "resultRecordedTime": "2026-11-20T16:02:29Z"},
            "COMPLIANT",
            "2026-11-20T16:02:29.000Z",
        ),
    ],
)
def test_the_result_before_may_be_null_empty_or_partial(old: Any, status: str | None, at: str | None) -> None:
    evaluation = event(changed(NAME, "detail.oldEvaluationResult", old)).evaluation
    assert evaluation is not None
    assert (evaluation.previous_status, evaluation.previous_at) == (status, at)


def test_the_result_before_may_be_absent() -> None:
    actual = event(without(NAME, "detail.oldEvaluationResult"))
    assert actual.previous_status is None


@pytest.mark.parametrize("spelling", ["configRuleARN", "configRuleArn"])
def test_the_arn_decides_the_canonical_name_in_either_spelling(spelling: str) -> None:
    raw = sample("config/security-hub-rule")
    raw["detail"][spelling] = raw["detail"].pop("configRuleARN")
    evaluation = event(raw).evaluation
    assert evaluation is not None
    assert evaluation.rule_name == "securityhub-s3-bucket-versioning-enabled-0a1b2c3d"
    assert evaluation.rule == "s3-bucket-versioning-enabled"
    assert evaluation.rule_arn is not None


def test_an_own_rule_that_looks_like_a_services_keeps_its_name() -> None:
    evaluation = event(sample("config/own-rule-with-a-service-name")).evaluation
    assert evaluation is not None
    assert evaluation.rule == evaluation.rule_name == "securityhub-findings-critical"


def test_an_annotation_is_trimmed_and_kept_short() -> None:
    assert event(sample("config/annotation-with-newline")).annotation == "Tag costcenter is not present."
    assert event(changed(NAME, f"{RESULT}.annotation", " \n ")).annotation is None
    long = event(changed(NAME, f"{RESULT}.annotation", "x" * 5000)).annotation
    assert long is not None
    assert len(long) == 1024
    assert long.endswith("…")


def test_the_title_is_one_line_whatever_the_resource_is_called() -> None:
    actual = event(changed(NAME, "detail.resourceId", "a\r\nb\u202ec\x00d"))
    assert actual.title == "AWS::S3::Bucket a bc\ufffdd does not comply with s3-bucket-public-read-prohibited"
    assert actual.resource_id == "a\r\nb\u202ec\ufffdd"


@pytest.mark.parametrize("status", ComplianceStatus)
def test_each_status_has_its_words_and_only_a_violation_waits_for_its_severity(status: ComplianceStatus) -> None:
    actual = event(changed(NAME, f"{RESULT}.complianceType", status))
    assert actual.status == status
    assert (actual.severity is Severity.UNRATED) == (status is ComplianceStatus.NON_COMPLIANT)


def test_the_account_is_the_envelopes_even_when_the_detail_names_another() -> None:
    actual = event(sample("config/other-account"))
    assert (actual.account, actual.account_mismatch) == ("111122223333", "444455556666")
    assert event(sample(NAME)).account_mismatch is None


def test_a_proactive_evaluation_is_ignored() -> None:
    outcome, reason = refusal(sample("config/proactive"))
    assert outcome == "ignored"
    assert "proactive" in reason


@pytest.mark.parametrize(
    ("missing", "evaluated_at"),
    [
        ([], "2026-11-23T08:15:41.507Z"),
        ([f"{RESULT}.resultRecordedTime"], "2026-11-23T08:15:02.114Z"),
        ([f"{RESULT}.resultRecordedTime", f"{RESULT}.evaluationResultIdentifier"], "2026-11-23T08:15:41.999Z"),
        (
            [
                f"{RESULT}.resultRecordedTime",
                f"{RESULT}.evaluationResultIdentifier",
                "detail.notificationCreationTime",
            ],
            "2026-11-23T08:15:41.000Z",
        ),
    ],
)
def test_a_trimmed_event_is_ordered_by_the_best_time_it_has(missing: list[str], evaluated_at: str) -> None:
    raw = sample(NAME)
    for path in missing:
        holder = raw["detail"] if path.count(".") == 1 else raw["detail"]["newEvaluationResult"]
        del holder[path.rpartition(".")[2]]
    assert event(raw).evaluated_at == evaluated_at


def test_the_resource_may_stand_in_the_qualifier_alone() -> None:
    raw = sample(NAME)
    del raw["detail"]["resourceType"], raw["detail"]["resourceId"]
    assert (event(raw).resource_type, event(raw).resource_id) == ("AWS::S3::Bucket", "orchard-invoices")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("detail.configRuleName", 7),
        ("detail.configRuleName", ""),
        ("detail.resourceId", ["a"]),
        ("detail.awsAccountId", 111122223333),
        ("detail.oldEvaluationResult", "COMPLIANT"),
        (RESULT, []),
        (f"{RESULT}.complianceType", None),
        (f"{RESULT}.complianceType", "compliant"),
        (f"{RESULT}.resultRecordedTime", 1795421741),
        (f"{RESULT}.resultRecordedTime", "yesterday"),
        (f"{RESULT}.resultRecordedTime", "10000-01-01T00:00:00Z"),
        (f"{RESULT}.annotation", {"text": "a"}),
        (f"{RESULT}.evaluationResultIdentifier", "id"),
    ],
)
def test_a_wrong_type_is_rejected_and_the_field_is_named(path: str, value: Any) -> None:
    outcome, reason = refusal(changed(NAME, path, value))
    assert outcome == "rejected"
    assert path in reason


def test_a_rule_or_a_resource_is_never_guessed() -> None:
    assert refusal(sample("malformed/no-rule-name")) == ("rejected", "detail.configRuleName: Field required")
    assert "names no resource" in refusal(sample("malformed/no-resource"))[1]
