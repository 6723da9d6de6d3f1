"""How the tests of the sources read an event: through the use case, as the Lambda does."""

from typing import Any

from config_monitor.adapters.sources import read_event
from config_monitor.domain.events import Event
from config_monitor.use_cases.parse_event import parse_event


def event(raw: Any) -> Event:
    """The event a raw one becomes."""
    parsed = parse_event(raw, read_event)
    assert parsed.event is not None, parsed.reason
    return parsed.event


def refusal(raw: Any) -> tuple[str, str]:
    """Why a raw event does not become one: the outcome and the reason."""
    parsed = parse_event(raw, read_event)
    assert parsed.reason is not None
    return parsed.outcome, parsed.reason
