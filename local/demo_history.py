"""A plausible month to demonstrate reports on: violations open and are mended in six accounts; one of them declines."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from config_monitor.adapters.dynamodb.figures import DynamoDBFigures
from config_monitor.adapters.dynamodb.items import Item, to_item
from config_monitor.adapters.dynamodb.overrides import override_row
from config_monitor.adapters.dynamodb.policy import DynamoDBPolicy
from config_monitor.adapters.dynamodb.rows import (
    COUNTERS,
    counters_item,
    violation_attributes,
    violation_key,
)
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.team_days import DynamoDBTeamDays
from config_monitor.domain.compliance import (
    Violation,
    ViolationKey,
    ViolationTransition,
    counter_changes,
    with_transition,
)
from config_monitor.domain.events import (
    GLOBAL,
    ComplianceStatus,
    Severity,
    format_instant,
    region_of_pair,
)
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.policy import Policy
from config_monitor.domain.policy.deadlines import DEFAULT_DAYS
from config_monitor.domain.reports import (
    DailyTotals,
    Day,
    Figures,
    Period,
    days_until,
    figures_by_span,
    pair_of,
    team_days,
)
from local.demo_traces import APPROVER, DAYS, REASON, heartbeat_item, made_by_person, openings
from local.settings import REGION

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import WriteRequestTypeDef

# Days on which the reports did not run, as happens; trends carry the state before them.
WITHOUT_FIGURES = (9, 10)
NC, C, NA = ComplianceStatus.NON_COMPLIANT, ComplianceStatus.COMPLIANT, ComplianceStatus.NOT_APPLICABLE


@dataclass(frozen=True)
class Habit:
    """How an account behaves: resources under each rule, its share of violations at first, how soon it mends them."""

    resources: int
    violating: float
    days_to_mend: float
    sloppy_since: int = DAYS
    """The day of the month from which on it lets go."""


ACCOUNTS = {
    "222222222222": Habit(18, 0.35, 5),
    "333333333333": Habit(16, 0.25, 6),
    "414141414141": Habit(22, 0.20, 4),
    "525252525252": Habit(14, 0.40, 9),
    "636363636363": Habit(20, 0.10, 3, sloppy_since=21),
    "747474747474": Habit(10, 0.04, 1),
}
RULES = {
    "s3-bucket-public-read-prohibited": ("AWS::S3::Bucket", Severity.CRITICAL),
    "s3-bucket-versioning-enabled": ("AWS::S3::Bucket", Severity.LOW),
    "encrypted-volumes": ("AWS::EC2::Volume", Severity.MEDIUM),
    "vpc-default-security-group-closed": ("AWS::EC2::SecurityGroup", Severity.HIGH),
    "iam-user-mfa-enabled": ("AWS::IAM::User", Severity.HIGH),
    "rds-instance-public-access-check": ("AWS::RDS::DBInstance", Severity.CRITICAL),
    "lambda-function-public-access-prohibited": ("AWS::Lambda::Function", Severity.CRITICAL),
    "required-tags": ("AWS::EC2::Instance", Severity.LOW),
    "house-naming-convention": ("AWS::EC2::Instance", Severity.MEDIUM),
}


def seed_month(client: DynamoDBClient, table: str, today: date) -> int:
    """Write the month that ended with yesterday, its violations and its kept figures; how many pairs it has."""
    draw = random.Random(16)  # noqa: S311 - a story, the same each time
    violations = [v for account, habit in ACCOUNTS.items() for v in _account(draw, account, habit, today)]
    _put(client, table, [to_item(override_row(made_by_person(v))) for v in violations if v.exception])
    _put(client, table, [to_item(heartbeat_item(account)) for account in ACCOUNTS])
    _put(client, table, [to_item({**violation_key(v.key)._asdict(), **violation_attributes(v)}) for v in violations])
    _put(client, table, _counter_items(violations))
    _put(client, table, [event for v in violations for event in openings(draw, v, today)])
    _keep_figures(Table(client, table), violations, today)
    return len(violations)


def _account(draw: random.Random, account: str, habit: Habit, today: date) -> Iterator[Violation]:
    for rule, (resource_type, severity) in RULES.items():
        for number in range(habit.resources):
            name = resource_type.rpartition("::")[2].lower()
            key = ViolationKey(
                account=account,
                region=region_of_pair(REGION, resource_type),
                rule_name=rule,
                resource_type=resource_type,
                resource_id=f"{name}-{account[:2]}{number:02d}",
            )
            yield _lived(draw, Violation(key=key, severity=severity), habit, today)


def _lived(draw: random.Random, violation: Violation, habit: Habit, today: date) -> Violation:
    """A pair's month: first seen before it, then violated and mended as the account's habit is."""
    moment = datetime.combine(today - timedelta(days=DAYS + 5), datetime.min.time(), UTC)
    moment += timedelta(minutes=draw.randrange(3 * 1440))
    status = NC if draw.random() < habit.violating else C
    while moment < datetime.combine(today, datetime.min.time(), UTC):
        violation = _evaluated(violation, status, moment)
        day = DAYS - (today - moment.date()).days
        sloppy = day >= habit.sloppy_since
        if status is NC:
            days = draw.expovariate(1 / (habit.days_to_mend * (6 if sloppy else 1)))
            status = NA if draw.random() < 0.1 else C
        else:
            better = 1 - 0.7 * max(day, 0) / DAYS  # everybody learns, but for the sloppy one
            days = draw.expovariate(0.12 if sloppy else habit.violating / 7 * better)
            status = NC
        moment += timedelta(days=max(days, 0.01))
    return _with_alert_or_exception(draw, violation, today)


def _evaluated(violation: Violation, status: ComplianceStatus, moment: datetime) -> Violation:
    instant, key = format_instant(moment), violation.key
    change = ViolationTransition(
        evaluated_at=instant,
        rule_name=key.rule_name,
        status=status,
        event_id=f"{key.resource_id}-{instant}",
        region=REGION if key.region == GLOBAL else None,
    )
    return with_transition(violation, change)


def _with_alert_or_exception(draw: random.Random, violation: Violation, today: date) -> Violation:
    """Severe ones were notified at once; a few open ones have an exception, which soon ends."""
    changes: dict[str, object] = {}
    if violation.severity >= Severity.HIGH:
        alert = AlertKey(
            channel="config-monitor", group=violation.key.rule_name, position=f"{violation.opened_at}#demo"
        )
        changes = {"alert": alert, "alert_channel": "config-monitor"}
    if violation.opened_at and violation.severity in DEFAULT_DAYS:
        changes |= {"deadline_days": DEFAULT_DAYS[violation.severity], "deadline_from": violation.opened_at}
    if violation.is_open and draw.random() < 0.06:
        until = datetime.combine(today + timedelta(days=draw.randrange(3, 40)), datetime.min.time(), UTC)
        changes |= {"exception": f"{APPROVER.label}: {REASON}", "excepted_until": format_instant(until)}
    return violation.model_copy(update=changes)


def _counter_items(violations: list[Violation]) -> list[Item]:
    changes = counter_changes((Violation(key=v.key), v) for v in violations)
    return [to_item({**counters_item(COUNTERS, key)._asdict(), **counts}) for key, counts in changes.items()]


def _keep_figures(table: Table, violations: list[Violation], today: date) -> None:
    """The days' figures as the daily reports would have kept them, but for the days without."""
    store, teams = DynamoDBFigures(table), DynamoDBPolicy(table, Policy()).policy().teams_by_account
    now = datetime.combine(today, datetime.min.time(), UTC)
    period = Period(kind="daily", last=today - timedelta(days=1), zone="UTC", as_of=format_instant(now))
    days = [day for number, day in enumerate(days_until(period.last, DAYS)) if number not in WITHOUT_FIGURES]
    by_account: dict[str, list[Figures]] = {}
    for account in ACCOUNTS:
        pairs = (pair_of(v) for v in violations if v.key.account == account)
        by_account[account] = figures_by_span(pairs, [period.day(day) for day in days])
    at = int(now.timestamp())
    for number, day in enumerate(days):
        current_violations = {account: DailyTotals.of(figures[number]) for account, figures in by_account.items()}
        for account, figures in by_account.items():
            store.keep_day(account, day, figures[number], period.day(day).end, at)
        store.keep_whole_day(Day(day=day, accounts=current_violations), period.day(day).end, at)
        its_figures = {account: figures[number] for account, figures in by_account.items()}
        DynamoDBTeamDays(table).keep(day, team_days(current_violations, its_figures, teams), at)


def _put(client: DynamoDBClient, table: str, items: list[Item]) -> None:
    for start in range(0, len(items), 25):
        writes: list[WriteRequestTypeDef] = [{"PutRequest": {"Item": item}} for item in items[start : start + 25]]
        client.batch_write_item(RequestItems={table: writes})
