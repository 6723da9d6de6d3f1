"""Reports made to order for tests of what shows them."""

from datetime import UTC, date, datetime
from typing import Any, Literal

from config_monitor.adapters.report.charts import CHARTS
from config_monitor.domain.notifications import Notification
from config_monitor.domain.queries import ReportList
from config_monitor.domain.reports import (
    AccountLine,
    Chart,
    DailyTotals,
    Day,
    Durations,
    Figures,
    OtherEvents,
    Report,
    ReportLinks,
    ReportRow,
    ReportSection,
    RuleFigures,
    days_until,
    period_of,
    report_of,
    section_makers,
    thread_notifications,
    thread_parts,
)

LAST = date(2026, 11, 23)
WITHOUT_DATA = (date(2026, 11, 1), date(2026, 11, 2))
DECLINING, STEADY, MISSING = "111122223333", "444455556666", "999988887777"
HOSTILE = '<!channel> *x* `y` & "z" <https://evil|click> \u202e</svg><script>alert(1)</script>'


def figures(score: int, rules: int = 3, name: str = "rule") -> Figures:
    """Figures of an account with this score over a hundred pairs."""
    return Figures(
        compliant=score,
        open_by_severity=[0, 0, 100 - score, 0, 0, 0],
        new=4,
        fixed=2,
        to_resolve={2: Durations(number=2, seconds=7200, ranges={189: 2})},
        removed=1,
        to_detect={2: Durations(number=3, seconds=9, ranges={32: 3})},
        to_notify=4,
        delivered=3,
        excepted=1,
        rules={
            f"{name}-{n}": RuleFigures(severity=2, open=rules - n, new=1, resolved=1, not_notified=1)
            for n in range(rules)
        },
        resource_types={"AWS::S3::Bucket": 100 - score},
    )


def row(name: ReportList = "open", resource: str = "bucket-1", account: str = DECLINING, **more: Any) -> ReportRow:
    """One row of a list."""
    opened = "2026-10-01T00:00:00.000Z" if name in ("open", "overdue", "excepted") else "2026-11-23T09:00:00.000Z"
    fields: dict[str, Any] = {
        "severity": 2,
        "rule_name": "rule-0",
        "resource_type": "AWS::S3::Bucket",
        "resource_id": resource,
        "region": "eu-central-1",
        "since": opened,
        "opened_at": opened,
    }
    return ReportRow(list=name, account=account, **fields | more)


ROWS = [
    row("new", "bucket-new", notified=False),
    row("resolved", "bucket-fixed", closed_as="fixed", opened_at="2026-11-23T08:00:00.000Z"),
    row("open", "bucket-1"),
    row("open", "bucket-2", severity=5, rule_name="restricted-ssh"),
    row("excepted", "bucket-3", excepted_until="2026-12-01T00:00:00.000Z"),
]


def report(
    kind: Literal["daily", "weekly"] = "daily",
    accounts: dict[str, Figures | None] | None = None,
    names: dict[str, str | None] | None = None,
    team: str | None = None,
    rows: list[ReportRow] | None = None,
) -> Report:
    """A report on a month: one account declines in its last week, one fails, and two days have no data."""
    results = accounts if accounts is not None else {DECLINING: figures(80), STEADY: figures(95), MISSING: None}
    stored: dict[date, Day] = {}
    for day in days_until(LAST, 29):
        falling = 90 if day < date(2026, 11, 20) else 80
        kept = {DECLINING: totals(falling), STEADY: totals(95)}
        if day not in WITHOUT_DATA:
            stored[day] = Day(day=day, accounts={a: s for a, s in kept.items() if a in results})
    period = period_of(kind, LAST.isoformat(), "Europe/Berlin", datetime(2026, 11, 24, 7, tzinfo=UTC))
    known = {a: AccountLine(account=a, name=name, contact="team-a") for a, name in (names or {}).items()}
    made = report_of(period, results, stored, 2, known, ROWS if rows is None else rows, team)
    others = [OtherEvents(source="aws.health", title="Planned maintenance", severity=2, count=3)]
    return made.model_copy(update={"unrated_rules": ["house-rule"], "other_events": others})


def totals(score: int) -> DailyTotals:
    """What such an account's day comes to."""
    return DailyTotals(compliant=score, open_by_severity=[0, 0, 100 - score, 0, 0, 0], new=2, resolved=3)


def sections_of(shown: Report) -> list[ReportSection]:
    """The sections of a report that have rows."""
    return [section for make in section_makers().values() if (section := make(shown)).rows]


def section(shown: Report, key: str) -> ReportSection | None:
    """One of these sections."""
    return next((section for section in sections_of(shown) if section.key == key), None)


def charts_of(shown: Report) -> list[Chart]:
    """The charts of a report."""
    sections = sections_of(shown)
    return [chart for draw in CHARTS.values() if (chart := draw(shown, sections))]


def thread_of(shown: Report, links: ReportLinks) -> tuple[Notification, ...]:
    """The messages of a report's thread."""
    return thread_notifications((part for section in sections_of(shown) for part in thread_parts(section)), links)
