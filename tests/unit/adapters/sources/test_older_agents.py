"""Events of the older system's agents: errors in logs as log errors, anything else in general."""

import pytest

from config_monitor.adapters.sources import Senders, read_event
from config_monitor.domain.events import Severity
from tests.support.parsing import NOW, event, fact, incident, refusal
from tests.support.samples import changed, sample, without

ERRORS = "logs/older-agent-errors"


def test_lines_of_one_kind_are_one_incident() -> None:
    actual = event(sample(ERRORS))
    assert actual.title == ("3 errors in log group /aws/lambda/orchard-stock: KeyError and 1 other kind")
    assert (actual.source, actual.severity, actual.resource_id) == (
        "monitoring.agent.logs",
        Severity.MEDIUM,
        "/aws/lambda/orchard-stock",
    )
    assert actual.annotation == "[ERROR] KeyError: 'price' in request 90aa17c2"
    report = incident(sample(ERRORS))
    assert (report.count, report.occurred_at, report.silent_after) == (3, "2026-11-23T12:28:41.000Z", 86400)
    assert fact(sample(ERRORS), "Log stream") == "2026/11/23/[$LATEST]0a1b2c3d"


def test_what_varies_within_a_line_makes_no_other_incident() -> None:
    lines = sample(ERRORS)["detail"]["logs"]
    later = [{**line, "message": line["message"].replace("5f0e2c9a", "77777777")} for line in lines]
    assert incident(changed(ERRORS, "detail.logs", later)).identity == incident(sample(ERRORS)).identity
    other = [{**line, "message": "FATAL out of memory"} for line in lines]
    assert incident(changed(ERRORS, "detail.logs", other)).identity != incident(sample(ERRORS)).identity


@pytest.mark.parametrize("count", [99, 100])
def test_many_errors_are_high(count: int) -> None:
    line = sample(ERRORS)["detail"]["logs"][0]
    severity = event(changed(ERRORS, "detail.logs", [line] * count)).severity
    assert severity is (Severity.HIGH if count >= 100 else Severity.MEDIUM)


@pytest.mark.parametrize("timestamp", [1795436890101, "1795436890101", 1795436890101.0])
def test_milliseconds_come_as_a_number_or_its_digits(timestamp: object) -> None:
    lines = [{"timestamp": timestamp, "message": "ERROR"}]
    assert incident(changed(ERRORS, "detail.logs", lines)).occurred_at == "2026-11-23T12:28:10.101Z"


@pytest.mark.parametrize("timestamp", [None, True, -1, "yesterday", 10**18, 0, "1" * 30, [1]])
def test_another_timestamp_is_refused_with_its_field(timestamp: object) -> None:
    outcome, reason = refusal(changed(ERRORS, "detail.logs", [{"timestamp": timestamp, "message": "ERROR"}]))
    assert outcome == "rejected"
    assert reason.startswith("detail.logs")


@pytest.mark.parametrize("message", ["", None, "7", "\u0001", "한국어 오류"])
def test_any_message_will_do(message: object) -> None:
    lines = [{"timestamp": 1795436890101, "message": message}]
    assert event(changed(ERRORS, "detail.logs", lines)).title.startswith("1 error in log group /aws/lambda/orchard")


def test_a_query_that_found_nothing_is_ignored() -> None:
    assert refusal(changed(ERRORS, "detail.logs", []))[0] == "ignored"


@pytest.mark.parametrize("path", ["detail.logs", "detail.log_group_name"])
def test_what_makes_an_error_is_required(path: str) -> None:
    assert refusal(without(ERRORS, path)) == ("rejected", f"{path}: Field required")


def test_another_kind_of_an_older_agent_is_kept_in_general() -> None:
    actual = event({**sample(ERRORS), "detail-type": "Something Else", "resources": ["arn:aws:s3:::orchard"]})
    assert (actual.title, actual.severity) == (
        "Something Else from monitoring.agent.logs: arn:aws:s3:::orchard",
        Severity.LOW,
    )
    assert actual.incident is None


def test_an_additional_source_is_kept_in_general_but_for_what_says_nothing() -> None:
    senders = Senders(additional_sources=frozenset({"com.example.shop", "config-monitor.hub"}))
    raw = {**sample("unknown-source"), "source": "com.example.shop"}
    assert read_event(raw, NOW).outcome == "ignored"
    actual = read_event(raw, NOW, senders).event
    assert actual
    assert (actual.source, actual.severity) == ("com.example.shop", Severity.LOW)
    assert read_event({**raw, "detail-type": "AWS API Call via CloudTrail"}, NOW, senders).outcome == "ignored"
