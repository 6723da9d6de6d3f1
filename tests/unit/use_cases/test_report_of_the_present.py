"""The report of the present names silent agents and exceptions that are due; an older day's has neither."""

from dataclasses import replace
from datetime import UTC, date, datetime

from config_monitor.domain.agents import AGENT_VERSION, Agent
from config_monitor.domain.policy import ExceptionStatus
from config_monitor.domain.reports import Report, ReportRun, ReportSection, period_of
from config_monitor.use_cases.render_report import render_report
from tests.support.company import Statuses
from tests.support.report_fakes import FakeCharts, FakeFigures, dependencies

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)


class Register:
    """One agent that fell silent, one without a recorder, and a place that never had an agent."""

    def agents(self) -> list[Agent]:
        heartbeat = {"agent_version": AGENT_VERSION}
        return [
            Agent(account="1", region="x", last_heard="2026-11-24T01:00:00.000Z", **heartbeat),
            Agent(account="2", region="x", last_heard="2026-11-24T06:30:00.000Z", recorder="stopped", **heartbeat),
        ]

    def scopes(self) -> set[tuple[str, str]]:
        return {("1", "x"), ("3", "x")}


def status(state: str, rule: str) -> ExceptionStatus:
    payload = {
        "resource": "*",
        "account": None,
        "reason": "a <!channel> test",
        "owner": "storage",
        "expires": "2026-11-30",
    }
    return ExceptionStatus.model_validate({**payload, "state": state, "rule": rule, "violations": 2})


def rendered(day: str) -> tuple[Report, dict[str, ReportSection]]:
    kept = Statuses()
    kept.keep([status("active", "quiet-rule"), status("expiring", "loud-rule")], date(2026, 11, 24))
    used = replace(dependencies(FakeFigures([])), register=Register(), exception_statuses=kept)
    run = ReportRun(id="run", period=period_of("daily", day, "UTC", NOW), scheduled=False)
    render_report(run, [], used, NOW)
    assert isinstance(used.render_charts, FakeCharts)
    return used.render_charts.reports[0], {section.key: section for section in used.render_charts.sections[0]}


def test_it_names_silent_stopped_and_absent_agents() -> None:
    _, sections = rendered("2026-11-23")
    assert sections["agents"].rows == [
        ("silent for three hours", "1 x"),
        ("without an agent", "3 x"),
        ("AWS Config's recorder is off", "2 x"),
    ]


def test_it_lists_the_exceptions_with_those_that_end() -> None:
    _, sections = rendered("2026-11-24")
    listed = [(row[0], row[4], row[5]) for row in sections["exceptions"].rows]
    assert listed == [("loud-rule", "2026-11-30", "expiring"), ("quiet-rule", "2026-11-30", "active")]


def test_a_report_of_an_older_day_says_nothing_of_the_present() -> None:
    report, _ = rendered("2026-11-20")
    assert (report.agent_health, report.exceptions) == (None, [])
