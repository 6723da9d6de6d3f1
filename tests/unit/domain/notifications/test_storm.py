"""A storm's edges, to the second: when its next summary is due, when it is over, what waits and what counts."""

import pytest

from config_monitor.domain.events import Severity
from config_monitor.domain.notifications import Alert
from config_monitor.domain.notifications.storm import GROUPS, Storm, group_id, new_storm
from simulation.sender import violation

STORM = new_storm(["restricted-ssh"], 1000.0)
WAITS = violation()


def test_a_new_storm_begins_with_its_first_summary() -> None:
    assert (STORM.began_at, STORM.last_at, STORM.summaries) == (1000.0, 1000.0, 1)
    assert STORM.groups == {group_id("restricted-ssh")}


@pytest.mark.parametrize(("summaries", "seconds"), [(1, 30), (2, 30), (3, 90), (4, 270), (5, 570), (6, 570), (60, 570)])
def test_the_next_summary_is_due_half_a_minute_before_its_gap_ends(summaries: int, seconds: int) -> None:
    assert STORM.model_copy(update={"summaries": summaries}).due_at == 1000 + seconds


@pytest.mark.parametrize(("now", "on"), [(1000, True), (1329, True), (1330, True), (1331, False)])
def test_it_is_over_five_minutes_after_its_next_summary_was_due(now: float, on: bool) -> None:
    assert STORM.is_on(now) is on


@pytest.mark.parametrize(("now", "waits"), [(1044, False), (1045, True), (1089, True), (1090, False), (1091, False)])
def test_openings_wait_from_the_end_of_one_summary_until_the_next_is_due(now: float, waits: bool) -> None:
    assert STORM.model_copy(update={"summaries": 3}).holds([WAITS], now) is waits


@pytest.mark.parametrize("alert", [violation(severity=Severity.CRITICAL), violation(rule="another-rule")])
def test_one_that_is_critical_or_new_ends_the_wait_of_all(alert: Alert) -> None:
    storm = STORM.model_copy(update={"summaries": 3})
    assert not storm.holds([WAITS, alert], 1060)


@pytest.mark.parametrize(("alerts", "summaries"), [(1, 1), (3, 1), (4, 1), (5, 4), (6, 4)])
def test_a_summary_of_few_alerts_begins_the_gaps_anew(alerts: int, summaries: int) -> None:
    after = STORM.model_copy(update={"summaries": 3}).with_summary(["x"], 1090, alerts)
    assert (after.began_at, after.last_at, after.summaries) == (1000, 1090, summaries)
    assert after.groups == {group_id("restricted-ssh"), group_id("x")}


@pytest.mark.parametrize(("now", "summaries", "last_at"), [(1044, 1, 1000), (1045, 2, 1045), (1046, 2, 1046)])
def test_messages_within_three_quarters_of_a_minute_are_one_summary(now: float, summaries: int, last_at: float) -> None:
    after = STORM.with_summary(["x"], now, 9)
    assert (after.summaries, after.last_at) == (summaries, last_at)
    assert group_id("x") in after.groups


@pytest.mark.parametrize(("number", "kept"), [(GROUPS - 1, 999), (GROUPS, 1000), (GROUPS + 1, 1000)])
def test_it_keeps_a_thousand_groups(number: int, kept: int) -> None:
    groups = [str(n) for n in range(number)]
    assert len(new_storm(groups, 0).groups) == kept
    storm = Storm(began_at=0, last_at=0)
    assert len(storm.with_summary(groups, 10, 9).groups) == len(storm.with_summary(groups, 100, 9).groups) == kept


def test_a_groups_id_is_twelve_digits_of_its_hash() -> None:
    assert group_id("restricted-ssh") != group_id("restricted-ssh2")
    assert len(group_id("x" * 5000)) == 12
