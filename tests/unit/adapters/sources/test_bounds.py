"""Times and numbers that senders choose are bounded by the hub's clock and by what the table holds."""

from datetime import timedelta
from typing import Any

import pytest

from config_monitor.domain.events import format_instant
from tests.support.parsing import NOW, event, incident, refusal
from tests.support.samples import changed, sample

DAY = timedelta(days=1)


def at(distance: timedelta) -> str:
    return format_instant(NOW + distance)


@pytest.mark.parametrize("name", ["logs/heartbeat", "config/non-compliant", "health/issue", "guardduty/instance"])
def test_no_event_is_more_than_a_day_ahead(name: str) -> None:
    assert event(changed(name, "time", at(DAY))).published_at
    for time in (at(DAY + timedelta(seconds=1)), "9999-12-31T23:59:59Z"):
        assert refusal(changed(name, "time", time)) == ("rejected", "time: more than a day ahead of the hub's clock")


@pytest.mark.parametrize("name", ["logs/heartbeat", "logs/rule-inventory"])
def test_news_of_an_agent_is_recent_and_of_a_region_that_exists(name: str) -> None:
    assert refusal(changed(name, "time", at(-91 * DAY))) == ("rejected", "time: older than the 90 days that are kept")
    assert refusal(changed(name, "region", "xx-nowhere-1")) == ("rejected", "region: no region of AWS")


def test_other_events_are_stored_with_the_region_they_came_with() -> None:
    assert event(changed("cloudwatch/alarm-metric", "region", "xx-nowhere-1")).region == "xx-nowhere-1"


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("window_end", "9999-01-01T00:00:00Z", "detail.window_end: more than a day ahead of the hub's clock"),
        ("window_start", "1970-01-01T00:00:00Z", "detail.window_start: older than the 90 days that are kept"),
        ("window_end", "2026-11-23T12:25:00Z", "detail.window_end: must be later than window_start"),
        ("count", 10**12, "detail.count: Input should be less than or equal to 1000000000"),
    ],
)
def test_a_window_of_log_errors_is_one_that_was_searched(field: str, value: object, reason: str) -> None:
    assert refusal(changed("logs/errors", f"detail.{field}", value)) == ("rejected", reason)


@pytest.mark.parametrize("version", [-1, 10**7, 10**50, "two"])
def test_an_agents_version_is_a_small_number(version: object) -> None:
    outcome, reason = refusal(changed("logs/heartbeat", "detail.agent_version", version))
    assert outcome == "rejected"
    assert "agent_version" in reason


@pytest.mark.parametrize("stated", ["9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z"])
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("guardduty/instance", "detail.updatedAt"),
        ("cloudwatch/alarm-metric", "detail.state.timestamp"),
        ("health/issue", "detail.lastUpdatedTime"),
    ],
)
def test_a_report_is_ordered_by_no_time_that_cannot_be(name: str, path: str, stated: str) -> None:
    raw = changed(name, path, stated)
    assert incident(raw).occurred_at == format_instant(NOW)[:4] + raw["time"][4:19] + ".000Z"


@pytest.mark.parametrize("stated", ["9999-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z"])
def test_an_evaluation_is_ordered_by_no_time_that_cannot_be(stated: str) -> None:
    raw = changed("config/non-compliant", "detail.newEvaluationResult.resultRecordedTime", stated)
    actual = event(raw)
    assert actual.evaluation
    assert actual.evaluation.evaluated_at[:19] == raw["time"][:19]


def test_a_removal_is_ordered_by_no_time_that_cannot_be() -> None:
    raw = changed("config/item-delete", "detail.configurationItem.configurationItemCaptureTime", "9999-12-31T00:00:00Z")
    actual = event(raw)
    assert actual.removal
    assert actual.removal.removed_at[:19] == raw["time"][:19]


@pytest.mark.parametrize("cut", [7, None, ["x"], {"a": 1}, "everything"])
def test_only_the_hub_says_what_was_cut(cut: Any) -> None:
    assert "config_monitor_cut" not in event(changed("config/non-compliant", "detail.config_monitor_cut", cut)).detail
    mark = event(changed("config/item-update", "detail.config_monitor_cut", cut)).detail["config_monitor_cut"]
    assert "configuration" in mark
    assert "everything" not in mark


def test_a_raw_event_cannot_set_the_hubs_own_fields() -> None:
    actual = event({**sample("health/organization-view"), "is_administrator": True, "now": "1970-01-01T00:00:00Z"})
    assert actual.claimed


def test_a_rules_name_leaves_room_for_the_keys_of_its_alerts() -> None:
    assert event(changed("config/non-compliant", "detail.configRuleName", "r" * 512)).evaluation
    outcome, reason = refusal(changed("config/non-compliant", "detail.configRuleName", "r" * 513))
    assert (outcome, "512" in reason) == ("rejected", True)


def test_an_inventory_of_very_many_rules_is_refused() -> None:
    outcome, reason = refusal(changed("logs/rule-inventory", "detail.rules", [{"name": "r"}] * 5000))
    assert (outcome, "bytes that a part may have" in reason) == ("rejected", True)


@pytest.mark.parametrize(
    "source", ["config-monitor", "config-monitor.hub", "config-monitor.agent", "config-monitor.slack"]
)
def test_nobody_forges_what_the_hub_itself_writes(source: str) -> None:
    raw = {**sample("unknown-source"), "source": source, "detail-type": "Violation Opened"}
    outcome, reason = refusal(raw)
    assert (outcome, reason.partition(":")[0]) == ("rejected", "source")
