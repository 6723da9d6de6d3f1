"""The samples one after the other, as `make demo` plays them: as severe and as loud as events/expected.yaml says."""

import re
from datetime import UTC, datetime

import pytest

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.adapters.sources import read_event
from config_monitor.domain.compliance import Persisted
from config_monitor.domain.events import Parsed
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.group_interval import group_interval_of
from config_monitor.use_cases.parse_event import parse_event
from config_monitor.use_cases.persist_event import persist_event
from tests.support.fakes import FakeLedger, FakeOverrides, FakePolicies, NoRules
from tests.support.samples import EVENTS, expectations, sample

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
# It takes 22 evaluations before it; tests/unit/domain/compliance/test_violation.py has them.
WITHOUT_SAMPLE = {"older-than-what-is-kept"}


class Story:
    """The event machine over a table in memory; a group interval stays open until the end."""

    def __init__(self) -> None:
        self.ledger = FakeLedger()
        self.intervals: set[str] = set()
        self.held: set[AlertKey] = set()

    def play(self, parsed: Parsed) -> tuple[str | None, str]:
        if parsed.event is None:
            return None, "none"
        if parsed.event.rule_inventory or parsed.event.heartbeat:
            return parsed.event.severity.word, "none"  # kept with the rules and the agents, without a classification
        classified = classify_event(
            parsed.event, FakePolicies(), PackagedCatalogue(), self.ledger, NOW, FakeOverrides(), NoRules()
        )
        persisted = persist_event(classified, self.ledger, NOW, lambda _: None)
        return classified.event.severity.word, self.notify(persisted)

    def notify(self, persisted: Persisted) -> str:
        alerts = [alert for key in persisted.alerts if (alert := self.ledger.alerts[key]).kind != "changed"]
        if persisted.alerts and not alerts:
            return "none"
        if alerts and all(alert.opening_alert in self.held for alert in alerts):
            return "digest"  # in the summary that has the opening
        groups = {group_interval_of(alert)[0] for alert in alerts if not alert.baseline}
        notify = "immediate" if groups - self.intervals else "digest" if alerts else persisted.notify
        self.intervals |= groups
        self.held |= {alert.key for alert in alerts if notify == "digest"}
        return notify


@pytest.fixture(scope="module")
def seen() -> dict[str, tuple[str | None, str]]:
    story = Story()
    return {name: story.play(parse_event(sample(name), read_event, NOW)) for name in expectations()}


@pytest.mark.parametrize(("name", "expected"), expectations().items())
def test_a_sample_is_as_severe_and_as_loud_as_expected(
    name: str, expected: dict[str, str], seen: dict[str, tuple[str | None, str]]
) -> None:
    assert seen[name] == (expected.get("severity"), expected["notify"])


def test_each_row_of_the_outcome_table_has_its_samples() -> None:
    document = (EVENTS.parent / "docs" / "violations.md").read_text()
    rows = set(re.findall(r"^\| `([a-z-]+)` \|", document, re.MULTILINE))
    assert {re.sub(r"-\d$", "", path.stem) for path in (EVENTS / "violations").glob("*.json")} == rows - WITHOUT_SAMPLE
