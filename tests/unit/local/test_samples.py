"""The samples as the engine plays them."""

from datetime import UTC, datetime

import pytest

from config_monitor.adapters.sources import read_event
from config_monitor.domain.events import format_instant
from local.samples import load
from tests.support.incidents import incident_of


@pytest.mark.parametrize("hour", [0, 9, 23])
def test_what_agents_found_is_news_whenever_it_is_played(hour: int) -> None:
    now = datetime(2030, 5, 2, hour, 5, tzinfo=UTC)
    played = [sample for sample in load(now) if sample.name.startswith("logs/")]
    assert played
    for sample in played:
        event = read_event(sample.event, now).event
        assert event, sample.name
        assert event.incident is None or incident_of(event, now=format_instant(now)).is_open
