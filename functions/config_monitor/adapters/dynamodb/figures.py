"""What reports read and keep: pairs as a stream, the figures of runs and of days."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import batched, product
from typing import Any

from config_monitor.adapters.dynamodb.agents import AGENT
from config_monitor.adapters.dynamodb.counted_rows import (
    EVENT_ATTRIBUTES,
    PAIR_ATTRIBUTES,
    alert_key_of_row,
    key_of_row,
    outcome_of_row,
    pair_of_row,
)
from config_monitor.adapters.dynamodb.incident_rows import INCIDENT_COUNTERS, incident_from, incidents_partition
from config_monitor.adapters.dynamodb.items import Key, Row
from config_monitor.adapters.dynamodb.packed import packed, unpacked
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.report_log import DAY_RETENTION_SECONDS, RUN_RETENTION_SECONDS
from config_monitor.adapters.dynamodb.rows import COUNTERS, scope_key, violation_from
from config_monitor.adapters.dynamodb.table import BATCH_KEYS, Table
from config_monitor.domain.events import pair_key, to_epoch
from config_monitor.domain.incidents import Incident
from config_monitor.domain.queries import ALL_ACCOUNTS
from config_monitor.domain.reports import (
    DailyTotals,
    Day,
    EventOutcome,
    Figures,
    Pair,
    TimeSpan,
    pair_of,
)
from config_monitor.observability import logger

_LAST_ACCOUNT = "999999999999"


class DynamoDBFigures:
    """The table as reports see it."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def accounts(self) -> list[str]:
        """Every account with violations, incidents or an agent."""
        rows = (
            row
            for kind in (COUNTERS, INCIDENT_COUNTERS, AGENT)
            for row in self._table.query(Query(kind, attributes=["sk"]))
        )
        return sorted({row["sk"].partition("#")[0] for row in rows})

    def _regions(self, account: str, kind: str = COUNTERS) -> list[str]:
        counters = self._table.query(Query(kind, prefix=f"{account}#", attributes=["sk"]))
        return sorted({row["sk"].split("#")[1] for row in counters})

    def pairs(self, account: str, since: str) -> Iterator[Pair]:
        """The pairs of an account, page by page; those that changed at `since` or later come with all their steps."""
        for region in self._regions(account):
            changed: list[Key] = []
            partition = scope_key(account, region)
            for row in self._table.query(Query(partition, attributes=PAIR_ATTRIBUTES)):
                key = key_of_row(account, region, row)
                if row["since"] >= since:
                    changed.append(Key(partition, pair_key(key.rule_name, key.resource_type, key.resource_id)))
                else:
                    yield pair_of_row(key, row)
                if len(changed) == BATCH_KEYS:
                    yield from self._whole(changed)
                    changed = []
            yield from self._whole(changed)

    def incidents(self, account: str) -> Iterator[Incident]:
        """The incidents of an account, page by page."""
        for region in self._regions(account, INCIDENT_COUNTERS):
            yield from map(incident_from, self._table.query(Query(incidents_partition(account, region))))

    def event_outcomes(self, account: str, span: TimeSpan) -> Iterator[EventOutcome]:
        """What became of the events of an account that were published within a span."""
        for some in batched(self._events(account, span), BATCH_KEYS, strict=False):
            keys = [key for row in some if (key := alert_key_of_row(row))]
            alerts = self._table.get_all(keys, consistent=True)
            delivered = {Key(alert["pk"], alert["sk"]): "receipt" in alert for alert in alerts}
            for row in some:
                yield outcome_of_row(row, delivered)

    def keep_result(self, run: str, account: str, figures: Figures, days: dict[date, Figures], now: int) -> None:
        """Keep what one account came to in one run of the report."""
        self._put(
            pk=f"REPORT#{run}",
            sk=account,
            figures=packed(figures.model_dump(exclude_defaults=True)),
            days=packed({day.isoformat(): light.model_dump(exclude_defaults=True) for day, light in days.items()}),
            expired_at=now + RUN_RETENTION_SECONDS,
        )

    def results(self, run: str) -> Iterator[tuple[str, Figures, dict[date, Figures]]]:
        """The figures of each account of a run, without those that failed."""
        for row in self._table.query(Query(f"REPORT#{run}", high=_LAST_ACCOUNT, consistent=True)):
            try:
                days = {date.fromisoformat(day): Figures.model_validate(f) for day, f in unpacked(row["days"]).items()}
                figures = Figures.model_validate(unpacked(row["figures"]))
            except ValueError:  # the report names it as missing
                logger.exception("an account's figures cannot be read", extra={"account": row["sk"]})
            else:
                yield row["sk"], figures, days

    def keep_day(self, account: str, day: date, figures: Figures, as_of: str, now: int) -> None:
        """Keep one account's figures of one day; what was kept of that day before is replaced."""
        self._put(
            pk=f"FIGURES#{account}",
            sk=day.isoformat(),
            **_readable(DailyTotals.of(figures)),
            excepted=figures.excepted,
            figures=packed(figures.model_dump(exclude_defaults=True)),
            as_of=as_of,
            expired_at=now + DAY_RETENTION_SECONDS,
        )

    def figures_of_day(self, account: str, day: date) -> Figures | None:
        """One account's kept figures of one day."""
        return self.figures_of_days([account], [day]).get((account, day))

    def figures_of_days(self, accounts: Iterable[str], days: Iterable[date]) -> dict[tuple[str, date], Figures]:
        """The kept figures of some accounts on some days, by account and day."""
        keys = (Key(f"FIGURES#{account}", day.isoformat()) for account, day in product(accounts, days))
        return {
            (row["pk"].partition("#")[2], date.fromisoformat(row["sk"])): Figures.model_validate(
                unpacked(row["figures"])
            )
            for row in self._table.get_all(keys)
        }

    def keep_whole_day(self, day: Day, as_of: str, now: int) -> None:
        """Keep the day of all accounts in one item."""
        self._put(
            pk=f"FIGURES#{ALL_ACCOUNTS}",
            sk=day.day.isoformat(),
            **_readable(DailyTotals.sum_of(day.accounts.values())),
            accounts=packed({account: s.packed() for account, s in day.accounts.items()}),
            as_of=as_of,
            expired_at=now + DAY_RETENTION_SECONDS,
        )

    def whole_days(self, first: date, last: date) -> dict[date, Day]:
        """The days of all accounts from one to another, both included; days that nobody kept are not among them."""
        days = {}
        query = Query(f"FIGURES#{ALL_ACCOUNTS}", low=first.isoformat(), high=last.isoformat())
        for row in self._table.query(query):
            day = date.fromisoformat(row["sk"])
            try:
                accounts = {a: DailyTotals.unpacked(numbers) for a, numbers in unpacked(row["accounts"]).items()}
            except ValueError:  # the trend carries the day before
                logger.exception("a day's figures cannot be read", extra={"day": row["sk"]})
            else:
                days[day] = Day(day=day, accounts=accounts)
        return days

    def _whole(self, keys: list[Key]) -> Iterator[Pair]:
        return (pair_of(violation_from(row)) for row in self._table.get_all(keys))

    def _events(self, account: str, span: TimeSpan) -> Iterator[Row]:
        """The events of an account whose envelope's time lies in a span."""
        low, high = str(to_epoch(span.start)), str(to_epoch(span.end))
        return self._table.query(
            Query(account, by="account", sort="id", low=low, high=high, attributes=EVENT_ATTRIBUTES)
        )

    def _put(self, **row: Any) -> None:
        self._table.put(row)


def _readable(totals: DailyTotals) -> dict[str, Any]:
    """What queries and people want to see of a day without reading its JSON."""
    score = totals.score
    return {
        "compliant": totals.compliant,
        "non_compliant": totals.non_compliant,
        "score": None if score is None else round(score, 2),
        "new": totals.new,
        "resolved": totals.resolved,
    }
