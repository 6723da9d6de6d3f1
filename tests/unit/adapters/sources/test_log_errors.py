"""Log errors are one event for a window and a fingerprint, however often and with whatever envelope they are sent."""

from typing import Any

import pytest

from config_monitor.adapters.sources import read_event
from config_monitor.domain.events import Event, Severity
from config_monitor.use_cases.parse_event import parse_event
from tests.support.parsing import NOW, event, refusal
from tests.support.samples import changed, sample, without


def parsed(**changes: Any) -> Event:
    raw = sample("logs/errors")
    raw["detail"] |= {name: value for name, value in changes.items() if name in raw["detail"] or name == "message"}
    raw |= {name: value for name, value in changes.items() if name in raw}
    event = parse_event(raw, read_event, NOW).event
    assert event is not None
    return event


def test_sent_again_it_has_the_same_row() -> None:
    assert parsed().id == parsed(id="another", time="2026-11-23T12:41:00Z").id


def test_another_window_fingerprint_account_or_region_is_another_row() -> None:
    others = [
        parsed(window_start="2026-11-23T12:20:00.000Z"),
        parsed(fingerprint="another"),
        parsed(account="999988887777"),
        parsed(region="us-west-2"),
    ]
    assert len({event.id for event in [parsed(), *others]}) == 5


@pytest.mark.parametrize(
    ("head", "reported"),
    [
        ("ERROR Task timed out after", ": Task timed out"),
        ("ERROR] KeyError:", ": KeyError"),
        ("ERROR]\tInvoke Error\t", ": Invoke Error"),
        ("ERROR: FATAL: remaining connection slots are reserved", ": remaining connection slots are reserved"),
        ("CRITICAL - cannot connect to", ": cannot connect"),
        ("ERROR pay] card refused (code", ": card refused"),
        ("ERROR [main] orders.Checkout - card refused", ": [main] orders.Checkout - card refused"),
        ("Exception in thread", ": Exception in thread"),
        ("Traceback (most recent call last):", ": Traceback (most recent call last)"),
        ("ERRORS_SEEN", ": ERRORS_SEEN"),
        ("[error]", ""),
        ("ERROR", ""),
        ("한국어 오류", ": 한국어 오류"),
    ],
)
def test_the_title_says_what_the_errors_have_in_common_as_a_person_would(head: str, reported: str) -> None:
    assert parsed(message=head).title == f"7 errors in log group /aws/lambda/orchard-pay{reported}"


def test_errors_lead_to_the_query_that_shows_them() -> None:
    actual = event(sample("logs/errors"))
    assert actual.title == "7 errors in log group /aws/lambda/orchard-pay"
    assert (actual.resource_type, actual.resource_id) == ("AWS::Logs::LogGroup", "/aws/lambda/orchard-pay")
    assert "Task timed out" in (actual.annotation or "")
    link = actual.console_url or ""
    assert "start~'2026-11-23T12*3a25*3a00.000Z" in link
    assert "source~(~'*2faws*2flambda*2forchard-pay)" in link


@pytest.mark.parametrize(("count", "severity"), [(1, Severity.MEDIUM), (99, Severity.MEDIUM), (100, Severity.HIGH)])
def test_many_errors_in_one_window_are_high(count: int, severity: Severity) -> None:
    assert event(changed("logs/errors", "detail.count", count)).severity is severity


def test_one_error_is_not_several() -> None:
    assert event(changed("logs/errors", "detail.count", 1)).title.startswith("1 error in")


@pytest.mark.parametrize("field", ["log_group", "pattern", "window_start", "window_end", "count", "fingerprint"])
def test_each_field_but_the_example_is_required(field: str) -> None:
    assert refusal(without("logs/errors", f"detail.{field}")) == ("rejected", f"detail.{field}: Field required")
    assert event(without("logs/errors", "detail.example")).annotation is None


@pytest.mark.parametrize("count", [0, -1, True, "7", 1.5])
def test_a_count_is_a_number_of_at_least_one(count: object) -> None:
    assert refusal(changed("logs/errors", "detail.count", count))[0] == "rejected"
