"""The changes of a resource in the timeline of its violation: whole, and from history rows alone."""

import json
from typing import Any

from config_monitor.domain.queries.violation_detail import TimelineChange
from tests.support.parsing import event
from tests.support.samples import changed, sample


def test_a_change_has_every_property_that_history_kept() -> None:
    properties = {f"Configuration.P{i}": {"previousValue": i, "updatedValue": i + 1} for i in range(7)}
    raw = changed("config/item-update", "detail.configurationItemDiff.changedProperties", properties)
    change = TimelineChange.of_event(_row(raw))
    assert change is not None
    assert change.properties == properties
    assert (change.at, change.change_type) == ("2026-11-23T10:01:00.100Z", "UPDATE")


def test_what_is_no_configuration_item_is_no_change() -> None:
    assert TimelineChange.of_event(_row(sample("config/non-compliant"))) is None


def _row(raw: dict[str, Any]) -> dict[str, Any]:
    parsed = event(raw)
    return {"id": parsed.id, "detail_type": parsed.detail_type, "detail": json.dumps(parsed.detail)}
