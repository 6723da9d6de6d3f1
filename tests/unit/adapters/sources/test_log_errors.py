"""Log errors are one event for a window and a fingerprint, however often and with whatever envelope they are sent."""

from typing import Any

from config_monitor.adapters.sources import read_event
from config_monitor.domain.event import Event
from config_monitor.use_cases.parse_event import parse_event
from tests.samples import sample


def parsed(**changes: Any) -> Event:
    raw = sample("logs/errors")
    raw["detail"] |= {name: value for name, value in changes.items() if name in raw["detail"] or name == "message"}
    raw |= {name: value for name, value in changes.items() if name in raw}
    event = parse_event(raw, read_event).event
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


def test_what_the_errors_have_in_common_is_in_the_title() -> None:
    assert parsed(message="ERROR Task timed out after").title == (
        "7 errors in log group /aws/lambda/orchard-pay: ERROR Task timed out after"
    )
