"""The rows of a report's lists: each change and each violation by name. Figures count these rows and nothing else."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from config_monitor.domain.events import config_resource_url
from config_monitor.domain.queries import ExportLayout, ReportList
from config_monitor.domain.reports.pair_timeline import OPEN, Pair, Step, excepted_at
from config_monitor.domain.reports.period import TimeSpan

RowKind = Literal["violation", "incident"]
CONFIG = "aws.config"
LISTS: tuple[ReportList, ...] = get_args(ReportList)
# Lists of what is open or has ended: what just opened has the same due date in the list of open ones.
DUE_LISTS: frozenset[ReportList] = frozenset({"resolved", "overdue", "open"})
ROW_COLUMNS = (
    *("list", "kind", "closed_as", "severity", "rule_name", "source", "title", "resource_type", "resource_id"),
    *("resource_name", "account", "account_name", "region", "since", "opened_at", "excepted_until", "notified"),
    *("console_url", "due_at"),
)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One change of a violation or an incident in the period, or how one was when the period ended.

    `called` is what people call the resource, if not by its id; `due_at` until when the policy wants it to have ended,
    also of one that has ended.
    An incident has a title and the source of its events, and no rule. `since` is when that began: for `resolved` when
    it ended, else when it opened. `notified` is whether an opening had an alert of its own; where it is False, the
    report is the first to name it.
    Instants are ISO 8601 in UTC.
    """

    list: ReportList
    severity: int
    rule_name: str
    resource_type: str
    resource_id: str
    account: str
    region: str
    since: str
    opened_at: str
    closed_as: str | None = None
    excepted_until: str | None = None
    notified: bool = True
    source: str = CONFIG
    title: str | None = None
    called: str | None = None
    due_at: str | None = None

    @property
    def kind(self) -> RowKind:
        """Whether it is about a violation or an incident."""
        return "violation" if self.rule_name else "incident"

    @property
    def what(self) -> str:
        """The rule that is violated, or what happened."""
        return self.rule_name or self.title or self.source

    @property
    def console_url(self) -> str | None:
        """Where AWS Config shows the resource; None for what is no resource of AWS Config's."""
        return config_resource_url(self.region, self.resource_type, self.resource_id) if self.rule_name else None

    @property
    def resource_name(self) -> str:
        """What people call the resource; failing that the last part of its ARN, or the id itself where it is none."""
        if self.called:
            return self.called
        if not self.resource_id.startswith("arn:"):
            return self.resource_id
        return self.resource_id.replace(":", "/").rstrip("/").rpartition("/")[2] or self.resource_id

    @property
    def rank(self) -> tuple[int, int, str, str, str, str]:
        """Sort key: by list, in each the worst first, then the oldest."""
        return (LISTS.index(self.list), -self.severity, self.since, self.what, self.account, self.resource_id)

    def item(self) -> dict[str, Any]:
        """The row as the API has it, but for the account's name."""
        named = {name: getattr(self, name) for name in ROW_COLUMNS if name != "account_name"}
        return named | {"rule_name": self.rule_name or None}

    def stored(self) -> tuple[Any, ...]:
        """The fields in their order, for storing many rows in little space."""
        return tuple(getattr(self, name) for name in self.__dataclass_fields__)


def shown_row(item: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """An item with its account's name."""
    return item | {"account_name": names.get(item["account"])}


def rows_csv(rows: Iterable[ReportRow], names: Mapping[str, str]) -> str:
    """Rows as CSV with a heading, as the API exports them."""
    layout = ExportLayout("csv", ROW_COLUMNS)
    return layout.head + "".join(layout.line(shown_row(row.item(), names)) for row in rows)


def rows_of(pair: Pair, span: TimeSpan) -> Iterator[ReportRow]:
    """The rows of one pair in a span: one for each opening and each ending, and one while it is open or excepted.

    A pair with an exception has that row alone. An exception holds when it does just before the span ends.
    """
    last = pair.last_before(span.end)
    if last is None:
        return
    if excepted_at(pair, span.end):
        if last.status is OPEN:
            yield _row(pair, "excepted", last, last.opened_at or last.at)
        return
    for step in pair.steps:
        if step.change != "unchanged" and span.holds(step.at):
            yield _change(pair, step)
    if last.status is OPEN:
        opened_at = last.opened_at or last.at
        yield _row(pair, "open", last, opened_at)
        if is_overdue(pair.due_of(last.opened_at), span):
            yield _row(pair, "overdue", last, opened_at)


def is_overdue(due_at: str | None, span: TimeSpan) -> bool:
    """Whether a due date is over when the span ends."""
    return due_at is not None and due_at < span.end


def _change(pair: Pair, step: Step) -> ReportRow:
    match step.change:
        case "opened":
            return _row(pair, "new", step, step.at, notified=pair.notified_of(step))
        case "reopened":
            return _row(pair, "reopened", step, step.at, notified=pair.notified_of(step))
        case ended:
            return _row(pair, "resolved", step, step.at, closed_as="fixed" if ended == "fixed" else "removed")


def _row(
    pair: Pair, name: ReportList, step: Step, since: str, closed_as: str | None = None, notified: bool = True
) -> ReportRow:
    key = pair.key
    return ReportRow(
        name,
        pair.severity,
        key.rule_name,
        key.resource_type,
        key.resource_id,
        key.account,
        key.region,
        since,
        step.opened_at or step.at,
        closed_as,
        pair.excepted_until if name == "excepted" else None,
        notified,
        called=pair.resource_name,
        due_at=pair.due_of(step.opened_at) if name in DUE_LISTS else None,
    )
