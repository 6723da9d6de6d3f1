"""The samples as the engine plays them."""

from datetime import UTC, date, datetime

from config_monitor.adapters.sources import read_event
from local.samples import load


def test_what_agents_found_is_recent_whenever_it_is_played() -> None:
    played = [sample for sample in load(date(2030, 5, 2)) if sample.name.startswith("logs/")]
    assert played
    for sample in played:
        event = read_event(sample.event, datetime(2030, 5, 2, 9, tzinfo=UTC)).event
        assert event, sample.name
        assert event.incident is None or event.incident.occurred_at.startswith("2030-05-01T")
