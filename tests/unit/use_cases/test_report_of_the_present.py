"""The report of the present names who is not heard and which exceptions are due; an older day's says neither."""

import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

from config_monitor.adapters.report.message import report_message
from config_monitor.adapters.report.page_tables import tables
from config_monitor.domain.agents import AGENT_VERSION, Agent
from config_monitor.domain.policy import ExceptionStatus
from config_monitor.domain.reports import Report, ReportRun, period_of
from config_monitor.use_cases.render_report import render_report
from tests.support.company import Statuses
from tests.support.report_fakes import FakeFigures, FakeSlack, dependencies

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)


class Register:
    """One agent that fell silent, one without a recorder, and a place that never had an agent."""

    def agents(self) -> list[Agent]:
        heard = {"agent_version": AGENT_VERSION}
        return [
            Agent(account="1", region="x", last_heard="2026-11-24T01:00:00.000Z", **heard),
            Agent(account="2", region="x", last_heard="2026-11-24T06:30:00.000Z", recorder="stopped", **heard),
        ]

    def places(self) -> set[tuple[str, str]]:
        return {("1", "x"), ("3", "x")}


def totals(state: str, rule: str) -> ExceptionStatus:
    given = {
        "resource": "*",
        "account": None,
        "reason": "a <!channel> test",
        "owner": "storage",
        "expires": "2026-11-30",
    }
    return ExceptionStatus.model_validate({**given, "state": state, "rule": rule, "violations": 2})


def told(day: str) -> Report:
    kept = Statuses()
    kept.keep([totals("active", "quiet-rule"), totals("expiring", "loud-rule")], date(2026, 11, 24))
    given = replace(dependencies(FakeFigures([])), register=Register(), current_violations=kept)
    run = ReportRun(id="run", period=period_of("daily", day, "UTC", NOW), scheduled=False)
    render_report(run, [], given, NOW)
    assert isinstance(given.messenger, FakeSlack)
    ((_, report, _, _),) = given.messenger.told
    return report


def test_the_digest_names_silent_stopped_and_absent_places() -> None:
    text = json.dumps(asdict(report_message(told("2026-11-23"), None, [], timedelta(hours=1))), ensure_ascii=False)
    assert "silent for three hours: 1 x" in text
    assert "recorder is off: 2 x" in text
    assert "without an agent: 3 x" in text


def test_the_digest_warns_of_exceptions_that_end_and_the_page_lists_all() -> None:
    report = told("2026-11-24")
    text = json.dumps(asdict(report_message(report, None, [], timedelta(hours=1))), ensure_ascii=False)
    assert "loud-rule` on `*`: ends on 2026-11-30, 2 violations (storage)" in text
    assert "quiet-rule" not in text
    (listed,) = (table for table in tables(report) if table.caption == "Exceptions in the policy")
    assert [row[0].text for row in listed.rows] == ["quiet-rule", "loud-rule"]


def test_a_report_of_an_older_day_says_nothing_of_the_present() -> None:
    report = told("2026-11-20")
    assert (report.agent_health, report.exceptions) == (None, [])
