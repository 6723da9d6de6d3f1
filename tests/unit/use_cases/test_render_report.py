"""Which part of a report is sent to whom, where its files are, and what is sent again."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from config_monitor.domain.notifications import Notification
from config_monitor.domain.policy import Policy
from config_monitor.domain.reports import Figures, OtherEvents, ReportRun, RuleFigures, period_of
from config_monitor.errors import NotificationRefused, NotifierBusy
from config_monitor.use_cases.render_report import Rendered, render_report
from config_monitor.use_cases.report_dependencies import ReportDependencies
from tests.support.report_fakes import (
    FakeFigures,
    FakeReportFiles,
    FakeSender,
    dependencies,
    posts,
    rendered_reports,
)
from tests.support.reports import row

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
ONE, OTHER, MISSING = "111122223333", "444455556666", "999988887777"
POLICY = Policy.model_validate(
    {
        "teams": {"shop": {"channel": "team-shop"}, "quiet": {}, "nobody": {"channel": "team-nobody"}},
        "accounts": {ONE: {"name": "shop-prod", "team": "shop"}, OTHER: {"team": "quiet"}},
        "quiet": [{"rule": "house-*", "tell": "never"}],
        "severities": [{"rule": "house-*", "severity": "low"}],
    }
)


def run(scheduled: bool = False, run_id: str = "run-1") -> ReportRun:
    return ReportRun(id=run_id, period=period_of("daily", "2026-11-23", "UTC", NOW), scheduled=scheduled)


@pytest.fixture
def files() -> FakeReportFiles:
    return FakeReportFiles()


@pytest.fixture
def at_work(files: FakeReportFiles) -> ReportDependencies:
    store = FakeFigures([])
    others = {"2#aws.health#maintenance": OtherEvents(source="aws.health", title="maintenance", severity=2, count=1)}
    rules = {"house-rule": RuleFigures(open=1, not_notified=1), "unknown-rule": RuleFigures(open=2, not_notified=4)}
    for run_id in ("run-1", "run-2"):
        store.keep_result(run_id, ONE, Figures(compliant=9, open_by_severity=[0, 0, 1, 0, 0, 0], rules=rules), {}, 0)
        store.keep_result(
            run_id, OTHER, Figures(compliant=5, open_by_severity=[0, 0, 5, 0, 0, 0], others=others), {}, 0
        )
    return dependencies(store, POLICY, files)


def sender(at_work: ReportDependencies) -> FakeSender:
    assert isinstance(at_work.sender, FakeSender)
    return at_work.sender


def link_of(notification: Notification) -> str | None:
    return next((span.url for line in notification.links for span in line.spans if span.url), None)


def rendered(at_work: ReportDependencies, **payload: Any) -> Rendered:
    return render_report(run(**payload), [ONE, OTHER, MISSING], at_work, NOW)


def test_the_whole_goes_to_one_channel_and_each_team_with_a_channel_gets_its_part(at_work: ReportDependencies) -> None:
    assert rendered(at_work).channels == {"reports": "sent", "team-shop": "sent"}
    whole, part = rendered_reports(at_work)
    assert (whole.team, [line.account for line in whole.accounts]) == (None, [MISSING, OTHER, ONE])
    assert (part.team, [line.title for line in part.accounts]) == ("shop", [f"shop-prod ({ONE})"])
    assert whole.score == pytest.approx(70)
    assert part.score == pytest.approx(90)


def test_rules_that_neither_policy_nor_catalogue_rates_are_listed(at_work: ReportDependencies) -> None:
    rendered(at_work)
    assert rendered_reports(at_work)[0].unrated_rules == ["unknown-rule"]


def test_what_the_policy_mutes_for_good_is_not_in_the_digest(at_work: ReportDependencies) -> None:
    rendered(at_work)
    rules = rendered_reports(at_work)[0].figures.rules
    assert (rules["unknown-rule"].not_notified, rules["house-rule"].not_notified, rules["house-rule"].open) == (4, 0, 1)


def test_other_events_are_in_the_report_of_their_accounts_alone(at_work: ReportDependencies) -> None:
    rendered(at_work)
    assert [len(report.other_events) for report in rendered_reports(at_work)] == [1, 0]


def test_a_team_is_linked_to_a_page_of_its_own_accounts_alone(
    at_work: ReportDependencies, files: FakeReportFiles
) -> None:
    answer = rendered(at_work)
    links = [link_of(notification) for _, notification in posts(at_work)]
    assert links == [f"https://files/reports/daily/2026-11-23/run-1/{whose}/report.html" for whose in ("all", "shop")]
    assert answer.report_url == links[0]
    assert files.files["reports/daily/2026-11-23/run-1/all/score.png"] == b"png"


def test_without_a_bucket_there_is_no_link_and_the_report_goes_out() -> None:
    bare = dependencies(FakeFigures([]), POLICY)
    assert rendered(bare).report_url is None
    (_, notification), _ = posts(bare)
    assert (link_of(notification), notification.images[0].url) == (None, None)


def test_a_busy_notifier_is_raised_and_the_next_try_sends_what_was_not_sent(at_work: ReportDependencies) -> None:
    sender(at_work).errors = [NotifierBusy("away")]
    with pytest.raises(NotifierBusy):
        rendered(at_work)
    assert rendered(at_work).channels == {"reports": "sent", "team-shop": "sent"}
    assert len(posts(at_work)) == 2


def test_a_retry_does_not_send_twice(at_work: ReportDependencies) -> None:
    rendered(at_work)
    assert set(rendered(at_work).channels.values()) == {"sent before"}


def test_a_channel_that_refuses_does_not_keep_the_report_from_others(at_work: ReportDependencies) -> None:
    sender(at_work).errors = [NotificationRefused("channel_not_found")]
    assert rendered(at_work).channels == {"reports": "refused: channel_not_found", "team-shop": "sent"}


def test_two_starts_of_the_schedule_are_one_report_but_asking_again_is_two(at_work: ReportDependencies) -> None:
    rendered(at_work, scheduled=True)
    assert set(rendered(at_work, scheduled=True, run_id="run-2").channels.values()) == {"sent before"}
    rendered(at_work)
    rendered(at_work, run_id="run-2")
    assert len(posts(at_work)) == 6


def test_missing_accounts_are_counted(at_work: ReportDependencies) -> None:
    assert rendered(at_work).missing == 1
    assert date(2026, 11, 23) == rendered_reports(at_work)[0].period.last


def test_the_whole_lists_all_rows_and_a_team_those_of_its_accounts(
    at_work: ReportDependencies, files: FakeReportFiles
) -> None:
    at_work.rows.keep("run-1", ONE, [row("open", "vol-1", account=ONE)], 0)
    at_work.rows.keep("run-1", OTHER, [row("new", "vol-2", account=OTHER)], 0)
    rendered(at_work)
    listed = [[r.resource_id for r in report.rows] for report in rendered_reports(at_work)]
    assert listed == [["vol-2", "vol-1"], ["vol-1"]]
    texts = [files.files[f"reports/daily/2026-11-23/run-1/{whose}/rows.csv"].decode() for whose in ("all", "shop")]
    assert [("vol-1" in text, "vol-2" in text) for text in texts] == [(True, True), (True, False)]


def test_what_to_do_first_names_whom_to_turn_to(at_work: ReportDependencies) -> None:
    at_work.rows.keep("run-1", ONE, [row("open", "vol-1", account=ONE)], 0)
    rendered(at_work)
    ((_, whole), _) = posts(at_work)
    texts = [line.text for section in whole.sections for line in section.lines]
    assert "• rule-0 1 low in shop-prod → #team-shop" in texts
