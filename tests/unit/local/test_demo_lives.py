"""The lives that `make demo` shows, played without an engine: each step does in Slack what it is to show."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.adapters.sources import read_event
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.notify_slack import notify_slack
from config_monitor.use_cases.parse_event import parse_event
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.update_incidents import IncidentDependencies, update_incidents
from local.demo_history import ACCOUNTS
from local.demo_lives import EDITED, NOTHING, POSTED, REPLIED, Life, event_of, lives
from local.samples import load
from local.settings import HUB_ACCOUNT, MEMBER_ACCOUNTS
from local.stacks import first_policy
from simulation.sender import World
from tests.support.fakes import FakeLedger, FakeOverrides, FakePolicies, NoRules

POLICY_OF_THE_COMPANY = first_policy()
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SAMPLES = {sample.name: sample.event for sample in load(NOW)}


class Hub:
    def __init__(self) -> None:
        self.world, self.ledger = World(), FakeLedger()
        self.world.time = NOW.timestamp()

    def receive(self, raw: dict[str, Any]) -> None:
        event = parse_event(raw | {"time": NOW.isoformat()}, read_event, NOW).event
        assert event
        classified = classify_event(
            event, FakePolicies(), PackagedCatalogue(), self.ledger, NOW, FakeOverrides(), NoRules()
        )
        keys = persist_event(classified, self.ledger, NOW, lambda _: None).alerts
        self.send()
        notify_slack(keys, self.world.sender)

    def let_a_day_pass(self) -> None:
        ports = (self.ledger, self.ledger, FakePolicies(), FakeOverrides(), lambda _: None)
        update_incidents(IncidentDependencies(*ports, NOW + timedelta(days=1), lambda: False))
        self.send()

    def send(self) -> None:
        kept = self.world.alerts.kept
        self.world.write(*(alert for key, alert in self.ledger.alerts.items() if key not in kept))


@pytest.mark.parametrize("life", list(lives(NOW)), ids=lambda life: life.source)
def test_each_step_of_a_life_does_what_it_is_to_show(life: Life) -> None:
    hub = Hub()
    for number, step in enumerate(life.steps):
        before = len(hub.world.notifier.sent)
        for nth, values in enumerate(step.events):
            hub.receive(event_of(SAMPLES[step.sample], values) | {"id": f"step-{number}-{nth}"})
        if not step.events:
            hub.let_a_day_pass()
        hub.world.minutes(2)
        sent = hub.world.notifier.sent[before:]
        effects = {EDITED if one.via == "edit" else REPLIED if one.thread else POSTED for one in sent}
        shown = ", and ".join(effect for effect in (POSTED, REPLIED, EDITED) if effect in effects) or NOTHING
        assert shown == step.shows, step.words
        assert all(life.name in one.notification.model_dump_json() for one in sent)


@pytest.mark.parametrize("account", sorted({HUB_ACCOUNT, *MEMBER_ACCOUNTS, *ACCOUNTS}))
def test_an_account_of_the_demonstration_has_a_name_and_a_team(account: str) -> None:
    named = POLICY_OF_THE_COMPANY.accounts[account]
    assert named.name
    assert named.team in POLICY_OF_THE_COMPANY.teams


def test_what_a_life_calls_itself_is_a_headline_without_a_full_stop() -> None:
    titles = [values["title"] for life in lives(NOW) for s in life.steps for values in s.events if "title" in values]
    assert titles
    assert [title for title in titles if title.endswith(".")] == []
