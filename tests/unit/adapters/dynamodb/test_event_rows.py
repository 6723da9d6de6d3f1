"""An event's row is as small as it can be, for each kilobyte is paid in 13 indexes, and readers get all of it."""

from datetime import UTC, datetime
from math import ceil

import pytest

from config_monitor.adapters.dynamodb.pages import readable
from config_monitor.adapters.dynamodb.rows import event_row
from config_monitor.adapters.sources import read_event
from config_monitor.domain.events import Event
from config_monitor.domain.policy import Classified, Route
from config_monitor.use_cases.parse_event import parse_event
from scripts.cost_model import ASSUMED
from tests.support.samples import sample
from tests.support.template import ROOT

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NAMES = [f"{path.parent.name}/{path.stem}" for path in sorted((ROOT / "events" / "config").glob("*.json"))]


def event(name: str) -> Event | None:
    return parse_event(sample(name), read_event, NOW).event


def row_of(stored: Event) -> dict[str, object]:
    row = event_row(Classified(event=stored, route=Route(channel="any", notify="none")), NOW)
    return {name: value for name, value in row.items() if value is not None}


def kilobytes(row: dict[str, object]) -> int:
    """As DynamoDB rounds them up; numbers take half a byte for each digit and one or two more."""
    sizes = (len(str(value).encode()) if isinstance(value, str) else len(str(value)) // 2 + 2 for value in row.values())
    return ceil((sum(map(len, row)) + sum(sizes)) / 1024)


@pytest.mark.parametrize("name", ["config/non-compliant", "config/govcloud", "config/item-update"])
def test_readers_get_the_page_of_the_rule_which_the_row_leaves_out(name: str) -> None:
    stored = event(name)
    assert stored
    row = row_of(stored)
    assert ("console_url" in row) == (stored.evaluation is None)
    assert readable(row)["console_url"] == stored.console_url


def test_the_costs_take_rows_to_be_as_large_as_those_of_the_samples() -> None:
    stored = [event_ for name in NAMES if (event_ := event(name))]
    evaluations = [kilobytes(row_of(each)) for each in stored if each.evaluation]
    items = [kilobytes(row_of(each)) for each in stored if "Item Change" in each.detail_type]
    assumed = {entry["kind"]: entry["event_kb"] for entry in ASSUMED["events"]}
    assert assumed["evaluation that changes nothing"] == pytest.approx(sum(evaluations) / len(evaluations), abs=0.1)
    assert assumed["evaluation that changes a violation"] == assumed["evaluation that changes nothing"]
    assert assumed["configuration item"] == sum(items) / len(items)
