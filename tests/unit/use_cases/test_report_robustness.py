"""What fails in a report is left out and named: a chart, section, rows, account, file, team's part, or the page."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from config_monitor.domain.notifications import Notification
from config_monitor.domain.policy import Policy
from config_monitor.domain.reports import Chart, Figures, Report, ReportRow, ReportRun, period_of, section_makers
from config_monitor.errors import StorageBusy
from config_monitor.ports import Posted
from config_monitor.use_cases import draw_report as drawing
from config_monitor.use_cases.render_report import Rendered, render_report
from config_monitor.use_cases.report_dependencies import ReportDependencies
from tests.support.report_fakes import (
    FakeCharts,
    FakeFigures,
    FakeReportFiles,
    FakeReportRows,
    FakeSender,
    dependencies,
    posts,
)
from tests.support.reports import row

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
RUN = ReportRun(id="run", period=period_of("daily", "2026-11-23", "UTC", NOW), scheduled=False)
ONE, OTHER = "111122223333", "444455556666"
POLICY = Policy.model_validate(
    {
        "teams": {"shop": {"channel": "team-shop"}, "pay": {"channel": "team-shop"}},
        "accounts": {ONE: {"team": "shop"}, OTHER: {"team": "pay"}},
    }
)


def broken(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError("broken")


def at_work(**changes: Any) -> ReportDependencies:
    store = FakeFigures([])
    for account in (ONE, OTHER):
        store.keep_result("run", account, Figures(compliant=9), {}, 0)
    rows = FakeReportRows()
    rows.keep("run", ONE, [row("open", "vol-1", account=ONE)], 0)
    rows.keep("run", OTHER, [row("open", "vol-2", account=OTHER)], 0)
    return replace(dependencies(store, POLICY, FakeReportFiles()), rows=rows, **changes)


def rendered(used: ReportDependencies) -> Rendered:
    return render_report(RUN, [ONE, OTHER], used, NOW)


def warning_of(notification: Notification) -> str:
    return notification.warning.text if notification.warning else ""


def whole_message(used: ReportDependencies) -> Notification:
    return next(notification for channel, notification in posts(used) if channel == "reports")


def test_nothing_is_left_out_where_nothing_fails() -> None:
    used = at_work()
    assert rendered(used).left_out == []
    assert warning_of(whole_message(used)) == ""


def test_a_chart_that_fails_leaves_the_others() -> None:
    used = at_work(charts={"most violated rules": broken, "score": FakeCharts()})
    assert rendered(used).left_out == ["the chart most violated rules"]
    message = whole_message(used)
    assert "Left out, since it failed: the chart most violated rules" in warning_of(message)
    assert [image.title for image in message.images] == ["Score"]


def test_a_section_that_fails_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "section_makers", lambda: section_makers() | {"accounts": broken})
    used = at_work()
    assert rendered(used).left_out == ["the section accounts"]
    assert any("Open" in reply.headline for reply in whole_message(used).details)


def test_rows_that_cannot_be_read_leave_those_of_other_accounts() -> None:
    class Broken(FakeReportRows):
        def of_run(self, run: str) -> Iterator[tuple[str, Callable[[], list[ReportRow]]]]:
            return ((account, broken if account == ONE else rows) for account, rows in super().of_run(run))

    rows = Broken()
    rows.runs = {"run": {ONE: [row("open", "vol-1", account=ONE)], OTHER: [row("open", "vol-2", account=OTHER)]}}
    used = at_work()
    assert rendered(replace(used, rows=rows)).left_out == [f"rows of {ONE}"]
    texts = str([reply.model_dump() for reply in whole_message(used).details])
    assert ("vol-1" in texts, "vol-2" in texts) == (False, True)
    warnings = {n.headline.partition(":")[0]: warning_of(n) for channel, n in posts(used) if channel == "team-shop"}
    assert (f"rows of {ONE}" in warnings["shop"], warnings["pay"]) == (True, ""), "of others a team learns nothing"


def test_an_account_that_fails_is_missing_and_named() -> None:
    used = at_work()
    assert isinstance(used.store, FakeFigures)
    unreadable = Figures.model_construct(compliant=1, rules=None)  # type: ignore[arg-type]  # as no adapter makes it
    used.store.keep_result("run", ONE, unreadable, {}, 0)
    answer = rendered(used)
    assert (answer.missing, answer.left_out) == (1, [f"account {ONE}"])


@pytest.mark.parametrize(
    ("file", "named"),
    [("score.png", "the file of the chart Score"), ("rows.csv", "the CSV file"), ("report.html", "the page")],
)
def test_a_file_that_cannot_be_kept_is_not_linked(file: str, named: str) -> None:
    class Full(FakeReportFiles):
        def keep(self, name: str, content: bytes, content_type: str) -> str:
            return broken() if name.endswith(f"all/{file}") else super().keep(name, content, content_type)

    used = at_work(files=Full())
    answer = rendered(used)
    assert answer.left_out == [named]
    message = whole_message(used)
    assert named in warning_of(message)
    urls = [span.url or "" for line in message.links for span in line.spans] + [i.url or "" for i in message.images]
    assert not any(url.endswith(file) and url.startswith("https://files") for url in urls)
    assert (answer.report_url is None) == (file == "report.html")


def test_a_page_is_made_without_the_section_and_the_chart_that_fail_on_it() -> None:
    written: list[tuple[list[str], list[str]]] = []

    def page(report: Report, sections: list[Any], charts: list[Chart]) -> str:
        keys = [section.key for section in sections]
        if "accounts" in keys or charts:
            broken()
        written.append((report.left_out, keys))
        return "<h1>page</h1>"

    used = at_work(page=page)
    answer = rendered(used)
    names = ["Accounts, lowest scores first on the page", "the chart Score on the page"]
    assert (answer.left_out, answer.report_url is not None) == (names, True)
    assert written[-1] == (names, ["open"])


def test_a_message_that_fails_is_replaced_by_the_score_and_the_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "report_notification", broken)
    used = at_work()
    assert rendered(used).left_out == ["the message"]
    message = whole_message(used)
    assert message.headline == "Daily compliance report, 2026-11-23"
    assert message.sections[0].lines[0].text == "100.0 % of pairs of rule and resource comply"
    assert message.details
    assert message.links


def test_a_message_that_the_notifier_cannot_write_is_replaced_too() -> None:
    used = at_work()
    assert isinstance(used.sender, FakeSender)
    used.sender.errors = [TypeError("no such block")]
    assert rendered(used).channels["reports"] == "sent"
    assert "the message" in warning_of(whole_message(used))


def test_a_teams_part_that_fails_is_named_in_the_whole_and_keeps_no_other_from_being_sent() -> None:
    class Teamless(FakeReportFiles):
        def address(self, name: str) -> str:
            return broken() if "/shop/" in name else super().address(name)

    used = at_work(files=Teamless())
    answer = rendered(used)
    assert answer.left_out == ["the report of shop"]
    assert answer.channels == {"reports": "sent", "team-shop": "sent"}
    assert next(n.headline for channel, n in posts(used) if channel == "team-shop").startswith("pay: ")


def test_two_teams_of_one_channel_get_both_their_parts_once() -> None:
    used = at_work()
    assert rendered(used).channels == {"reports": "sent", "team-shop": "sent", "team-shop (shop)": "sent"}
    assert set(rendered(used).channels.values()) == {"sent before"}


def test_what_only_today_knows_may_fail() -> None:
    class Broken:
        agents = scopes = latest = all = keep = broken

    used = at_work(register=Broken(), exception_statuses=Broken(), coverage=Broken())
    week = ReportRun(id="run", period=period_of("weekly", "2026-11-23", "UTC", NOW), scheduled=False)
    assert render_report(week, [ONE], used, NOW).left_out == ["coverage", "agents", "exceptions"]


def test_what_was_kept_before_may_fail() -> None:
    class Broken(FakeFigures):
        whole_days = between = newest = broken

    store = Broken([])
    assert rendered(at_work(store=store, team_days=store)).left_out == ["the trend", "performance"]


def test_a_busy_table_is_for_the_machine_to_wait_out() -> None:
    class Busy(FakeSender):
        def post(self, channel: str, notification: Notification) -> Posted:  # noqa: ARG002 - it takes nothing
            raise StorageBusy("throttled")

    def busy(*_: Any) -> Any:
        raise StorageBusy("throttled")

    for used in (at_work(charts={"score": busy}), at_work(sender=Busy())):
        with pytest.raises(StorageBusy):
            rendered(used)
