"""Trends from kept days: what is carried, what is compared, who declines."""

from datetime import date, timedelta

import pytest

from config_monitor.domain.reports import DailyTotals, Day, Figures, Point, change_over, declining, trend

FIRST = date(2026, 11, 1)


def days(count: int) -> list[date]:
    return [FIRST + timedelta(days=n) for n in range(count)]


def kept(*scores: dict[str, int] | None) -> dict[date, Day]:
    """A day for each dict of scores by account; None is a day that nobody kept."""
    return {
        day: Day(day=day, accounts={account: scored(score) for account, score in payload.items()})
        for day, payload in zip(days(len(scores)), scores, strict=True)
        if payload is not None
    }


def scored(score: int) -> DailyTotals:
    return DailyTotals(compliant=score, open_by_severity=[0, 0, 0, 100 - score, 0, 0], new=3, resolved=2)


def scores(points: list[Point]) -> list[float | None]:
    return [point.score for point in points]


def test_a_day_without_data_carries_the_last_state_and_says_so() -> None:
    points = trend(days(3), kept({"a": 80}, None, {"a": 90}))
    assert scores(points) == [80, 80, 90]
    assert [point.carried for point in points] == [False, True, False]
    assert points[1].totals is not None
    assert (points[1].totals.new, points[1].totals.resolved) == (0, 0), "what happened is not carried on"


def test_days_before_anything_is_known_have_no_score_rather_than_a_good_one() -> None:
    points = trend(days(2), kept(None, {"a": 80}))
    assert (scores(points), points[0].carried) == ([None, 80], False)


def test_the_first_day_carries_what_was_known_before_it() -> None:
    points = trend(days(3)[1:], kept({"a": 80}, None, {"a": 90}))
    assert (scores(points), points[0].carried) == ([80, 90], True)


def test_an_account_that_failed_on_a_day_is_carried_alone() -> None:
    points = trend(days(2), kept({"a": 80, "b": 60}, {"a": 90}))
    assert (scores(points), points[1].score_of("b"), points[1].carried) == ([70, 75], 60, False)


def test_a_trend_can_be_of_some_accounts() -> None:
    assert scores(trend(days(1), kept({"a": 80, "b": 60}), only={"b"})) == [60]


def test_change_is_measured_over_what_there_is() -> None:
    points = trend(days(4), kept({"a": 70}, {"a": 75}, {"a": 80}, {"a": 90}))
    assert (change_over(points, 1), change_over(points, 3), change_over(points, 28)) == (10, 20, 20)
    assert change_over(points[:1], 7) is None


def test_declining_is_more_than_the_margin_within_seven_days_worst_first() -> None:
    week: list[dict[str, int] | None] = [{"a": 90, "b": 90, "c": 90, "d": 90}]
    week += [None] * 6 + [{"a": 87, "b": 70, "c": 88, "d": 99}]
    assert declining(trend(days(8), kept(*week)), 2) == {"b": -20, "a": -3}


def test_a_decline_eight_days_ago_is_old_news() -> None:
    assert declining(trend(days(9), kept({"a": 99}, *[{"a": 80}] * 8)), 2) == {}


@pytest.mark.parametrize("totals", [DailyTotals(), scored(80), DailyTotals(unknown=4)])
def test_daily_totals_are_the_same_after_packing(totals: DailyTotals) -> None:
    assert DailyTotals.unpacked(totals.packed()) == totals


def test_daily_totals_are_those_of_the_figures() -> None:
    figures = Figures(compliant=5, open_by_severity=[0, 1, 0, 0, 2, 0], new=3, reopened=1, fixed=2, removed=1)
    totals = DailyTotals.of(figures)
    assert (totals.score, totals.new, totals.resolved) == (figures.score, 4, 3)
