"""Headlines are written alike for every source: a capital first, no full stop last; sentences end with one."""

import re

import pytest

from config_monitor.adapters.sources import read_event
from config_monitor.domain.notifications import Alert, Notification, alert_context, flapping_context, resolution_context
from config_monitor.use_cases.parse_event import parse_event
from simulation.sender import WRITER, resolution, violation
from tests.support.classified import alert_of
from tests.support.parsing import NOW
from tests.support.samples import expectations, sample

# An inventory of rules and an agent's sign of life are never in a message.
IN_MESSAGES = [
    name
    for name in expectations()
    if (event := parse_event(sample(name), read_event, NOW).event) and not (event.rule_inventory or event.heartbeat)
]
# What a note begins with when it is a label rather than a sentence.
LABEL = re.compile(r"[✋🔕🛡]")


def assert_headline(headline: str) -> None:
    """A sign, a capital, and a title that begins with a capital or a figure (names excepted) and has no full stop."""
    assert re.match(r"\W+ [A-Z][^:]*: [A-Z0-9]", headline), headline
    assert not re.search(r"\.(?:$|,)", headline), headline


def assert_sentences(notification: Notification) -> None:
    """What is ours to write: what others wrote is quoted."""
    texts = [line.text for section in notification.sections for line in section.lines if not line.quoted]
    notes = [line.text for line in notification.notes if not LABEL.match(line.text)]
    for text in [*(text for text in texts if not re.match(r"•|One of them:|What changed", text)), *notes]:
        assert text.endswith("."), text


@pytest.mark.parametrize("name", IN_MESSAGES)
def test_a_sample_is_written_in_sentence_case(name: str) -> None:
    notification = WRITER.write(alert_context(alert_of(name)))
    assert_headline(notification.headline)
    assert_sentences(notification)


@pytest.mark.parametrize(
    "update",
    [
        {"kind": "reopened", "reopened": 1},
        {"flapping": True, "reopened": 4},
        {"account_mismatch": "444455556666"},
        {"exception_ended": "It had its day."},
    ],
    ids=lambda update: next(iter(update)),
)
def test_what_is_noted_of_a_violation_is_a_sentence(update: dict[str, object]) -> None:
    alert: Alert = violation(1).model_copy(update=update)
    for context in (alert_context(alert), flapping_context(alert)):
        notification = WRITER.write(context)
        assert notification.notes or context.template == "flapping"
        assert_sentences(notification)


@pytest.mark.parametrize("way", ["fixed", "removed"])
def test_how_a_violation_ended_is_a_sentence(way: str) -> None:
    reply = WRITER.write(resolution_context(resolution(violation(1), kind=way)))
    assert not reply.headline.endswith(".")
    assert [line.text[-1] for section in reply.sections for line in section.lines if line.text.startswith("It ")] == [
        "."
    ]


@pytest.mark.parametrize("name", IN_MESSAGES)
def test_what_a_source_reports_and_how_severe_it_is_are_written_once(name: str) -> None:
    """An annotation that headline or facts have already is not quoted, and a severity in the headline is no fact."""
    notification = WRITER.write(alert_context(alert_of(name)))
    quoted = [line.text.removesuffix(".") for section in notification.sections for line in section.lines if line.quoted]
    facts = {fact.name: fact.value.text for fact in notification.facts}
    assert [words for words in quoted if words in notification.headline or words in facts.values()] == []
    severity = alert_of(name).severity.word
    assert (severity in notification.headline.lower()) != ("Severity" in facts)
    assert not {"Affected", "Affected resources"} <= facts.keys()
