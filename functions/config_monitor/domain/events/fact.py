"""A fact: one labelled value that a source states and people need in a message, such as a metric or a user."""

from collections.abc import Iterable

from config_monitor.domain.events.sanitizing import one_line
from config_monitor.domain.model import DomainModel

MAX_FACTS, LABEL_CHARACTERS, VALUE_CHARACTERS = 16, 40, 300


class EventFact(DomainModel):
    """A label in our words and a value in the source's, one line each; the value is never trusted."""

    label: str
    value: str


def facts(stated: Iterable[tuple[str, object]]) -> tuple[EventFact, ...]:
    """Labels and values as facts: what is no text or number is left out; at most 16, cut to 40 and 300 characters."""
    lines = ((label, one_line(str(value), VALUE_CHARACTERS)) for label, value in stated if isinstance(value, str | int))
    facts_with_values = [
        EventFact(label=one_line(label, LABEL_CHARACTERS), value=value) for label, value in lines if value
    ]
    return tuple(facts_with_values[:MAX_FACTS])
