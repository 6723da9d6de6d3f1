"""Lives of incidents whose every text somebody hostile wrote: messages stay safe and whole, and nothing gets stuck."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from config_monitor.adapters.sources import read_event
from config_monitor.domain.events import Event, Severity
from config_monitor.domain.policy import Classified, Route
from config_monitor.use_cases.notify_slack import notify_slack
from config_monitor.use_cases.parse_event import parse_event
from config_monitor.use_cases.persist_event import persist_event
from simulation.sender import START, World
from tests.support.fakes import FakeLedger
from tests.support.hostile_text import assert_safe
from tests.support.samples import sample

ROUTE = Route(channel="operations", notify="immediate", account_name="<!channel> *production*")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
WRITTEN_BY_OTHERS = [
    '<!channel> <@U1> <https://evil.example|AWS> *b* `c` \u202e\u0000 & "}],',
    "orchard <!here>" * 70,
    "#" * 1000,
    "\\ud800",
]
# Of each sample, spread over all that it has.
TEXTS = 6
SAMPLES = ["cloudwatch/alarm-metric", "guardduty/instance", "cloudformation/stack-failed", "logs/errors-many"]
SAMPLES += [
    "health/issue",
    "cloudwatch/alarm-composite",
    "guardduty/access-key",
    "cloudformation/stack-instance-inoperable",
]


def texts_of(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all texts in an event's detail."""
    pairs = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, value in pairs:
        if isinstance(value, str):
            yield (*path, name)
        yield from texts_of(value, (*path, name))


def with_text(raw: dict[str, Any], path: tuple[Any, ...], text: str) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(raw))
    part = changed["detail"]
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = text
    return changed


def lived(event: Event) -> World:
    """Opened, worse, and ended, each sent; a second one beside it makes a summary."""
    world, ledger = World(), FakeLedger()
    assert event.incident
    opened: dict[str, Any] = {"phase": "opened", "ended_as": None, "suppressed": False, "silent_after": None}
    ended: dict[str, Any] = {"phase": "ended", "ended_as": "deleted", "occurred_at": "2026-11-23T23:00:00.000Z"}
    events = [
        event.model_copy(
            update={"event_id": f"e{n}", "severity": severity, "incident": event.incident.model_copy(update=more)}
        )
        for n, (severity, more) in enumerate(
            [
                (Severity.HIGH, opened),
                (
                    Severity.CRITICAL,
                    {**opened, "entities": ("<!here>", "b" * 1000), "occurred_at": "2026-11-23T22:00:00.000Z"},
                ),
                (Severity.HIGH, {**opened, "identity": "another"}),
                (Severity.HIGH, {**opened, "identity": "a third"}),
                (Severity.HIGH, ended),
            ]
        )
    ]
    world.time = START
    for each in events:
        persisted = persist_event(Classified(event=each, route=ROUTE), ledger, NOW, lambda _: None)
        world.write(*(ledger.alerts[key] for key in persisted.alerts))
        notify_slack(persisted.alerts, world.sender)
    world.minutes(3)
    assert world.unsent == 0
    return world


@pytest.mark.parametrize("name", SAMPLES)
def test_no_text_of_an_event_comes_alive_or_keeps_its_message_from_being_sent(name: str) -> None:
    raw = sample(name)
    taken = 0
    paths = list(texts_of(raw["detail"]))
    for number, path in enumerate(paths[:: max(len(paths) // TEXTS, 1)]):
        text = WRITTEN_BY_OTHERS[number % len(WRITTEN_BY_OTHERS)]
        event = parse_event(with_text(raw, path, text), read_event, NOW).event
        if event is None or event.incident is None:
            continue
        taken += 1
        world = lived(event)
        assert len(world.notifier.posts) >= 3
        for sent in world.notifier.sent:
            assert_safe(sent.notification)
    assert taken
