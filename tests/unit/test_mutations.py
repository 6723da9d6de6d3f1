"""Real payloads bent in any way go from ParseEvent to Slack, every list and the report, on a table with its limits.

`make fuzz` looks further, for as long as one likes; what it finds becomes a case of its own where it belongs.
"""

from datetime import UTC, datetime
from random import Random

import pytest

from simulation.hub import Hub
from simulation.mutations import edge, mutated

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize("seed", range(6))
def test_a_bent_payload_is_stored_or_refused_for_a_reason_and_breaks_no_reader(seed: int) -> None:
    random, hub = Random(seed), Hub(NOW)
    events = [mutated(random, NOW) for _ in range(200)]
    outcomes = [hub.process(event) for event in events]
    assert {"rejected", "ignored", "stored", "sent"} <= set(outcomes)
    assert hub.process(events[outcomes.index("sent")]) == "duplicate"
    hub.minute()
    hub.read()
    hub.report("daily" if seed else "weekly")


def test_whatever_is_no_event_is_refused_for_a_reason() -> None:
    random, hub = Random(17), Hub(NOW)
    raws = [edge(random, NOW) for _ in range(100)]
    raws += [{"source": edge(random, NOW), "detail-type": edge(random, NOW), "detail": raw} for raw in raws[:50]]
    assert {hub.process(raw) for raw in raws} <= {"rejected", "ignored"}
