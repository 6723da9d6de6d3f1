"""Which index answers which question, and what a question may and may not be."""

import re
from typing import Any

import pytest
from pydantic import ValidationError

from config_monitor.domain.queries import STATUS_PATTERN, EventQuery, plan

ACCOUNT = "111122223333"


def asked(**given: str) -> EventQuery:
    return EventQuery.model_validate(given)


@pytest.mark.parametrize(
    ("given", "index", "value", "filtered"),
    [
        ({}, None, "EVENT", []),
        ({"source": "aws.config"}, "by_source", "aws.config", []),
        ({"severity": "high"}, "by_severity", 4, []),
        ({"account": ACCOUNT, "status": "ALARM"}, "by_account_status", f"{ACCOUNT}#ALARM", []),
        ({"rule_name": "restricted-ssh", "status": "COMPLIANT"}, "by_rule_status", "restricted-ssh#COMPLIANT", []),
        ({"account": ACCOUNT, "rule_name": "restricted-ssh"}, "by_account_rule", f"{ACCOUNT}#restricted-ssh", []),
        ({"source": "aws.config", "account": ACCOUNT}, "by_account", ACCOUNT, ["source"]),
        ({"source": "aws.guardduty", "severity": "5"}, "by_source", "aws.guardduty", ["severity"]),
        ({"source": "aws.config", "severity": "5"}, "by_severity", 5, ["source"]),
        (
            {"resource_id": "i-1", "rule_name": "restricted-ssh", "status": "OK"},
            "by_resource_id",
            "i-1",
            ["rule", "status"],
        ),
    ],
    ids=str,
)
def test_the_most_selective_index_answers_and_the_rest_is_filtered(
    given: dict[str, str], index: str | None, value: str | int, filtered: list[str]
) -> None:
    made = plan(asked(**given))
    assert (made.index, made.value, sorted(made.filters)) == (index, value, filtered)


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
def test_a_plain_rule_name_means_every_copy_and_a_copys_name_that_copy(name: str, attribute: str) -> None:
    assert plan(asked(rule_name=name)).attribute == attribute


@pytest.mark.parametrize(
    ("given", "low", "high"),
    [
        ({}, None, None),
        ({"start_date": "1790000000", "end_date": "1790000001"}, "1790000000", "1790000001"),
        ({"start_date": "2026-03-01"}, "1772323200", None),
        ({"start_date": "2026-03-01T01:00:00+01:00"}, "1772323200", None),
        ({"start_date": "2026-03-01T00:00:00.001Z"}, "1772323201", None),
        ({"end_date": "1790000000.5"}, None, "1790000001"),
        ({"start_date": "5", "end_date": "7"}, None, "1000000000"),
        ({"start_date": "999999999999"}, "9999999999", None),
    ],
    ids=str,
)
def test_dates_bound_the_ids(given: dict[str, str], low: str | None, high: str | None) -> None:
    """The start is included and the end is not, to the second that ids begin with."""
    made = plan(asked(source="aws.config", **given))
    assert (made.low, made.high) == (low, high)


def test_without_a_filter_the_table_itself_is_read_in_the_same_order() -> None:
    made = plan(asked(start_date="1790000000", direction="asc"))
    assert (made.order, made.low, made.high, made.forward) == ("sk", "EVENT#1790000000", None, True)


@pytest.mark.parametrize(
    "given",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "1_0"},
        {"limit": "7.0"},
        {"limit": "-1"},
        {"limit": "٣"},
        {"status": "BROKEN"},
        {"status": "non_compliant"},
        {"status": "NON_COMPLIANT\n"},
        {"account": "12"},
        {"account": "11112222333٣"},
        {"region": "eu central"},
        {"severity": "6"},
        {"severity": "-1"},
        {"severity": "HIGH"},
        {"direction": "up"},
        {"start_date": "yesterday"},
        {"start_date": "0000-01-01"},
        {"start_date": "-5"},
        {"end_date": "nan"},
        {"end_date": "1e9"},
        {"source": ""},
        {"resource_id": "x" * 1025},
        {"resource_id": "ä" * 600},
        {"resource_id": "\ud800"},
        {"cursor": ""},
        {"nonsense": "1"},
        {"start_date": "1790000000", "end_date": "1790000000"},
    ],
    ids=str,
)
def test_what_cannot_be_understood_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        asked(**given)


@pytest.mark.parametrize(
    "status",
    [
        *("NON_COMPLIANT", "INSUFFICIENT_DATA", "ALARM", "OK", "delete", "open", "upcoming", "active", "ERRORS"),
        *("CREATE_FAILED", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "ROLLBACK_COMPLETE", "DRIFTED", "STOPPED"),
        *("DETECTION_FAILED", "ResourceDeleted", "ResourceDeletedNotRecorded", "ConfigRulesEvaluationStarted"),
        "ConfigurationHistoryDeliveryFailed",
    ],
)
def test_every_source_can_be_asked_for_by_its_own_words(status: str) -> None:
    assert re.fullmatch(STATUS_PATTERN, status)


def test_a_cursor_is_bound_to_everything_but_size_and_place() -> None:
    bound: dict[str, Any] = asked(account=ACCOUNT, limit="7", cursor="x", start_date="1790000000").asked
    assert bound == {"account": ACCOUNT, "start_date": 1790000000, "direction": "desc"}
