"""Pairs, figures of days and runs, detection and digest against DynamoDB's own behaviour."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from config_monitor.adapters.dynamodb.alerts import DynamoDBAlerts
from config_monitor.adapters.dynamodb.figures import DynamoDBFigures
from config_monitor.adapters.dynamodb.items import to_item
from config_monitor.adapters.dynamodb.report_log import LEASE_SECONDS, DynamoDBReportLog
from config_monitor.adapters.dynamodb.rows import COUNTERS, counters_item, violation_attributes, violation_key
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.team_days import DynamoDBTeamDays
from config_monitor.domain.events import Event, Severity, parse_instant, to_epoch
from config_monitor.domain.notifications import Receipt
from config_monitor.domain.policy import Classified, Route
from config_monitor.domain.reports import (
    DailyTotals,
    Day,
    Durations,
    Figures,
    ReportRun,
    RuleFigures,
    TeamDay,
    TimeSpan,
    period_of,
)
from config_monitor.use_cases.aggregate_compliance import aggregate_account, merge_accounts
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import ACCOUNT, NA, NC, C, at, evaluated
from simulation.table_definition import TABLE
from tests.support.deployed_table import persist_all
from tests.support.fakes import FakeLedger
from tests.support.report_fakes import FakeReportRows, to_merge

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
RULES = ("encrypted-volumes", "s3-bucket-versioning-enabled", "required-tags")


@pytest.fixture
def store(client: "DynamoDBClient") -> DynamoDBFigures:
    return DynamoDBFigures(Table(client, TABLE))


def run(kind: str = "daily", last: date = DAY, now: datetime = NOW) -> ReportRun:
    period = period_of(kind, last.isoformat(), "UTC", now)  # type: ignore[arg-type]  # the tests' own two words
    return ReportRun(id=f"run-{kind}-{last}", period=period, scheduled=False)


def remembered(client: "DynamoDBClient", *events: Classified) -> None:
    """Violations as the ledger leaves them; moto's transactions copy the whole table, a put does not."""
    ledger = FakeLedger()
    for event in events:
        persist_event(event, ledger, NOW, lambda _: None)
    for key, violation in ledger.violations.items():
        attributes = violation_attributes(violation)
        client.put_item(TableName=TABLE, Item=to_item({**violation_key(key)._asdict(), **attributes}))
    for counters in ledger.counters_by_account:
        client.put_item(TableName=TABLE, Item=to_item(counters_item(COUNTERS, counters)._asdict()))


def forty_resources(client: "DynamoDBClient") -> None:
    """30 compliant ones, 10 violations of which 4 were resolved, one of these by removal."""
    events = []
    for number in range(40):
        named: Any = {"rule": RULES[number % 3], "rule_name": RULES[number % 3], "resource": f"r-{number}"}
        events.append(evaluated(C, 8, **named) if number < 30 else evaluated(NC, 9, C, **named))
        if number >= 36:
            events.append(evaluated(NA if number == 39 else C, 11, NC, **named))
    remembered(client, *events)


@pytest.mark.parametrize("kind", ["daily", "weekly"])
def test_an_account_is_counted_from_the_table(client: "DynamoDBClient", store: DynamoDBFigures, kind: str) -> None:
    forty_resources(client)
    aggregate_account(run(kind), ACCOUNT, store, FakeReportRows(), NOW)
    merged = (merge_accounts(run(kind), store.accounts(), to_merge(store), NOW).accounts or {})[ACCOUNT]
    assert (merged.compliant, merged.non_compliant, merged.new, merged.resolved) == (33, 6, 10, 4)
    assert merged.score == 84.62
    ((_, figures, days),) = store.results(run(kind).id)
    assert (figures.fixed, figures.removed, figures.time_to_resolve) == (3, 1, timedelta(hours=2))
    assert list(days) == run(kind).period.days


def test_pairs_that_did_not_change_are_counted_without_their_history(
    client: "DynamoDBClient", store: DynamoDBFigures
) -> None:
    """The next day nothing happened: the same totals, no changes, and a light read finds the same as a whole one."""
    forty_resources(client)
    quiet = run(last=date(2026, 11, 24), now=datetime(2026, 11, 25, 7, tzinfo=UTC))
    rows = FakeReportRows()
    aggregate_account(quiet, ACCOUNT, store, rows, NOW)
    ((_, figures, _),) = store.results(quiet.id)
    assert (figures.compliant, figures.non_compliant, figures.new, figures.resolved) == (33, 6, 0, 0)
    assert [row.since for _, some in rows.of_run(quiet.id) for row in some()] == [at(9)] * 6
    whole, light = (list(store.pairs(ACCOUNT, since)) for since in ("", "9999"))
    assert sorted(p.steps[-1].status for p in whole) == sorted(p.steps[-1].status for p in light)


def test_the_day_of_everybody_is_kept_in_one_item_that_people_can_read(
    client: "DynamoDBClient", store: DynamoDBFigures
) -> None:
    forty_resources(client)
    aggregate_account(run(), ACCOUNT, store, FakeReportRows(), NOW)
    merge_accounts(run(), [ACCOUNT], to_merge(store), NOW)
    for account in (ACCOUNT, "ALL"):
        item = client.get_item(TableName=TABLE, Key={"pk": {"S": f"FIGURES#{account}"}, "sk": {"S": "2026-11-23"}})[
            "Item"
        ]
        assert (item["score"]["N"], item["new"]["N"], item["resolved"]["N"]) == ("84.62", "10", "4")
    assert store.whole_days(DAY, DAY)[DAY].accounts[ACCOUNT].compliant == 33


def test_an_account_that_fails_leaves_what_is_known_of_its_day(
    client: "DynamoDBClient", store: DynamoDBFigures
) -> None:
    forty_resources(client)
    store.keep_whole_day(Day(day=DAY, accounts={"999988887777": DailyTotals(compliant=5)}), at(24), 0)
    aggregate_account(run(), ACCOUNT, store, FakeReportRows(), NOW)
    merged = merge_accounts(run(), [ACCOUNT, "999988887777"], to_merge(store), NOW)
    assert merged.missing == ["999988887777"]
    assert set(store.whole_days(DAY, DAY)[DAY].accounts) == {ACCOUNT, "999988887777"}


def test_a_pair_that_forgot_the_day_leaves_the_day_as_it_was_kept(
    client: "DynamoDBClient", store: DynamoDBFigures
) -> None:
    persist_all(client, evaluated(NC, 1))
    aggregate_account(run(), ACCOUNT, store, FakeReportRows(), NOW)
    later = datetime(2026, 12, 24, tzinfo=UTC)
    persist_all(client, *(evaluated(C if hour % 2 else NC, 48 + hour) for hour in range(30)), stored=later)
    again = run(now=later).model_copy(update={"id": "again"})
    aggregate_account(again, ACCOUNT, store, FakeReportRows(), later)
    ((_, figures, _),) = store.results("again")
    assert (figures.new, figures.unknown) == (1, 0)


def test_days_longer_ago_than_pairs_are_kept_stay_as_they_were_kept(store: DynamoDBFigures) -> None:
    store.keep_day(ACCOUNT, DAY, Figures(compliant=7, new=3), at(24), 0)
    late = run(now=datetime(2027, 3, 1, tzinfo=UTC))
    aggregate_account(late, ACCOUNT, store, FakeReportRows(), NOW)
    ((_, figures, _),) = store.results(late.id)
    assert (figures.compliant, figures.new) == (7, 3)


def test_figures_come_back_as_they_were_kept(store: DynamoDBFigures) -> None:
    figures = Figures(compliant=1, rules={"a#b": RuleFigures(open=2, not_notified=1)}, resource_types={"t": 2})
    store.keep_day(ACCOUNT, DAY, figures, at(24), 0)
    assert store.figures_of_day(ACCOUNT, DAY) == figures
    assert store.figures_of_day(ACCOUNT, date(2026, 11, 22)) is None


def outcomes(store: DynamoDBFigures) -> list[tuple[int | None, bool | None]]:
    return [(o.detected_after, o.delivered) for o in store.event_outcomes(ACCOUNT, run().period.span)]


def test_detection_is_the_time_from_evaluation_to_storage(client: "DynamoDBClient", store: DynamoDBFigures) -> None:
    """A backfilled violation, evaluated long before, says nothing of it, nor does a fixed one."""
    first = parse_instant(at(10)) + timedelta(seconds=4)
    persist_all(client, evaluated(NC, 10), evaluated(C, 10.1), stored=first)
    persist_all(client, evaluated(NC, 12, resource="vol-2"), stored=parse_instant(at(12)) + timedelta(seconds=8))
    persist_all(client, evaluated(NC, -500, resource="vol-3", published=10), stored=first)
    assert sorted(after for after, _ in outcomes(store) if after is not None) == [4, 8]


def test_an_event_is_delivered_once_its_channel_has_its_notification(
    client: "DynamoDBClient", store: DynamoDBFigures
) -> None:
    """An event of which nobody was to be notified at once is neither delivered nor undelivered."""
    persist_all(client, evaluated(NC, 10, route=Route(channel="ops", notify="immediate")))
    persist_all(client, evaluated(NC, 10, resource="vol-2", route=Route(channel="ops", notify="digest")))
    assert [delivered for _, delivered in outcomes(store)] == [False, None]
    alerts = DynamoDBAlerts(Table(client, TABLE))
    (waiting,) = alerts.unsent("ops", 2e9, 10).due
    alerts.mark_sent([waiting.alert.key], Receipt(sent_as="single", sent_at=0))
    assert [delivered for _, delivered in outcomes(store)] == [True, None]
    (event, _) = client.query(
        TableName=TABLE, KeyConditionExpression="pk = :e", ExpressionAttributeValues={":e": {"S": "EVENT"}}
    )["Items"]
    older = {"alert": {"M": {"pk": {"S": "ALERT#ops#r"}, "sk": {"S": "1"}}}}
    client.put_item(TableName=TABLE, Item={**event, **older})
    assert [delivered for _, delivered in outcomes(store)] == [None, None], "of an older version, not known"


def test_teams_days_come_back_as_they_were_kept(client: "DynamoDBClient") -> None:
    kept = DynamoDBTeamDays(Table(client, TABLE))
    assert kept.newest() is None
    durations = Durations()
    durations.add(90)
    teams = {"shop": TeamDay(compliant=1, to_resolve={4: durations}, to_notify=2), "": TeamDay(non_compliant=1)}
    for day in (22, 23):
        kept.keep(date(2026, 11, day), teams, 0)
    assert kept.newest() == DAY
    assert kept.between(DAY, DAY) == {DAY: teams}


def alarm(number: int, hours: float, notify: Any = "digest") -> Classified:
    event = Event(
        event_id=f"alarm-{number}",
        account=ACCOUNT,
        region="eu-central-1",
        source="aws.cloudwatch",
        detail_type="CloudWatch Alarm State Change",
        detail={},
        published_at=to_epoch(at(hours)),
        title="CPU is high again",
        category="operations",
        severity=Severity.LOW,
    )
    return Classified(event=event, route=Route(channel="ops", notify=notify))


def test_the_digest_is_what_was_left_to_the_report_on_these_days_and_no_more(
    client: "DynamoDBClient", store: DynamoDBFigures
) -> None:
    persist_all(client, alarm(1, 0), alarm(2, 23.9), alarm(3, 24), alarm(4, -0.1))
    persist_all(client, alarm(5, 5, notify="immediate"), alarm(6, 5, notify="none"))
    persist_all(client, evaluated(NC, 5, route=Route(channel="ops", notify="digest")))
    left = [o.left for o in store.event_outcomes(ACCOUNT, run().period.span) if o.left]
    assert left == [("aws.cloudwatch", "CPU is high again")] * 2


def test_accounts_are_those_with_pairs_or_an_agent(client: "DynamoDBClient", store: DynamoDBFigures) -> None:
    persist_all(client, evaluated(C, 1))
    client.put_item(TableName=TABLE, Item={"pk": {"S": "AGENT"}, "sk": {"S": "999988887777#eu-west-1"}})
    assert store.accounts() == [ACCOUNT, "999988887777"]
    assert list(store.pairs("999988887777", "")) == []


def test_a_report_is_sent_once_by_the_holder_of_the_claim(client: "DynamoDBClient") -> None:
    log = DynamoDBReportLog(Table(client, TABLE))
    assert log.begin("daily-2026-11-23", "reports", "first", 100)
    assert log.begin("daily-2026-11-23", "reports", "first", 101), "a retry of the same run goes on"
    assert not log.begin("daily-2026-11-23", "reports", "second", 102)
    assert log.begin("daily-2026-11-23", "team", "second", 102), "each channel is its own"
    assert log.begin("daily-2026-11-23", "reports", "second", 102 + LEASE_SECONDS), "the first one died"
    assert log.unanswered("daily-2026-11-23", "reports") == (0, 0)
    log.note_unanswered("daily-2026-11-23", "reports", 2, 500)
    assert log.unanswered("daily-2026-11-23", "reports") == (2, 500)
    log.mark_sent("daily-2026-11-23", "reports")
    assert not log.begin("daily-2026-11-23", "reports", "second", 10_000)


def test_a_claim_is_not_taken_for_an_account(client: "DynamoDBClient", store: DynamoDBFigures) -> None:
    DynamoDBReportLog(Table(client, TABLE)).begin("run-1", "reports", "run-1", 100)
    store.keep_result("run-1", ACCOUNT, Figures(compliant=1), {}, 0)
    assert [account for account, _, _ in store.results("run-1")] == [ACCOUNT]


def test_changed_pairs_come_whole_in_batches(client: "DynamoDBClient", store: DynamoDBFigures) -> None:
    remembered(client, *(evaluated(NC, 1, resource=f"vol-{number}") for number in range(230)))
    pairs = list(store.pairs(ACCOUNT, TimeSpan(start=at(0), end=at(24)).start))
    assert len({pair.key.resource_id for pair in pairs}) == 230
    assert all(pair.steps[-1].change == "opened" for pair in pairs)


def test_figures_and_days_that_cannot_be_read_are_passed_over(
    client: "DynamoDBClient", store: DynamoDBFigures, caplog: pytest.LogCaptureFixture
) -> None:
    """The account is missing in the report, and the trend carries the day before."""
    for account in (ACCOUNT, "999988887777"):
        store.keep_result("run-1", account, Figures(compliant=1), {}, 0)
    for day in (22, 23):
        store.keep_whole_day(Day(day=date(2026, 11, day)), at(24), 0)
    for pk, sk, broken in (("REPORT#run-1", ACCOUNT, "figures"), ("FIGURES#ALL", "2026-11-23", "accounts")):
        client.update_item(
            TableName=TABLE,
            Key={"pk": {"S": pk}, "sk": {"S": sk}},
            UpdateExpression="SET #a = :b",
            ExpressionAttributeNames={"#a": broken},
            ExpressionAttributeValues={":b": {"S": "broken"}},
        )
    assert [account for account, _, _ in store.results("run-1")] == ["999988887777"]
    assert list(store.whole_days(date(2026, 11, 22), DAY)) == [date(2026, 11, 22)]
    assert [record.message for record in caplog.records] == [
        "an account's figures cannot be read",
        "a day's figures cannot be read",
    ]
