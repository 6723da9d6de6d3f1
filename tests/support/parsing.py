"""How the tests of the sources read an event: through the use case, as the Lambda does."""

from collections.abc import Collection
from datetime import UTC, datetime
from functools import partial
from typing import Any

from config_monitor.adapters.sources import Senders, read_event
from config_monitor.domain.events import Event, IncidentReport
from config_monitor.use_cases.parse_event import parse_event

# The hub's clock a day after the samples.
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def event(raw: Any, administrators: Collection[str] = ()) -> Event:
    """The event a raw one becomes; `administrators` may speak for other accounts."""
    parsed = parse_event(raw, partial(read_event, senders=Senders(frozenset(administrators))), NOW)
    assert parsed.event is not None, parsed.reason
    return parsed.event


def incident(raw: Any) -> IncidentReport:
    """What a raw event says of an incident."""
    report = event(raw).incident
    assert report is not None
    return report


def fact(raw: Any, label: str) -> str | None:
    """The value under a label that a raw event's message shows."""
    return next((stated.value for stated in event(raw).facts if stated.label == label), None)


def refusal(raw: Any) -> tuple[str, str]:
    """Why a raw event does not become one: the outcome and the reason."""
    parsed = parse_event(raw, read_event, NOW)
    assert parsed.reason is not None
    return parsed.outcome, parsed.reason
