"""The alert that a sample of events/ becomes."""

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.adapters.sources import read_event
from config_monitor.domain.notifications import Alert, alert_of_event
from config_monitor.domain.policy import Policy
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.parse_event import parse_event
from simulation.sender import World
from tests.support.fakes import FakeLedger, FakeOverrides, NoRules
from tests.support.parsing import NOW
from tests.support.samples import sample


def alert_of(name: str) -> Alert:
    """The alert that a sample becomes."""

    class Plain:
        def policy(self) -> Policy:
            return Policy.model_validate(
                {
                    "accounts": {"111122223333": {"name": "orchard-prod", "team": "shop"}},
                    "teams": {"shop": {}},
                }
            )

    event = parse_event(sample(name), read_event, NOW).event
    assert event
    return alert_of_event(
        classify_event(
            event,
            Plain(),
            PackagedCatalogue(),
            FakeLedger(),
            World().sender.channels.clock(),
            FakeOverrides(),
            NoRules(),
        )
    )
