"""Times, scores and deliveries over windows: exact sums and means, medians within 3 %, teams and severities apart."""

import random
from datetime import date, timedelta
from statistics import mean, median

import pytest

from config_monitor.domain.reports import (
    DailyTotals,
    Durations,
    EventOutcome,
    Figures,
    TeamDay,
    Window,
    team_days,
    windows,
)
from tests.support.reports import report, sections_of

LAST = date(2026, 11, 23)


def durations(*seconds: int) -> Durations:
    made = Durations()
    for each in seconds:
        made.add(each)
    return made


@pytest.mark.parametrize("seed", range(5))
def test_means_are_exact_and_medians_at_most_three_percent_off(seed: int) -> None:
    draw = random.Random(seed)
    drawn = [int(draw.expovariate(1) * 10 ** draw.randrange(1, 7)) for _ in range(draw.randrange(1, 400))]
    parts = [durations(*drawn[start::3]) for start in range(3)]
    together = Durations.sum_of(parts)
    assert together == Durations.model_validate_json(durations(*drawn).model_dump_json())
    assert (together.number, together.mean) == (len(drawn), mean(drawn))
    assert together.median == pytest.approx(median(drawn), rel=0.03)


def test_each_duration_alone_is_its_own_median_within_three_percent() -> None:
    for seconds in (0, 1, 2, 4, 5, 59, 3600, 86_400, 90 * 86_400):
        assert durations(seconds).median == pytest.approx(seconds, rel=0.03)
    assert durations(-5) == durations(0), "clocks that differ"
    assert (Durations().mean, Durations().median) == (None, None)


def kept(**more: object) -> TeamDay:
    return TeamDay.model_validate({"compliant": 80, "non_compliant": 20, **more})


def four_weeks(made: list[Window]) -> Window:
    return next(window for window in made if window.days == 28)


def test_a_window_has_its_days_and_no_more() -> None:
    days = {
        LAST - timedelta(days=back): {"": kept(to_resolve={4: durations(back)}, to_notify=2, delivered=1)}
        for back in range(100)
    }
    for window in windows(days, LAST):
        number = window.days
        assert (window.first, window.days_with_figures) == (LAST - timedelta(days=number - 1), number)
        assert window.overall.to_resolve.number == number
        assert window.overall.to_resolve.mean_seconds == (number - 1) / 2
        assert (window.overall.to_notify, window.overall.delivery_rate) == (2 * number, 50.0)
        assert window.teams == []
    assert [window.days for window in windows(days, LAST)] == [7, 28, 90]


def test_the_score_changes_since_the_day_before_the_window() -> None:
    """Where that day was not kept, since the last one kept in the two weeks before it, else the first one kept."""
    days = {LAST - timedelta(days=back): {"": kept(compliant=100 - back, non_compliant=back)} for back in (0, 3, 9, 30)}
    changes = {window.days: window.overall.score_change for window in windows(days, LAST)}
    assert changes == {7: 9.0, 28: 30.0, 90: 30.0}
    assert windows({LAST: {"": kept()}}, LAST)[0].overall.score_change is None
    assert windows({}, LAST) == []


def test_teams_are_apart_and_add_up_and_a_team_alone_has_no_other() -> None:
    shop = kept(to_resolve={5: durations(10), 2: durations(20)}, to_detect={2: durations(3)})
    days = {LAST: {"shop": shop, "": kept(compliant=60, non_compliant=40, to_resolve={2: durations(30)})}}
    window = four_weeks(windows(days, LAST))
    assert [(team.team, team.score, team.to_resolve.number) for team in window.teams] == [
        ("", 60.0, 1),
        ("shop", 80.0, 2),
    ]
    assert (window.overall.score, window.overall.to_resolve.mean_seconds) == (70.0, 20.0)
    assert [(t.severity, t.to_resolve.number, t.to_detect.number) for t in window.overall.by_severity] == [
        ("critical", 1, 0),
        ("low", 2, 1),
    ]
    alone = four_weeks(windows(days, LAST, only=["shop"]))
    assert (alone.overall.score, alone.overall.to_resolve.number, alone.teams) == (80.0, 2, [])
    assert windows(days, LAST, only=["nobody"]) == []


def test_accounts_count_for_their_teams() -> None:
    happened = Figures()
    happened.count_event(EventOutcome("", 4, detected_after=7, delivered=True))
    happened.count_event(EventOutcome("", 4, delivered=False))
    totals = {"1": DailyTotals(compliant=3), "2": DailyTotals(open_by_severity=[0, 0, 1, 0, 0, 0])}
    made = team_days(totals, {"1": happened}, {"1": "shop"})
    assert made == {
        "shop": TeamDay(compliant=3, to_detect={4: durations(7)}, to_notify=2, delivered=1),
        "": TeamDay(non_compliant=1),
    }


def test_the_section_is_on_every_page_and_in_the_thread_of_a_week() -> None:
    days = {LAST: {"shop": kept(to_resolve={2: durations(60)}), "": kept()}}
    for kind, in_thread in (("daily", False), ("weekly", True)):
        shown = report("weekly" if in_thread else "daily").model_copy(update={"windows": windows(days, LAST)})
        section = next(section for section in sections_of(shown) if section.key == "performance")
        assert (kind, section.in_thread) == (kind, in_thread)
        assert [(of, window) for of, window, *_ in section.rows][:6] == [
            *(("all accounts", window) for window in (7, 28, 90)),
            *(("no team", window) for window in (7, 28, 90)),
        ]
        assert list(section.rows[0][2:]) == [80.0, None, 0, None, None, 1, 60.0, 60.3, 0, None]
        assert section.rows[-1][:2] == ("low", 90)
