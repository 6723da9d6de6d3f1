"""The report of the present names silent agents and exceptions that are due; an older day's has neither."""

from dataclasses import replace
from datetime import UTC, date, datetime

from config_monitor.domain.agents import AGENT_VERSION, Agent
from config_monitor.domain.policy import ExceptionStatus, Policy
from config_monitor.domain.policy.document import Account, Team
from config_monitor.domain.reports import Figures, Report, ReportRun, ReportSection, RuleFigures, period_of
from config_monitor.domain.reports.period import PeriodKind
from config_monitor.domain.retirement import Retirement
from config_monitor.use_cases.render_report import render_report
from tests.support.company import Statuses
from tests.support.report_fakes import FakeFigures, NoRetirements, dependencies, fake_charts

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)


class Register:
    """One agent that fell silent, one without a recorder, and a place that never had an agent."""

    def agents(self) -> list[Agent]:
        heartbeat = {"agent_version": AGENT_VERSION}
        return [
            Agent(account="1", region="eu-west-1", last_heard="2026-11-24T01:00:00.000Z", **heartbeat),
            Agent(
                account="2", region="eu-west-1", last_heard="2026-11-24T06:30:00.000Z", recorder="stopped", **heartbeat
            ),
        ]

    def scopes(self) -> set[tuple[str, str]]:
        return {("1", "eu-west-1"), ("3", "eu-west-1")}


def status(state: str, rule: str) -> ExceptionStatus:
    payload = {
        "resource": "*",
        "account": None,
        "reason": "a <!channel> test",
        "owner": "storage",
        "expires": "2026-11-30",
    }
    return ExceptionStatus.model_validate({**payload, "state": state, "rule": rule, "violations": 2})


class Retired(NoRetirements):
    """One account that was retired and is named in the report of the 23rd, and one that waits."""

    def __init__(self) -> None:
        self.claimed: list[str] = []

    def claim(self, report: str) -> list[Retirement]:
        self.claimed.append(report)
        return self.named_in(report)

    def named_in(self, report: str) -> list[Retirement]:
        return [Retirement(account="7", region="eu-west-1")] if report == "daily-2026-11-23" else []

    def waiting(self) -> list[Retirement]:
        return [Retirement(account="8", region="eu-west-1")]


def rendered(
    day: str, kind: PeriodKind = "daily", now: datetime = NOW, log: Retired | None = None
) -> tuple[Report, dict[str, ReportSection]]:
    kept = Statuses()
    kept.keep([status("active", "quiet-rule"), status("expiring", "loud-rule")], date(2026, 11, 24))
    used = replace(
        dependencies(FakeFigures([])), register=Register(), exception_statuses=kept, retirement_log=log or Retired()
    )
    run = ReportRun(id="run", period=period_of(kind, day, "UTC", now), scheduled=False)
    render_report(run, [], used, now)
    charts = fake_charts(used)
    return charts.reports[0], {section.key: section for section in charts.sections[0]}


def test_it_names_silent_stopped_and_absent_agents() -> None:
    _, sections = rendered("2026-11-23")
    assert sections["agents"].rows == [
        ("silent for three hours", "1 eu-west-1"),
        ("without an agent", "3 eu-west-1"),
        ("AWS Config's recorder is off", "2 eu-west-1"),
    ]


def test_it_lists_the_exceptions_with_those_that_end() -> None:
    _, sections = rendered("2026-11-24")
    listed = [(row[0], row[4], row[5]) for row in sections["exceptions"].rows]
    assert listed == [("loud-rule", "2026-11-30", "expiring"), ("quiet-rule", "2026-11-30", "active")]


def test_a_report_of_an_older_day_says_nothing_of_the_present() -> None:
    report, _ = rendered("2026-11-20")
    assert (report.agent_health, report.exceptions) == (None, [])


def test_the_daily_report_names_what_was_retired_and_what_waits() -> None:
    log = Retired()
    report, _ = rendered("2026-11-23", log=log)
    assert ([one.account for one in report.retired], [one.account for one in report.to_retire]) == (["7"], ["8"])
    assert log.claimed == ["daily-2026-11-23"]


def test_a_report_made_again_later_names_what_it_named_and_claims_nothing() -> None:
    log = Retired()
    report, _ = rendered("2026-11-23", now=datetime(2026, 11, 30, tzinfo=UTC), log=log)
    assert ([one.account for one in report.retired], report.to_retire, log.claimed) == (["7"], [], [])


def test_the_weekly_report_names_no_retirement_again() -> None:
    log = Retired()
    report, _ = rendered("2026-11-23", "weekly", log=log)
    assert (report.retired, report.to_retire, log.claimed) == ([], [], [])


def test_a_teams_report_has_what_concerns_its_accounts_and_no_other() -> None:
    """Agents, exceptions of its accounts or of all, rules that nobody rates, and no other account's."""
    accounts = {"1": Account(name="shop-prod", team="shop"), "2": Account(name="bank")}
    policy = Policy().model_copy(update={"teams": {"shop": Team(channel="team-shop")}, "accounts": accounts})
    kept = Statuses()
    named = [status("active", rule).model_copy(update={"account": a}) for rule, a in AMONG_ACCOUNTS.items()]
    kept.keep(named, date(2026, 11, 24))
    store = FakeFigures([])
    store.keep_result("run", "1", Figures(rules={"house": RuleFigures(open=1)}), {}, 0)
    store.keep_result("run", "2", Figures(rules={"bank-only": RuleFigures(open=1)}), {}, 0)
    used = replace(dependencies(store, policy), register=Register(), exception_statuses=kept)
    run = ReportRun(id="run", period=period_of("daily", "2026-11-23", "UTC", NOW), scheduled=False)
    render_report(run, ["1", "2"], used, NOW)
    team, whole = fake_charts(used).reports
    assert (team.team, whole.team) == ("shop", None)
    assert [exception.rule for exception in team.exceptions] == ["all", "by-id", "by-name"]
    assert len(whole.exceptions) == len(AMONG_ACCOUNTS)
    assert team.unhealthy_agents == [("silent for three hours", ["1 eu-west-1"])]
    assert (team.unrated_rules, whole.unrated_rules) == (["house"], ["bank-only", "house"])


AMONG_ACCOUNTS = {"all": None, "by-id": "9, 1", "by-name": "shop-*", "other": "bank"}
