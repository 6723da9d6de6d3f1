"""The rows of reports: written by account and run in compressed items, read page by page of the newest run of a day.

`REPORT_ROWS#{run}` / `{account}#{number}` holds up to 500 rows, in the order of `ReportRow.rank`; `REPORTS` /
`{period}#{date}` names the run whose rows are the report of that day.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import batched
from typing import Any

from config_monitor.adapters.dynamodb.items import Key
from config_monitor.adapters.dynamodb.packed import packed, unpacked
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.report_log import DAY_RETENTION_SECONDS
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.queries import ReadPlan
from config_monitor.domain.reports import ReportRow
from config_monitor.ports import Page, Position

ROWS_AN_ITEM = 500
# DynamoDB holds 400 KB in an item: 500 rows are about 30 KB, and more than that where all have long names.
ITEM_BYTES = 300_000
# What one request of the API may read: so many items.
ITEMS_A_PAGE = 20


class DynamoDBReportRows:
    """The rows in the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def keep(self, run: str, account: str, rows: Iterable[ReportRow], now: int) -> None:
        """Keep the rows of one account in one run in place of any kept before."""
        ordered = sorted(rows, key=lambda row: row.rank)
        keys = []
        for number, text in enumerate(_texts(ordered)):
            keys.append(f"{account}#{number:05d}")
            self._put(run, keys[-1], text, now)
        leftover = [sk for sk, _ in self._parts(run, f"{account}#", f"{account}#~") if sk not in keys]
        for sk in leftover:  # of an earlier try that had more rows
            self._put(run, sk, packed([]), now)

    def _put(self, run: str, sk: str, text: str, now: int) -> None:
        row = {"pk": f"REPORT_ROWS#{run}", "sk": sk, "rows": text}
        self._table.put(row | {"expired_at": now + DAY_RETENTION_SECONDS})

    def publish(self, run: str, period: str, date: str, now: int) -> None:
        """Make a run the report of its period and date."""
        row = {"pk": "REPORTS", "sk": f"{period}#{date}", "run": run}
        self._table.put(row | {"expired_at": now + DAY_RETENTION_SECONDS})

    def published(self, period: str, date: str) -> str | None:
        """The run that is the report of a period and date; None when there is no such report."""
        row = self._table.get(Key("REPORTS", f"{period}#{date}"))
        return str(row["run"]) if row else None

    def of_run(self, run: str) -> Iterator[tuple[str, Callable[[], list[ReportRow]]]]:
        """The account of each item of a run, and what unpacks its rows."""
        for sk, text in self._parts(run, "0", "~"):
            yield sk.partition("#")[0], partial(_rows, text)

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:
        """Rows of the run in `plan.key` that pass the plan's filters, from after a position (item, index in it) on."""
        items: list[dict[str, Any]] = []
        positions: list[Position] = []
        start, skip = (after[0], int(after[1]) + 1) if after else ("0", 0)
        for read, (sk, text) in enumerate(self._parts(str(plan.key["run"]), start, "~"), 1):
            rows = _rows(text)
            first = skip if sk == start else 0
            for index, row in enumerate(rows[first:], first):
                if all(getattr(row, name) == wanted for name, wanted in plan.filters.items()):
                    if len(items) == limit:
                        return Page(items, positions, positions[-1], read)
                    items.append(row.item())
                    positions.append([sk, str(index)])
            if read == ITEMS_A_PAGE:
                return Page(items, positions, [sk, str(len(rows))], read)
        return Page(items, positions, None)

    def _parts(self, run: str, start: str, end: str) -> Iterator[tuple[str, str]]:
        """The items of a run from one sort key to another: the key, and the rows as they are stored."""
        for part in self._table.query(Query(f"REPORT_ROWS#{run}", low=start, high=end, consistent=True)):
            yield part["sk"], part["rows"]


def _texts(rows: Sequence[ReportRow]) -> Iterator[str]:
    """Rows as texts of which each fits an item; so many long names that they do not are halved."""
    for part in batched(rows, ROWS_AN_ITEM, strict=False):
        text = packed([row.stored() for row in part])
        if len(text) <= ITEM_BYTES or len(part) == 1:
            yield text
        else:
            yield from _texts(part[: len(part) // 2])
            yield from _texts(part[len(part) // 2 :])


def _rows(text: str) -> list[ReportRow]:
    """The stored rows of an item. Raises ValueError when they are none."""
    try:
        return [ReportRow(*row) for row in unpacked(text)]
    except TypeError as error:
        raise ValueError(f"rows of another form: {error}") from error
