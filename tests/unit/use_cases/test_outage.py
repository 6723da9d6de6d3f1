"""An hour of an outage in one channel: few messages, every incident named or counted, every end sent.

What breaks breaks within a minute or over most of the hour; it is reported again and ends over the rest of it.
"""

import re
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from config_monitor.domain.events import Event, format_instant
from config_monitor.domain.policy import Classified, Route
from config_monitor.use_cases.notify_slack import notify_slack
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import NC, C, evaluated
from simulation.sender import START, World
from tests.support.fakes import FakeLedger
from tests.support.incidents import ended, reported

ROUTE = Route(channel="operations", notify="immediate")
MESSAGES = 25
NINE = datetime.fromtimestamp(START, UTC)


def at(minute: float, title: str, event: Event) -> tuple[float, Event]:
    """An event as it is reported in a minute of the hour, under the title of its incident."""
    assert event.incident
    instant = format_instant(NINE + timedelta(minutes=minute))
    report = event.incident.model_copy(update={"occurred_at": instant})
    moved = {"published_at": int(START + 60 * minute), "incident": report, "title": title}
    return minute, event.model_copy(update={**moved, "event_id": f"{title}-{minute}", "resource_id": title})


def alarms(spread: float) -> list[tuple[float, Event]]:
    """Sixty alarms on four metrics, in alarm one after the other, and OK at the end of the hour."""
    actual = []
    for n in range(60):
        names: dict[str, Any] = {"identity": f"alarm-{n:02}", "kind": f"AWS/ELB#Metric{n % 4}"}
        actual += [at(n * spread / 60, f"a-alarm-{n:02}", reported(n, **names))]
        actual += [at(45 + n / 4, f"a-alarm-{n:02}", ended(n, **names))]
    return actual


def health() -> list[tuple[float, Event]]:
    """One Health event, updated eight times, closed in the end."""
    names: dict[str, Any] = {"identity": "arn", "kind": "AWS_ELB_OPERATIONAL_ISSUE", "source": "aws.health"}
    updates = [at(2 + 6 * n, "a-health-00", reported(n, event_id=f"h{n}", status="open", **names)) for n in range(8)]
    return [*updates, at(55, "a-health-00", ended(55, "closed", **names))]


def findings(spread: float) -> list[tuple[float, Event]]:
    """Twenty findings of three types, each published ten times."""
    actual = []
    for n, times in product(range(20), range(10)):
        names: dict[str, Any] = {"identity": f"f{n}", "kind": f"Type{n % 3}", "source": "aws.guardduty"}
        event = reported(times, event_id=f"f{n}-{times}", count=times + 1, status="active", **names)
        actual.append(at(5 + n * spread / 20 + (55 - spread) / 10 * times, f"a-finding-{n:02}", event))
    return actual


def stacks(spread: float) -> list[tuple[float, Event]]:
    """Five stacks of one account that failed, and were updated in the end."""
    actual = []
    for n in range(5):
        names: dict[str, Any] = {"identity": f"s{n}", "kind": "111122223333", "source": "aws.cloudformation"}
        actual += [at(6 + n * spread / 5, f"a-stack-{n:02}", reported(n, status="UPDATE_ROLLBACK_FAILED", **names))]
        actual += [at(50 + n, f"a-stack-{n:02}", ended(n, "completed", status="UPDATE_COMPLETE", **names))]
    return actual


def violations(spread: float) -> list[tuple[float, Classified]]:
    """Three hundred violations of three rules; half of them are fixed in the last ten minutes."""
    actual = []
    for n in range(300):
        rule, minute = f"rule-{n % 3}", n * spread / 300
        hour = 24 + 9 + minute / 60
        names: dict[str, Any] = {"rule": rule, "rule_name": rule, "resource": f"a-vol-{n:03}", "route": ROUTE}
        actual.append((minute, evaluated(NC, hour, C, **names)))
        if n % 2:
            actual.append((50 + n / 30, evaluated(C, hour + 0.8, NC, **names)))
    return actual


@pytest.fixture(scope="module", params=[1, 5, 10, 20, 40], ids=lambda minutes: f"over {minutes} minutes")
def hour(request: pytest.FixtureRequest) -> tuple[World, FakeLedger]:
    """The hour, minute by minute as the machines run, and ten minutes more."""
    spread: float = request.param
    world, ledger, known = World(), FakeLedger(), set()
    incidents = [*alarms(spread), *health(), *findings(spread), *stacks(spread)]
    timeline = [(minute, Classified(event=event, route=ROUTE)) for minute, event in incidents] + violations(spread)
    timeline.sort(key=lambda pair: pair[0])
    for minute in range(75):
        for moment, classified in [pair for pair in timeline if minute <= pair[0] < minute + 1]:
            world.time = max(world.time, START + 60 * moment)
            persisted = persist_event(classified, ledger, NINE, lambda _: None)
            world.write(*(alert for key, alert in ledger.alerts.items() if key not in known))
            known |= set(ledger.alerts)
            notify_slack(persisted.alerts, world.sender)
        world.time = max(world.time, START + 60 * (minute + 1))
        world.deliver()
    return world, ledger


def test_messages_of_their_own_are_few(hour: tuple[World, FakeLedger]) -> None:
    own = [sent for sent in hour[0].notifier.sent if sent.via == "post" and sent.thread is None]
    assert len(own) <= MESSAGES, [sent.notification.headline for sent in own]


def test_every_incident_and_violation_is_named_or_counted(hour: tuple[World, FakeLedger]) -> None:
    own = [sent for sent in hour[0].notifier.sent if sent.via == "post" and sent.thread is None]
    text = "\n".join(sent.notification.model_dump_json() for sent in own)
    named = len(set(re.findall(r"a-[a-z]+-\d+", text)))
    counted = sum(int(number.replace(",", "")) for number in re.findall(r"(\d[\d,]*) more", text))
    assert named + counted >= 60 + 1 + 20 + 5 + 300


def test_every_end_is_sent(hour: tuple[World, FakeLedger]) -> None:
    world, ledger = hour
    ends = [key for key, alert in ledger.alerts.items() if alert.opening_alert and alert.resolved_at]
    assert len(ends) == 60 + 1 + 5 + 150
    receipts = [world.alerts.kept[key].receipt for key in ends]
    assert all(receipts)
    assert world.unsent == 0
