"""What is kept of each day: events on the day they were published, teams with the accounts that could be read."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal

from config_monitor.domain.reports import DailyTotals, EventOutcome, Figures, ReportRun, TeamDay, period_of
from config_monitor.use_cases.aggregate_compliance import aggregate_account, merge_accounts
from tests.support.report_fakes import FakeFigures, FakeReportRows, FakeTeamDays, to_merge

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
LAST = date(2026, 11, 23)
ONE, OTHER = "111122223333", "444455556666"
TEAMS = {ONE: "shop", OTHER: "shop"}


def run(kind: Literal["daily", "weekly"], last: date = LAST) -> ReportRun:
    return ReportRun(id=f"{kind}-{last}", period=period_of(kind, last.isoformat(), "UTC", NOW), scheduled=False)


def published(day: int, after: int) -> EventOutcome:
    return EventOutcome(f"2026-11-{day}T09:00:00.000Z", 4, detected_after=after, delivered=after < 5)


def test_the_weekly_report_leaves_each_day_its_own_times() -> None:
    store = FakeFigures([])
    store.outcomes[ONE] = [published(22, 3), published(23, 7), published(23, 9)]
    for made in (run("daily"), run("weekly")):
        aggregate_account(made, ONE, store, FakeReportRows(), NOW)
        whole = next(store.results(made.id))[1]
        assert (whole.to_notify, whole.delivered) == ((2, 0) if made.period.kind == "daily" else (3, 1))
        day = store.kept[ONE, LAST]
        assert (day.to_detect[4].seconds, day.to_notify, day.delivered) == (16, 2, 0)
    assert store.kept[ONE, date(2026, 11, 22)].to_detect[4].seconds == 3


def test_a_day_that_pairs_forgot_is_kept_but_for_what_became_of_its_events() -> None:
    store = FakeFigures([])
    store.keep_day(ONE, LAST, Figures(compliant=7, to_notify=5), "", 0)
    store.outcomes[ONE] = [published(23, 3)]
    late = ReportRun(
        id="late", period=period_of("daily", "2026-11-23", "UTC", NOW + timedelta(days=99)), scheduled=False
    )
    aggregate_account(late, ONE, store, FakeReportRows(), NOW)
    assert (store.kept[ONE, LAST].compliant, store.kept[ONE, LAST].to_notify) == (7, 5), "aged, so all as kept"


def test_an_account_that_cannot_be_read_counts_for_its_team_as_it_was_kept() -> None:
    store = FakeFigures([])
    happened = Figures(compliant=5, to_notify=2, delivered=1)
    store.keep_day(OTHER, LAST, happened, "", 0)
    store.keep_result(run("daily").id, ONE, Figures(compliant=3), {LAST: Figures(compliant=3, to_notify=1)}, 0)
    dependencies = to_merge(store, TEAMS)
    assert merge_accounts(run("daily"), [ONE, OTHER], dependencies, NOW).missing == [OTHER]
    assert isinstance(dependencies.team_days, FakeTeamDays)
    assert dependencies.team_days.days[LAST] == {"shop": TeamDay(compliant=8, to_notify=3, delivered=1)}
    assert store.days[LAST].accounts[OTHER] == DailyTotals(compliant=5)


def test_an_account_without_figures_of_a_day_carries_its_last_state_to_its_team() -> None:
    store, dependencies = FakeFigures([]), None
    for back, accounts in ((1, (ONE, OTHER)), (0, (ONE,))):
        day = LAST - timedelta(days=back)
        for account in accounts:
            store.keep_result(run("daily", day).id, account, Figures(), {day: Figures(compliant=4, to_notify=1)}, 0)
        dependencies = to_merge(store, TEAMS)
        merge_accounts(run("daily", day), [ONE, OTHER], dependencies, NOW)
    assert dependencies
    assert isinstance(dependencies.team_days, FakeTeamDays)
    assert dependencies.team_days.days[LAST] == {"shop": TeamDay(compliant=8, to_notify=1)}
