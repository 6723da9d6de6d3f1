"""Every count of a generated history is the length of its list: for all, for each account and for each team."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import Severity
from config_monitor.domain.policy import Policy
from config_monitor.domain.policy.deadlines import DEFAULT_DAYS
from config_monitor.domain.reports import LISTS, Figures, Report, ReportRow, ReportRun, period_of
from config_monitor.domain.reports.period import PeriodKind
from config_monitor.use_cases.aggregate_compliance import aggregate_account, merge_accounts
from config_monitor.use_cases.collect_reports import collect, team_reports, whole_report
from config_monitor.use_cases.left_out import LeftOut
from tests.support.pair_histories import generated, violations
from tests.support.report_fakes import FakeFigures, dependencies, to_merge
from tests.support.reports import sections_of

ACCOUNTS = ("111122223333", "444455556666")
POLICY = Policy.model_validate(
    {
        "teams": {"shop": {"channel": "team-shop"}, "pay": {"channel": "team-pay"}},
        "accounts": {ACCOUNTS[0]: {"name": "shop-prod", "team": "shop"}, ACCOUNTS[1]: {"team": "pay"}},
    }
)
WEEKS = [
    pytest.param(0, "Europe/Berlin", date(2026, 11, 8), id="clocks go back"),
    pytest.param(1, "America/Sao_Paulo", date(2018, 11, 11), id="midnight itself is skipped"),
    pytest.param(2, "Asia/Kathmandu", date(2028, 3, 3), id="leap day, and an offset of quarters of hours"),
    pytest.param(3, "Pacific/Kiritimati", date(2027, 1, 2), id="year's end, fourteen hours ahead"),
    pytest.param(4, "UTC", date(2026, 10, 2), id="month's end"),
]


def history(zone: str, last: date) -> list[Violation]:
    """Four weeks of two accounts; each third pair of every severity has a due date, each tenth an exception."""
    draw, made = random.Random(14), []
    for number, violation in enumerate(violations(generated(zone, last, 14), 14)):
        severity = Severity(2 + number % 4)
        changes: dict[str, object] = {"severity": severity}
        if number % 3 == 0:
            changes |= {"deadline_days": DEFAULT_DAYS[severity] % 20, "deadline_from": violation.opened_at}
        if number % 10 == 0:
            until = datetime.combine(last - timedelta(days=draw.randrange(28)), datetime.min.time(), UTC)
            changes |= {"exception": "moves", "excepted_until": f"{until:%Y-%m-%d}T00:00:00.000Z"}
        made.append(violation.model_copy(update=changes))
    return made


def reports(kind: PeriodKind, day: date, zone: str, store: FakeFigures) -> list[Report]:
    """The whole and the teams' reports of a day or week, through the use cases that make them."""
    now = datetime.combine(day + timedelta(days=2), datetime.min.time(), UTC)
    run = ReportRun(id=f"{kind}-{day}", period=period_of(kind, day.isoformat(), zone, now), scheduled=False)
    used = dependencies(store, POLICY)
    for account in ACCOUNTS:
        aggregate_account(run, account, store, used.rows, now)
    assert merge_accounts(run, ACCOUNTS, to_merge(store, POLICY.teams_by_account), now).missing == []
    left_out = LeftOut()
    collected = collect(run, ACCOUNTS, used, left_out, now)
    teams = [report for _, report in team_reports(collected, used, left_out, now)]
    return [whole_report(collected, used, left_out, now), *teams]


def counts(figures: Figures) -> dict[str, int]:
    named = {name: getattr(figures, name) for name in ("new", "reopened", "resolved", "overdue", "excepted")}
    return named | {"open": figures.non_compliant}


def lengths(rows: list[ReportRow]) -> dict[str, int]:
    numbers = Counter(row.list for row in rows)
    return {name: numbers[name] for name in LISTS}


def check(report: Report) -> None:
    """Figures, lists, sections, severities, rules and accounts of one report against each other."""
    assert counts(report.figures) == lengths(report.rows)
    sections = {section.key: section for section in sections_of(report)}
    assert {name: len(sections[name].rows) if name in sections else 0 for name in LISTS} == lengths(report.rows)
    by_severity = Counter(row.severity for row in report.rows if row.list == "open")
    assert report.figures.open_by_severity == [by_severity[level] for level in range(6)]
    assert Counter(r.closed_as for r in report.rows if r.list == "resolved") == Counter(
        {how: n for how in ("fixed", "removed") if (n := getattr(report.figures, how))}
    )
    for line in report.accounts:
        assert line.figures
        assert counts(line.figures) == lengths([row for row in report.rows if row.account == line.account])
    for name, rule in report.figures.rules.items():
        rows = lengths([row for row in report.rows if row.rule_name == name])
        assert (rule.new, rule.reopened, rule.resolved, rule.open) == tuple(
            rows[n] for n in ("new", "reopened", "resolved", "open")
        )


@pytest.mark.parametrize(("nth", "zone", "last"), WEEKS)
def test_every_count_is_the_length_of_its_list_for_all_accounts_and_teams(nth: int, zone: str, last: date) -> None:
    """The zones share the days: each has every fifth, and a week."""
    store, seen = FakeFigures(history(zone, last)), Counter[str]()
    spans: list[tuple[PeriodKind, int]] = [*(("daily", back) for back in range(nth, 28, len(WEEKS))), ("weekly", nth)]
    for kind, back in spans:
        whole, *teams = reports(kind, last - timedelta(days=back), zone, store)
        assert [report.team for report in teams] == ["pay", "shop"]
        for report in (whole, *teams):
            check(report)
        assert sum((Counter(lengths(t.rows)) for t in teams), Counter()) == +Counter(lengths(whole.rows))
        seen.update(lengths(whole.rows))
    assert all(seen[name] for name in LISTS), "each list had rows on some day"
