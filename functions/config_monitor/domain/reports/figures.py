"""The figures of a report: what an account's pairs of rule and resource come to over a span of time.

The score is the one AWS uses for conformance packs: compliant pairs over compliant and non-compliant ones. Pairs that
are not applicable, or have an exception, count on neither side. A pair is one canonical rule and one resource.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Self

from pydantic import BaseModel

from config_monitor.domain.events import ComplianceStatus, between, format_instant, parse_instant
from config_monitor.domain.reports.figure_parts import (
    KEPT_VIOLATIONS,
    OpenViolation,
    RuleFigures,
    named,
    oldest_of,
    soonest_of,
)
from config_monitor.domain.reports.pair_timeline import OPEN, Pair, Step
from config_monitor.domain.reports.period import Span

KEPT_RULES = 300
EXPIRING_WITHIN = timedelta(days=14)


class Figures(BaseModel):
    """Sums over pairs; figures of several accounts add up."""

    compliant: int = 0
    open_by_severity: list[int] = [0] * 6
    excepted: int = 0
    new: int = 0
    reopened: int = 0
    fixed: int = 0
    removed: int = 0
    fixed_seconds: int = 0
    detected: int = 0
    detect_seconds: int = 0
    unknown: int = 0
    """Pairs that changed more often than is remembered: what they did in the span is not, or not all, in the sums."""
    rules: dict[str, RuleFigures] = {}
    resource_types: dict[str, int] = {}
    oldest: list[OpenViolation] = []
    expiring: list[OpenViolation] = []

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
        return 100 * self.compliant / self.counted if self.counted else None

    @property
    def resolved(self) -> int:
        """Violations that ended, whichever way."""
        return self.fixed + self.removed

    @property
    def time_to_resolve(self) -> timedelta | None:
        """Mean time from opening to fix, over those fixed in the span; removed resources teach nothing here."""
        return timedelta(seconds=self.fixed_seconds / self.fixed) if self.fixed else None

    @property
    def time_to_detect(self) -> timedelta | None:
        """Mean time from AWS Config's evaluation to storage in the hub, over the violations stored in the span."""
        return timedelta(seconds=self.detect_seconds / self.detected) if self.detected else None

    def add(self, pair: Pair, span: Span) -> None:
        """Count one pair into the figures of a span."""
        if pair.forgotten_until and pair.forgotten_until >= span.start:
            self.unknown += 1
        last = next((step for step in reversed(pair.steps) if step.at < span.end), None)
        if last is None:
            return
        if _excepted(pair, span.end):
            self._add_exception(pair, last, span)
            return
        self._add_state(pair, last)
        for step in pair.steps:
            if step.change != "unchanged" and span.holds(step.at):
                self._add_change(pair, step)

    def _add_state(self, pair: Pair, last: Step) -> None:
        if last.status is ComplianceStatus.COMPLIANT:
            self.compliant += 1
        elif last.status is OPEN:
            self.open_by_severity[pair.severity] += 1
            self._rule(pair).open += 1
            kind = pair.key.resource_type
            self.resource_types[kind] = self.resource_types.get(kind, 0) + 1
            if len(self.oldest) < KEPT_VIOLATIONS or (last.opened_at or "") < self.oldest[-1].opened_at:
                self.oldest = oldest_of([*self.oldest, named(pair, last)])

    def _add_change(self, pair: Pair, step: Step) -> None:
        rule = self._rule(pair)
        match step.change:
            case "opened":
                self.new += 1
                rule.new += 1
            case "reopened":
                self.reopened += 1
                rule.reopened += 1
            case "fixed":
                self.fixed += 1
                rule.resolved += 1
                self.fixed_seconds += int(between(step.opened_at or step.at, step.at).total_seconds())
            case _:
                self.removed += 1
                rule.resolved += 1
        latest = max((s.at for s in pair.steps if s.change in ("opened", "reopened")), default="")
        if step.change in ("opened", "reopened") and step.at == latest and not pair.notified:
            rule.not_notified += 1

    def _add_exception(self, pair: Pair, last: Step, span: Span) -> None:
        if last.status is not OPEN:
            return
        self.excepted += 1
        soon = format_instant(parse_instant(span.end) + EXPIRING_WITHIN)
        if pair.excepted_until and pair.excepted_until < soon:
            self.expiring = soonest_of([*self.expiring, named(pair, last)])

    def _rule(self, pair: Pair) -> RuleFigures:
        rule = self.rules.setdefault(pair.key.rule_name, RuleFigures())
        rule.severity = max(rule.severity, pair.severity)
        return rule

    @classmethod
    def sum_of(cls, parts: Iterable[Self]) -> Self:
        """The figures of several accounts, or of several spans' changes, as one."""
        total = cls()
        for part in parts:
            total._add_all(part)
        return total.trimmed()

    def _add_all(self, other: Self) -> None:
        for name in SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.open_by_severity = [a + b for a, b in zip(self.open_by_severity, other.open_by_severity, strict=True)]
        for name, rule in other.rules.items():
            mine = self.rules.setdefault(name, RuleFigures())
            for field in ("open", "new", "reopened", "resolved", "not_notified"):
                setattr(mine, field, getattr(mine, field) + getattr(rule, field))
            mine.severity = max(mine.severity, rule.severity)
        for kind, count in other.resource_types.items():
            self.resource_types[kind] = self.resource_types.get(kind, 0) + count
        self.oldest = oldest_of([*self.oldest, *other.oldest])
        self.expiring = soonest_of([*self.expiring, *other.expiring])

    def trimmed(self) -> Self:
        """The same with the rules that matter most alone, so that an item of the table can hold it."""
        rules = sorted(self.rules.items(), key=lambda named: (-named[1].open, -named[1].new, named[0]))
        return self.model_copy(update={"rules": dict(rules[:KEPT_RULES])})


SUMS = (
    *("compliant", "excepted", "new", "reopened", "fixed", "removed"),
    *("fixed_seconds", "detected", "detect_seconds", "unknown"),
)


def _excepted(pair: Pair, instant: str) -> bool:
    """Whether an exception holds just before an instant."""
    return pair.exception is not None and (pair.excepted_until is None or pair.excepted_until >= instant)


def figures_by_span(pairs: Iterable[Pair], spans: list[Span]) -> list[Figures]:
    """The figures of each span in one pass over the pairs, holding none of them."""
    whole = Span(start=min(span.start for span in spans), end=max(span.end for span in spans))
    steady, changing = Figures(), [Figures() for _ in spans]
    for pair in pairs:
        if pair.steps and pair.steps[-1].at < whole.start and not pair.exception:
            steady.add(pair, whole)
            continue
        for figures, span in zip(changing, spans, strict=True):
            figures.add(pair, span)
    return [Figures.sum_of([steady, figures]) for figures in changing]
