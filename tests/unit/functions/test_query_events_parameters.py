"""Which parameters the lists accept, and how dates, severities and numbers are read."""

import re

import pytest
from pydantic import ValidationError

from query_events.parameter_types import STATUS_PATTERN
from query_events.parameters import EventParameters, ViolationParameters


@pytest.mark.parametrize(
    "query",
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
def test_what_is_not_understood_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        EventParameters.model_validate(query)


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ({}, None, None),
        ({"start_date": "1790000000", "end_date": "1790000001"}, 1790000000, 1790000001),
        ({"start_date": "2026-03-01"}, 1772323200, None),
        ({"start_date": "2026-03-01T01:00:00+01:00"}, 1772323200, None),
        ({"start_date": "2026-03-01T00:00:00.001Z"}, 1772323201, None),
        ({"end_date": "1790000000.5"}, None, 1790000001),
        ({"start_date": "999999999999"}, 9999999999, None),
    ],
    ids=str,
)
def test_dates_are_read_to_the_second(query: dict[str, str], start: int | None, end: int | None) -> None:
    parameters = EventParameters.model_validate(query)
    assert (parameters.start_date, parameters.end_date) == (start, end)


@pytest.mark.parametrize("severity", ["high", "4"])
def test_a_severity_is_a_word_or_a_number(severity: str) -> None:
    assert EventParameters.model_validate({"severity": severity}).severity == 4
    assert ViolationParameters.model_validate({"severity": severity}).severity == 4


@pytest.mark.parametrize(
    "status",
    [
        *("NON_COMPLIANT", "INSUFFICIENT_DATA", "ALARM", "OK", "delete", "open", "upcoming", "active", "ERRORS"),
        *("CREATE_FAILED", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "ROLLBACK_COMPLETE", "DRIFTED", "STOPPED"),
        *("DETECTION_FAILED", "ResourceDeleted", "ResourceDeletedNotRecorded", "ConfigRulesEvaluationStarted"),
        "ConfigurationHistoryDeliveryFailed",
    ],
)
def test_every_source_can_be_queried_by_its_own_status_words(status: str) -> None:
    assert re.fullmatch(STATUS_PATTERN, status)


@pytest.mark.parametrize("model", [EventParameters, ViolationParameters])
def test_each_filter_of_a_query_has_a_parameter(model: type[EventParameters | ViolationParameters]) -> None:
    """A field that is left out here would be accepted unchecked."""
    assert set(vars(model)["__annotations__"]) - {"model_config"} == set(model.model_fields)
