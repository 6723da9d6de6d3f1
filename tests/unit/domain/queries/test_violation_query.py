"""Which list a violation is in, which attributes lists are read by, and a violation's age and id."""

from datetime import UTC, datetime
from typing import Any

import pytest

from config_monitor.adapters.dynamodb.rows import violation_attributes
from config_monitor.domain.compliance import Violation, ViolationKey, list_state, with_evaluation
from config_monitor.domain.events import Severity
from config_monitor.domain.lifecycle import id_of_key, key_of_id
from config_monitor.domain.queries import ListedViolation, ViolationQuery, plan_violations
from simulation.evaluations import ACCOUNT, KEY, NA, NC, RULE, C, evaluated

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def violation_after(*statuses: str, exception: str | None = None) -> Violation:
    violation = Violation(key=KEY)
    for hour, status in enumerate(statuses):
        event = evaluated({"NC": NC, "C": C, "NA": NA}[status], hour).event
        assert event.evaluation
        violation = with_evaluation(violation, event, event.evaluation, exception, None)
    return violation


@pytest.mark.parametrize(
    ("statuses", "exception", "state"),
    [
        (["NC"], None, "open"),
        (["NC"], "accepted risk", "excepted"),
        (["NC", "C"], None, "resolved"),
        (["NC", "NA"], None, "resolved"),
        (["C"], None, None),
        ([], None, None),
    ],
)
def test_a_violation_is_in_one_list_and_a_pair_that_never_broke_its_rule_in_none(
    statuses: list[str], exception: str | None, state: str | None
) -> None:
    violation = violation_after(*statuses, exception=exception)
    assert list_state(violation) == state
    stored = violation_attributes(violation)
    keys = {stored[name] for name in ("violation_state", "account_state", "rule_state")}
    assert keys == ({state, f"{ACCOUNT}#{state}", f"{RULE}#{state}"} if state else {None})


@pytest.mark.parametrize(
    ("query", "key", "filters"),
    [
        ({}, {"list_state": "open"}, {}),
        ({"status": "resolved", "severity": Severity.LOW}, {"list_state": "resolved"}, {"severity": 2}),
        (
            {"account": ACCOUNT, "region": "eu-central-1"},
            {"account": ACCOUNT, "list_state": "open"},
            {"region": "eu-central-1"},
        ),
        (
            {"account": ACCOUNT, "rule_name": f"securityhub-{RULE}-0a1b2c3d"},
            {"rule_name": RULE, "list_state": "open"},
            {"account": ACCOUNT},
        ),
    ],
    ids=str,
)
def test_a_list_is_read_by_its_most_selective_attributes(
    query: dict[str, Any], key: dict[str, str], filters: dict[str, object]
) -> None:
    plan = plan_violations(ViolationQuery(**query))
    assert (plan.key, plan.filters, plan.ascending) == (key, filters, True)


@pytest.mark.parametrize("resource_id", ["vol-1", "a/b?c=d#e", "ä😀", "", 'x"]', "arn:aws:s3:::b"])
def test_an_id_is_one_segment_of_a_path_and_gives_the_key_again(resource_id: str) -> None:
    key = KEY.model_copy(update={"resource_id": resource_id})
    text = id_of_key(key)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert key_of_id(text, ViolationKey) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "ä",
        "bm8",
        "WyJhIl0",
        "e30",
        "MQ",
        id_of_key(ViolationKey(**{**KEY.model_dump(), "resource_id": "x" * 1100})),
    ],
)
def test_what_is_no_id_has_no_key(text: str) -> None:
    assert key_of_id(text, ViolationKey) is None


def test_age_is_how_long_it_has_been_open_or_was() -> None:
    row = {**KEY.model_dump(), "status": "NON_COMPLIANT", "since": "", "evaluated_at": "", "severity": 4}
    still = ListedViolation.of({**row, "opened_at": "2026-11-23T20:48:00.000Z"}, NOW)
    over = ListedViolation.of(
        {**row, "opened_at": "2026-11-23T20:00:00.000Z", "resolved_at": "2026-11-23T20:45:00.000Z"}, NOW
    )
    assert (still.age, still.age_seconds, over.age) == ("3 h 12 min", 11520, "45 min")
