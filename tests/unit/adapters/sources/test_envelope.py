"""The envelope: what storing an event once under the right account needs is checked, the rest is taken as it comes."""

import json
from typing import Any

import pytest

from config_monitor.domain.events import CUT_MARK
from tests.support.parsing import event, refusal
from tests.support.samples import changed, sample, without

NAME = "config/non-compliant"


@pytest.mark.parametrize("field", ["id", "account", "time", "region", "detail", "source", "detail-type"])
def test_a_part_that_is_needed_is_required(field: str) -> None:
    outcome, reason = refusal(without(NAME, field))
    assert outcome == "rejected"
    assert reason.startswith(f"{field}:")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("id", "a b"),
        ("id", "ü"),
        ("id", "x" * 257),
        ("id", 7),
        ("account", "11112222333a"),
        ("account", 111122223333),
        ("account", "1" * 21),
        ("account", "{{account}}"),
        ("time", ""),
        ("time", "2022-04-31T17:00:00Z"),
        ("time", 1795421741),
        ("time", "0001-01-01T00:00:00Z"),
        ("region", ""),
        ("region", "eu#central"),
        ("region", "x" * 65),
        ("resources", "arn"),
        ("resources", [1]),
        ("detail", None),
        ("detail", []),
        ("detail", "{}"),
        ("source", ["aws.config"]),
        ("detail-type", {}),
    ],
)
def test_a_part_of_the_wrong_form_is_rejected_and_named(field: str, value: Any) -> None:
    outcome, reason = refusal(changed(NAME, field, value))
    assert outcome == "rejected"
    assert reason.startswith(field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("account", "1234567891234"),
        ("region", "us-east-*"),
        ("region", "global"),
        ("resources", None),
        ("version", 1),
        ("replay-name", "replay-1"),
    ],
)
def test_what_varies_among_real_events_is_taken(field: str, value: Any) -> None:
    assert event(changed(NAME, field, value)).title


def test_resources_may_be_absent() -> None:
    assert event(without(NAME, "resources")).resources == []


@pytest.mark.parametrize(
    ("time", "published_at"),
    [("2026-11-23T08:15:41Z", 1795421741), ("2026-11-23T09:15:41.999+01:00", 1795421741), ("2026-11-23", 1795392000)],
)
def test_the_time_counts_in_whole_seconds_of_utc(time: str, published_at: int) -> None:
    assert event(changed(NAME, "time", time)).published_at == published_at


@pytest.mark.parametrize(
    ("source", "detail_type"),
    [
        ("aws.translate", "Translate TextTranslationJob State Change"),
        ("aws.config", "Config Something New"),
        ("AWS.CONFIG", "GuardDuty Finding"),
    ],
)
def test_an_unknown_kind_is_ignored_by_name_however_odd_its_rest(source: str, detail_type: str) -> None:
    assert refusal({"source": source, "detail-type": detail_type}) == (
        "ignored",
        f"no parser for {detail_type} of {source}",
    )


@pytest.mark.parametrize("raw", [{"Records": [{"Sns": {}}]}, {"Type": "Notification", "TopicArn": "arn"}])
def test_a_notification_is_not_an_event(raw: dict[str, Any]) -> None:
    assert refusal(raw) == ("ignored", "a notification that SNS delivered, not an EventBridge event")


def test_a_detail_of_256_kb_is_cut_and_says_so() -> None:
    raw = sample("health/issue")
    raw["detail"]["eventDescription"][0]["latestDescription"] = "x" * 250_000
    actual = event(raw)
    assert actual.detail[CUT_MARK].startswith("long parts of 25")
    assert len(json.dumps(actual.detail)) < 180_000
    assert actual.detail["eventDescription"][0]["latestDescription"].endswith("… (241808 more characters cut)")
    assert actual.detail["eventTypeCode"] == raw["detail"]["eventTypeCode"]


def test_many_resources_are_cut_to_what_a_row_can_hold() -> None:
    actual = event(
        changed("health/issue", "resources", [f"arn:aws:ec2:eu-central-1:1:instance/{i}" for i in range(5000)])
    )
    assert len(json.dumps(actual.resources)) <= 20_000
    assert actual.resources[-1].endswith("more cut)")


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("guardduty/instance", "detail.id"),
        ("health/issue", "detail.eventArn"),
        ("cloudformation/resource-failed", "detail.stack-id"),
    ],
)
def test_an_endless_id_makes_no_endless_link(name: str, field: str) -> None:
    assert event(sample(name)).console_url
    assert event(changed(name, field, "x" * 3000)).console_url is None


def test_an_endless_rule_arn_is_refused() -> None:
    assert "configRuleARN" in refusal(changed(NAME, "detail.configRuleARN", "x" * 2049))[1]


def test_a_reason_never_repeats_what_was_sent() -> None:
    raw = changed(NAME, "detail.newEvaluationResult.complianceType", "orchard-secret")
    raw["id"], raw["time"] = "orchard secret", "orchard-secret"
    assert "orchard" not in refusal(raw)[1]
