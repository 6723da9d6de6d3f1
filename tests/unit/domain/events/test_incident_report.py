"""What an event says of an incident fits the table's keys and says how it ended exactly when it ended."""

from typing import Any

import pytest
from pydantic import ValidationError

from config_monitor.domain.events import IncidentReport, bounded_key, facts

REPORT: dict[str, Any] = {"identity": "i", "kind": "k", "phase": "opened", "occurred_at": "2026-11-24T09:00:00.000Z"}


@pytest.mark.parametrize("text", ["a" * 5000, "ä" * 451, "𝔸" * 300])
def test_identity_and_kind_fit_keys_and_stay_unique(text: str) -> None:
    report = IncidentReport(**REPORT | {"identity": text, "kind": text})
    assert len(report.identity.encode()) <= 900
    assert len(report.kind.encode()) <= 300
    assert report.identity != IncidentReport(**REPORT | {"identity": text + "b"}).identity


def test_a_report_is_the_same_after_the_state_machine() -> None:
    report = IncidentReport(**REPORT | {"identity": "a" * 5000})
    assert IncidentReport.model_validate_json(report.model_dump_json()) == report


def test_text_within_the_limit_stays_as_it_is() -> None:
    assert bounded_key("ä" * 450, 900) == "ä" * 450


@pytest.mark.parametrize("fields", [{"phase": "ended"}, {"ended_as": "ok"}, {"identity": ""}, {"count": 0}])
def test_a_contradiction_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        IncidentReport(**REPORT | fields)


def test_facts_are_few_short_lines() -> None:
    actual = facts([("User", None), ("Role", " \n"), ("Key", "a\nb"), *[("n", 10**400)] * 40])
    assert actual[0].label == "Key"
    assert actual[0].value == "a b"
    assert len(actual) == 16
    assert all(len(fact.value) <= 300 for fact in actual)
