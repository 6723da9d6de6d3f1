"""The figures of a report: what an account's pairs of rule and resource come to over a span of time.

The score is the one AWS uses for conformance packs: compliant pairs over compliant and non-compliant ones. Pairs that
are not applicable, or have an exception, count on neither side. A pair is one canonical rule and one resource.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import accumulate
from typing import Self

from pydantic import BaseModel

from config_monitor.domain.events import ComplianceStatus, between, size
from config_monitor.domain.queries import score_of
from config_monitor.domain.reports.durations import Durations, by_severity
from config_monitor.domain.reports.figure_parts import EventOutcome, OtherEvents, RuleFigures, fairly_chosen
from config_monitor.domain.reports.pair_timeline import Pair, excepted_at
from config_monitor.domain.reports.period import TimeSpan
from config_monitor.domain.reports.report_rows import ReportRow, rows_of

# An item of the table holds the figures of an account, whose names are as long as their makers like: so many of the
# rules and types that matter most, and no more than fit into so many bytes.
KEPT_RULES, KEPT_TYPES, KEPT_BYTES = 300, 100, 120_000
_COUNTS_BYTES = 120


class Figures(BaseModel):
    """Sums over pairs; figures of several accounts add up."""

    compliant: int = 0
    open_by_severity: list[int] = [0] * 6
    excepted: int = 0
    overdue: int = 0
    new: int = 0
    reopened: int = 0
    fixed: int = 0
    removed: int = 0
    to_resolve: dict[int, Durations] = {}
    """From opening to fix, by severity."""
    to_detect: dict[int, Durations] = {}
    """From AWS Config's evaluation to storage in the hub, by severity."""
    to_notify: int = 0
    """Events that somebody was to be notified of at once."""
    delivered: int = 0
    """Those of them whose notification its channel has."""
    others: dict[str, OtherEvents] = {}
    """Events that are no violations and were left to the report, by kind."""
    unknown: int = 0
    """Pairs that changed more often than is remembered: what they did in the span is not, or not all, in the sums."""
    rules: dict[str, RuleFigures] = {}
    resource_types: dict[str, int] = {}

    @property
    def non_compliant(self) -> int:
        """Open violations without an exception."""
        return sum(self.open_by_severity)

    @property
    def counted(self) -> int:
        """Pairs in the score: its n."""
        return self.compliant + self.non_compliant

    @property
    def score(self) -> float | None:
        """Percent, or None when there is nothing to count."""
        return score_of(self.compliant, self.non_compliant)

    @property
    def resolved(self) -> int:
        """Violations that ended, whichever way."""
        return self.fixed + self.removed

    @property
    def time_to_resolve(self) -> timedelta | None:
        """Mean time from opening to fix, over those fixed in the span; removed ones are left out."""
        return _mean(self.to_resolve)

    @property
    def time_to_detect(self) -> timedelta | None:
        """Mean time from AWS Config's evaluation to storage in the hub, over the violations stored in the span."""
        return _mean(self.to_detect)

    def add(self, pair: Pair, span: TimeSpan) -> list[ReportRow]:
        """Count one pair into the figures of a span; returns the rows that were counted."""
        if pair.forgotten_until and pair.forgotten_until >= span.start:
            self.unknown += 1
        rows = list(rows_of(pair, span))
        for row in rows:
            self._count(row)
        last = pair.last_before(span.end)
        if last and last.status is ComplianceStatus.COMPLIANT and not excepted_at(pair, span.end):
            self.compliant += 1
        return rows

    def count_event(self, event: EventOutcome) -> None:
        """Count how long the event's violation took to detect, and whether its notification was delivered."""
        if event.detected_after is not None:
            self.to_detect.setdefault(event.severity, Durations()).add(event.detected_after)
        if event.delivered is not None:
            self.to_notify += 1
            self.delivered += event.delivered
        if event.left:
            one = OtherEvents(source=event.left[0], title=event.left[1], severity=event.severity, count=0)
            self.others.setdefault(one.kind, one).count += 1

    def with_events_of(self, other: Self) -> Self:
        """The same with what `count_event` counted in other figures."""
        counted = {name: getattr(other, name) for name in ("to_detect", "to_notify", "delivered", "others")}
        return self.model_copy(update=counted)

    def _count(self, row: ReportRow) -> None:
        """Count one row of the lists."""
        if row.list == "excepted":
            self.excepted += 1
            return
        rule = self.rules.setdefault(row.rule_name, RuleFigures())
        rule.severity = max(rule.severity, row.severity)
        rule.not_notified += not row.notified
        match row.list:
            case "new":
                self.new += 1
                rule.new += 1
            case "reopened":
                self.reopened += 1
                rule.reopened += 1
            case "resolved":
                rule.resolved += 1
                self._count_end(row)
            case "overdue":
                self.overdue += 1
            case _:
                rule.open += 1
                self.open_by_severity[row.severity] += 1
                self.resource_types[row.resource_type] = self.resource_types.get(row.resource_type, 0) + 1

    def _count_end(self, row: ReportRow) -> None:
        if row.closed_as == "fixed":
            self.fixed += 1
            seconds = int(between(row.opened_at, row.since).total_seconds())
            self.to_resolve.setdefault(row.severity, Durations()).add(seconds)
        else:
            self.removed += 1

    @classmethod
    def sum_of(cls, parts: Iterable[Self]) -> Self:
        """The figures of several accounts, or of several spans' changes, as one."""
        total, summands = cls(), list(parts)
        for part in summands:
            total._add_all(part)
        total.others = fairly_chosen(part.others.values() for part in summands)
        return total.trimmed()

    def _add_all(self, other: Self) -> None:
        for name in SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.to_resolve = by_severity([self.to_resolve, other.to_resolve])
        self.to_detect = by_severity([self.to_detect, other.to_detect])
        self.open_by_severity = [a + b for a, b in zip(self.open_by_severity, other.open_by_severity, strict=True)]
        for name, rule in other.rules.items():
            mine = self.rules.setdefault(name, RuleFigures())
            for field in ("open", "new", "reopened", "resolved", "not_notified"):
                setattr(mine, field, getattr(mine, field) + getattr(rule, field))
            mine.severity = max(mine.severity, rule.severity)
        for kind, count in other.resource_types.items():
            self.resource_types[kind] = self.resource_types.get(kind, 0) + count

    def light(self) -> Self:
        """The same without rules, resource types and other events, for adding up."""
        return self.model_copy(update={"rules": {}, "resource_types": {}, "others": {}})

    def trimmed(self) -> Self:
        """The same with the rules, types and events that matter most alone, so that an item of the table holds it."""
        rules = sorted(self.rules.items(), key=lambda named: (-named[1].open, -named[1].new, named[0]))
        types = sorted(self.resource_types.items(), key=lambda named: (-named[1], named[0]))
        kept = {"rules": _fitting(rules, KEPT_RULES), "resource_types": _fitting(types, KEPT_TYPES)}
        return self.model_copy(update={**kept, "others": fairly_chosen([self.others.values()])})


def _fitting[T](named: list[tuple[str, T]], most: int) -> dict[str, T]:
    """The first of the named values, at most so many and so many bytes."""
    ends = accumulate(size(name) + _COUNTS_BYTES for name, _ in named[:most])
    return dict(named[: sum(end <= KEPT_BYTES for end in ends)])


SUMS = ("compliant", "excepted", "overdue", "new", "reopened", "fixed", "removed", "to_notify", "delivered", "unknown")


def _mean(times: dict[int, Durations]) -> timedelta | None:
    mean = Durations.sum_of(times.values()).mean
    return None if mean is None else timedelta(seconds=mean)


def figures_by_span(
    pairs: Iterable[Pair], spans: list[TimeSpan], keep_row: Callable[[ReportRow], None] = lambda _: None
) -> list[Figures]:
    """The figures of each span in one pass over the pairs, holding none of them.

    `keep_row` is called with each row that the figures of the first span count.
    """
    whole = TimeSpan(start=min(span.start for span in spans), end=max(span.end for span in spans))
    steady, changing = Figures(), [Figures() for _ in spans]
    for pair in pairs:
        if pair.steps and pair.steps[-1].at < whole.start and not pair.exception:
            rows = steady.add(pair, whole)
        else:
            rows, *_ = [figures.add(pair, span) for figures, span in zip(changing, spans, strict=True)]
        for row in rows:
            keep_row(row)
    return [Figures.sum_of([steady, figures]) for figures in changing]
