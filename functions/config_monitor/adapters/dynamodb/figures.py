"""What reports read and keep: pairs as a stream, the figures of runs and of days."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from config_monitor.adapters.dynamodb.items import Item, plain_item, typed, typed_item
from config_monitor.adapters.dynamodb.rows import DIGEST, violation_key, violation_of
from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import ComplianceStatus, to_epoch
from config_monitor.domain.reports import DailyTotals, Day, Figures, OtherEvents, Pair, Span, Step, pair_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DAY_RETENTION_SECONDS = 400 * 86400
RUN_RETENTION_SECONDS = 30 * 86400
BATCH = 100
KEPT_EVENTS = 50
EVERYBODY = "ALL"
# Enough of a violation to count it when its status has not changed since the span began: a quarter of the item.
_LIGHT = (
    *("rule_name", "resource_type", "resource_id", "status", "since"),
    *("severity", "exception", "excepted_until", "opened_at"),
)


class DynamoDBFigures:
    """The table as reports see it."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def accounts(self) -> list[str]:
        """Every account with violations or an agent."""
        items = (i for kind in ("TALLY", "AGENT") for i in self._query(kind, ProjectionExpression="sk"))
        return sorted({item["sk"]["S"].partition("#")[0] for item in items})

    def _regions(self, account: str) -> list[str]:
        mine = ("AND begins_with(sk, :a)", {":a": f"{account}#"})
        return sorted({item["sk"]["S"].split("#")[1] for item in self._query("TALLY", mine)})

    def pairs(self, account: str, since: str) -> Iterator[Pair]:
        """The pairs of an account, page by page; those that changed at `since` or later come with all their steps."""
        for region in self._regions(account):
            changed: list[Item] = []
            for item in self._query(
                f"VIOLATION#{account}#{region}",
                ProjectionExpression=", ".join(f"#{name}" for name in _LIGHT),
                ExpressionAttributeNames={f"#{name}": name for name in _LIGHT},
            ):
                key = _key(account, region, item)
                if item["since"]["S"] >= since:
                    changed.append(violation_key(key))
                else:
                    yield _steady(key, item)
                if len(changed) == BATCH:
                    yield from self._whole(changed)
                    changed = []
            yield from self._whole(changed)

    def detections(self, account: str, span: Span) -> tuple[int, int]:
        """How many violations were evaluated and stored within a span, and the seconds between, summed.

        What was evaluated before the span and stored in it came from a backfill: its age says nothing of detection.
        """
        number = seconds = 0
        for item in self._query_events("by_account_status", "account_status", f"{account}#NON_COMPLIANT", span):
            row = plain_item(item)
            if span.holds(row.get("evaluated_at", "")):
                number += 1
                seconds += max(0, row["updated_at"] - to_epoch(row["evaluated_at"]))
        return number, seconds

    def digest(self, span: Span) -> list[OtherEvents]:
        """Events of a span that are no violations and were left to the report, by kind, the worst and most first."""
        found: Counter[tuple[int, str, str]] = Counter()
        for item in self._query_events("by_digest", "digest", DIGEST, span):
            row = plain_item(item)
            found[row["severity"], row["source"], row.get("title") or row["detail_type"]] += 1
        return [
            OtherEvents(severity=severity, source=source, title=title, count=count)
            for (severity, source, title), count in sorted(found.items(), key=lambda kind: (-kind[0][0], -kind[1]))
        ][:KEPT_EVENTS]

    def keep_result(self, run: str, account: str, figures: Figures, days: dict[date, DailyTotals], now: int) -> None:
        """Keep what one account came to in one run of the report."""
        self._put(
            pk=f"REPORT#{run}",
            sk=account,
            figures=figures.model_dump_json(exclude_defaults=True),
            days=json.dumps({day.isoformat(): totals.packed() for day, totals in days.items()}),
            expired_at=now + RUN_RETENTION_SECONDS,
        )

    def results(self, run: str) -> Iterator[tuple[str, Figures, dict[date, DailyTotals]]]:
        """What each account came to in a run; accounts that failed are not among them."""
        for item in self._query(f"REPORT#{run}", ("AND sk < :letters", {":letters": ":"}), ConsistentRead=True):
            row = plain_item(item)
            days = {date.fromisoformat(day): DailyTotals.unpacked(n) for day, n in json.loads(row["days"]).items()}
            yield row["sk"], Figures.model_validate_json(row["figures"]), days

    def keep_day(self, account: str, day: date, figures: Figures, as_of: str, now: int) -> None:
        """Keep one account's figures of one day; what was kept of that day before is replaced."""
        self._put(
            pk=f"FIGURES#{account}",
            sk=day.isoformat(),
            **_readable(DailyTotals.of(figures)),
            excepted=figures.excepted,
            figures=figures.model_dump_json(exclude_defaults=True),
            as_of=as_of,
            expired_at=now + DAY_RETENTION_SECONDS,
        )

    def figures_of_day(self, account: str, day: date) -> Figures | None:
        """One account's kept figures of one day."""
        answer = self._client.get_item(
            TableName=self._table, Key=typed_item({"pk": f"FIGURES#{account}", "sk": day.isoformat()})
        )
        return Figures.model_validate_json(answer["Item"]["figures"]["S"]) if "Item" in answer else None

    def keep_whole_day(self, day: Day, as_of: str, now: int) -> None:
        """Keep the day of all accounts in one item."""
        self._put(
            pk=f"FIGURES#{EVERYBODY}",
            sk=day.day.isoformat(),
            **_readable(DailyTotals.sum_of(day.accounts.values())),
            accounts=json.dumps({account: s.packed() for account, s in day.accounts.items()}),
            as_of=as_of,
            expired_at=now + DAY_RETENTION_SECONDS,
        )

    def whole_days(self, first: date, last: date) -> dict[date, Day]:
        """The days of all accounts from one to another, both included; days that nobody kept are not among them."""
        days = {}
        items = self._query(
            f"FIGURES#{EVERYBODY}", ("AND sk BETWEEN :a AND :b", {":a": first.isoformat(), ":b": last.isoformat()})
        )
        for item in items:
            row = plain_item(item)
            day = date.fromisoformat(row["sk"])
            accounts = {a: DailyTotals.unpacked(numbers) for a, numbers in json.loads(row["accounts"]).items()}
            days[day] = Day(day=day, accounts=accounts)
        return days

    def _whole(self, keys: list[Item]) -> Iterator[Pair]:
        """Whole pairs, asked for again while the table leaves some out."""
        asked: Any = {self._table: {"Keys": keys}} if keys else {}
        while asked:
            answer = self._client.batch_get_item(RequestItems=asked)
            for item in answer["Responses"].get(self._table, []):
                yield pair_of(violation_of(item))
            asked = answer.get("UnprocessedKeys")

    def _query_events(self, index: str, attribute: str, value: str, span: Span) -> Iterator[Item]:
        """The event rows under one value of an index whose envelope's time lies in a span."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=index,
            KeyConditionExpression="#hash = :hash AND id BETWEEN :start AND :end",
            ExpressionAttributeNames={"#hash": attribute},
            ExpressionAttributeValues={
                ":hash": typed(value),
                ":start": typed(str(to_epoch(span.start))),
                ":end": typed(str(to_epoch(span.end))),
            },
        )
        for page in pages:
            yield from page["Items"]

    def _query(self, partition: str, sort: tuple[str, dict[str, str]] = ("", {}), **how: Any) -> Iterator[Item]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression=f"pk = :pk {sort[0]}".strip(),
            ExpressionAttributeValues={name: typed(value) for name, value in {":pk": partition, **sort[1]}.items()},
            **how,
        )
        for page in pages:
            yield from page["Items"]

    def _put(self, **values: Any) -> None:
        self._client.put_item(TableName=self._table, Item=typed_item(values))


def _key(account: str, region: str, item: Item) -> ViolationKey:
    """The key of a pair, not checked again: half a million are read for one report."""
    return ViolationKey.model_construct(
        account=account,
        region=region,
        rule_name=item["rule_name"]["S"],
        resource_type=item["resource_type"]["S"],
        resource_id=item["resource_id"]["S"],
    )


def _steady(key: ViolationKey, item: Item) -> Pair:
    """A pair from the light attributes: one step, long ago."""
    opened_at, exception, until = (item.get(name) for name in ("opened_at", "exception", "excepted_until"))
    status = ComplianceStatus(item["status"]["S"])
    return Pair(
        key=key,
        severity=int(item["severity"]["N"]),
        steps=(Step(item["since"]["S"], status, opened_at=opened_at["S"] if opened_at else None),),
        exception=exception["S"] if exception else None,
        excepted_until=until["S"] if until else None,
    )


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
