"""What the weekly report has and the daily one has not, and how long what was fixed had been open."""

from config_monitor.domain.reports import Report
from tests.support.reports import DECLINING, STEADY, report, row, section


def with_teams(shown: Report) -> Report:
    teams = {DECLINING: "shop", STEADY: "payments"}
    lines = [line.model_copy(update={"team": teams.get(line.account)}) for line in shown.accounts]
    return shown.model_copy(update={"accounts": lines})


def test_a_week_stands_beside_the_three_before_it() -> None:
    weeks = section(report("weekly"), "weeks")
    assert weeks
    assert [end for end, *_ in weeks.rows] == ["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"]
    assert weeks.rows[-1] == ("2026-11-23", 87.5, -5.0, 25, 28, 42)
    # Of the two days without data nothing is made up: five days of two accounts.
    assert weeks.rows[0][-2:] == (20, 30)
    assert section(report(), "weeks") is None


def test_teams_stand_side_by_side_once_a_week() -> None:
    teams = section(with_teams(report("weekly")), "teams")
    assert teams
    assert [(name, score, accounts) for name, score, accounts, *_ in teams.rows] == [
        ("shop", 80.0, 1),
        ("payments", 95.0, 1),
        ("no team", None, 1),
    ]
    assert section(with_teams(report()), "teams") is None
    assert section(report("weekly"), "teams") is None


def test_the_time_to_fix_has_mean_and_median_by_severity_and_team() -> None:
    opened = ("2026-11-23T08:00:00.000Z", "2026-11-23T06:00:00.000Z", "2026-11-22T09:00:00.000Z")
    fixed = [row("resolved", f"b-{n}", closed_as="fixed", opened_at=at) for n, at in enumerate(opened)]
    removed = row("resolved", "b-9", closed_as="removed", opened_at=opened[2])
    times = section(with_teams(report(rows=[*fixed, removed])), "resolution-times")
    assert times
    hour = 3600
    expected = (3, (1 + 3 + 24) * hour / 3, 3 * hour)
    assert times.rows == [("low", *expected), ("shop", *expected)]
