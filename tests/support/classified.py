"""The alert that a sample of events/ becomes."""

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.adapters.sources import read_event
from config_monitor.domain.notifications import Alert, alert_of_event
from config_monitor.domain.policy import Policy
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.parse_event import parse_event
from simulation.sender import World
from tests.support.fakes import FakeLedger, FakeOverrides, FakePolicies, NoRules
from tests.support.parsing import NOW
from tests.support.samples import sample

POLICY = Policy.model_validate(
    {"accounts": {"111122223333": {"name": "orchard-prod", "team": "shop"}}, "teams": {"shop": {}}}
)


def alert_of(name: str) -> Alert:
    """The alert that a sample becomes."""
    event = parse_event(sample(name), read_event, NOW).event
    assert event
    now, policies = World().sender.channels.clock(), FakePolicies(POLICY)
    catalogue, ledger = PackagedCatalogue(), FakeLedger()
    return alert_of_event(classify_event(event, policies, catalogue, ledger, now, FakeOverrides(), NoRules()))
