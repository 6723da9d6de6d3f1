"""A DynamoDB over HTTP whose half a million pairs are made up as they are read, in pages as DynamoDB cuts them."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from urllib.request import Request, urlopen

from benchmarks import table_server
from benchmarks.table_server import Answer
from config_monitor.adapters.dynamodb.items import from_item, to_item
from config_monitor.adapters.dynamodb.rows import violation_attributes, violation_key
from config_monitor.domain.compliance import Violation, ViolationKey, ViolationTransition, with_transition
from config_monitor.domain.events import ComplianceStatus, Severity

LAST_DAY = date(2026, 11, 23)
ACCOUNTS = [f"{number:012d}" for number in range(100000000000, 100000000050)]
RULES, RESOURCES, EVENTS_A_DAY = 100, 100, 5000
PAIRS = RULES * RESOURCES
REGION, TYPE = "eu-central-1", "AWS::S3::Bucket"
PAGE_BYTES, PAIR_BYTES, EVENT_BYTES = 1_000_000, 1_150, 2_048
CHANGED = EVENTS_A_DAY // len(ACCOUNTS)  # pairs of an account that change on the last day

Item = dict[str, Any]


@dataclass(frozen=True)
class Read:
    """What was read so far, with eventually consistent read units, and the processor time that making it up took."""

    items: int
    pages: int
    units: float
    processor: float


@dataclass(frozen=True)
class Served:
    """The table while it is served."""

    url: str

    def read(self) -> Read:
        """What was read since the last time this was asked."""
        with urlopen(Request(self.url, b"{}", {"X-Amz-Target": "Table.Read"})) as answer:
            return Read(**json.load(answer))


@contextmanager
def served() -> Iterator[Served]:
    """Serve the table in a process of its own."""
    with table_server.served(_calls) as url:
        yield Served(url)


def _calls() -> dict[str, Answer]:
    table = _Table()
    return {name: getattr(table, name) for name in ("Query", "BatchGetItem", "PutItem", "GetItem", "Read")}


class _Table:
    """Its methods have DynamoDB's names; `Read` is what the benchmark asks."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Item] = {}
        self.items = self.pages = 0
        self.units, self.processor = 0.0, time.process_time()

    def Read(self, _: Item) -> bytes:  # noqa: N802 - one of the calls
        made_up = (now := time.process_time()) - self.processor
        counts = {"items": self.items, "pages": self.pages, "units": self.units, "processor": made_up}
        self.items, self.pages, self.units, self.processor = 0, 0, 0.0, now
        return json.dumps(counts).encode()

    def _count(self, items: int, size: int) -> None:
        self.items += items
        self.pages += 1
        self.units += math.ceil(size / 4096) / 2

    def Query(self, request: Item) -> bytes:  # noqa: N802 - DynamoDB's name
        values = request["ExpressionAttributeValues"]
        pk = values[":value"]["S"]
        start = int(request.get("ExclusiveStartKey", {}).get("n", {}).get("N", 0))
        if pk.startswith("VIOLATION#"):
            return self._page(start, PAIRS, PAIR_BYTES, _light)
        if request.get("IndexName") == "by_account":
            return self._page(start, CHANGED, EVENT_BYTES, _outcome)
        if pk == "EVENT":
            return self._page(start, EVENTS_A_DAY * 9, EVENT_BYTES, _event)
        items = (
            _counter_items(values) if pk == "COUNTERS" else [i for (p, _), i in sorted(self.kept.items()) if p == pk]
        )
        self._count(len(items), sum(len(json.dumps(i)) for i in items))
        return json.dumps({"Items": items, "Count": len(items), "ScannedCount": len(items)}).encode()

    def _page(self, start: int, total: int, size: int, made: Any) -> bytes:
        end = min(start + PAGE_BYTES // size, total)
        self._count(end - start, (end - start) * size)
        last = f',"LastEvaluatedKey":{{"n":{{"N":"{end}"}}}}' if end < total else ""
        return f'{{"Items":[{",".join(made(n) for n in range(start, end))}],"Count":{end - start}{last}}}'.encode()

    def BatchGetItem(self, request: Item) -> bytes:  # noqa: N802 - as above
        keys = request["RequestItems"]["events"]["Keys"]
        self._count(len(keys), len(keys) * 4096)
        items = [_kept(key) for key in keys]
        return json.dumps({"Responses": {"events": items}, "UnprocessedKeys": {}}).encode()

    def PutItem(self, request: Item) -> bytes:  # noqa: N802 - as above
        self.kept[request["Item"]["pk"]["S"], request["Item"]["sk"]["S"]] = request["Item"]
        return b"{}"

    def GetItem(self, request: Item) -> bytes:  # noqa: N802 - as above
        item = self.kept.get((request["Key"]["pk"]["S"], request["Key"]["sk"]["S"]))
        self._count(1, 4096)
        return json.dumps({"Item": item} if item else {}).encode()


def _counter_items(values: Item) -> list[Item]:
    mine = values.get(":prefix", {"S": ""})["S"]
    keys = [f"{account}#{REGION}#{shard}" for account in ACCOUNTS for shard in range(8)]
    return [{"sk": {"S": key}} for key in keys if key.startswith(mine)]


def _named(number: int) -> tuple[str, str]:
    return (
        f"rule-number-{number // RESOURCES:03d}-of-the-catalogue",
        f"a-bucket-of-some-length-{number % RESOURCES:04d}",
    )


def _status(number: int) -> str:
    return "NON_COMPLIANT" if number % 10 == 3 else "COMPLIANT"


def _light(number: int) -> str:
    """A pair as the projection of the report leaves it; every hundredth changed on the last day."""
    rule, resource = _named(number)
    since = "2026-11-23T10:00:00.000Z" if number % (PAIRS // CHANGED) == 0 else "2026-09-01T10:00:00.000Z"
    due = f',"deadline_at":{{"S":"{since.replace("-09-", "-12-")}"}}'
    opened = f',"opened_at":{{"S":"{since}"}}{due}' if _status(number) == "NON_COMPLIANT" else ""
    return (
        f'{{"rule_name":{{"S":"{rule}"}},"resource_type":{{"S":"{TYPE}"}},"resource_id":{{"S":"{resource}"}},"status":{{"S":"{_status(number)}"}},'
        f'"since":{{"S":"{since}"}},"severity":{{"N":"{number % 6}"}}{opened}}}'
    )


def _whole(account: str, sk: str) -> Item:
    """A pair that opened and was fixed over the last day, as the ledger writes it."""
    rule, resource_type, resource = sk.split("#")
    key = ViolationKey(
        account=account, region=REGION, rule_name=rule, resource_type=resource_type, resource_id=resource
    )
    violation = Violation(key=key, severity=Severity.MEDIUM)
    for hour, status in ((8, ComplianceStatus.NON_COMPLIANT), (10, ComplianceStatus.COMPLIANT)):
        instant = f"2026-11-23T{hour:02d}:00:00.000Z"
        change = ViolationTransition(evaluated_at=instant, rule_name=rule, status=status, event_id=f"{resource}-{hour}")
        violation = with_transition(violation, change)
    return to_item({**violation_key(key)._asdict(), **violation_attributes(violation)})


def _kept(key: Item) -> Item:
    """An alert that was sent, or a pair."""
    if key["pk"]["S"].startswith("ALERT#"):
        return {**key, "receipt": {"M": {"sent_at": {"N": "1795421744"}}}}
    return _whole(key["pk"]["S"].split("#")[1], key["sk"]["S"])


def _outcome(number: int) -> str:
    """An event of the last day as the report reads it: half are openings, of which a fifth was notified at once."""
    key = f'{{"channel":{{"S":"ops"}},"group":{{"S":"rule"}},"position":{{"S":"{number}"}}}}'
    alert = f',"alert":{{"M":{key}}}' if number % 10 == 0 else ""
    status = "COMPLIANT" if number % 2 else "NON_COMPLIANT"
    return (
        f'{{"status":{{"S":"{status}"}},"severity":{{"N":"{number % 6}"}},"published_at":{{"N":"1795421742"}},'
        f'"updated_at":{{"N":"1795421745"}},"evaluated_at":{{"S":"2026-11-23T08:15:40.000Z"}}{alert}}}'
    )


def _event(number: int) -> str:
    return _event_text().replace("%ACCOUNT%", ACCOUNTS[number % len(ACCOUNTS)]).replace("%NUMBER%", f"{number:08d}")


@cache
def _event_text() -> str:
    """A history row of 2 KB in which two marks stand for what differs from row to row."""
    at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=8)
    row: dict[str, Any] = {
        "pk": "EVENT", "sk": "EVENT#1795421742-%NUMBER%", "id": "1795421742-%NUMBER%", "account": "%ACCOUNT%",
        "region": REGION, "source": "aws.config", "detail_type": "Config Rules Compliance Change", "severity": 3,
        "resources": "[]", "published_at": 1795421742, "updated_at": 1795421743, "expired_at": 1803197742,
        "title": "a bucket does not comply with a rule", "category": "compliance", "rule_name": "rule-%NUMBER%",
        "rule": "rule-%NUMBER%", "resource_type": TYPE, "resource_id": "bucket-%NUMBER%", "status": "COMPLIANT",
        "evaluated_at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"), "detail": "x" * 1300,
    }  # fmt: skip
    assert from_item(to_item(row)) == row
    return json.dumps(to_item(row), separators=(",", ":"))
