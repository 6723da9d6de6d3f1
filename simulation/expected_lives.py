"""What has become of each violation and incident, by the rules of docs/violations.md and docs/incidents.md alone.

It shares nothing with the functions: all that was reported is sorted by its time once and read from the beginning.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from simulation.drawn_events import Deleted, Evaluated, Reported

SILENCE = {"config-monitor.agent": 86_400.0, "aws.guardduty": 30 * 86_400.0}
_WORST_FIRST = ("NON_COMPLIANT", "COMPLIANT", "INSUFFICIENT_DATA", "NOT_APPLICABLE")


@dataclass
class Life:
    """Openings and the end; times in milliseconds since the day began."""

    is_open: bool = False
    openings: int = 0
    opened_at: int | None = None
    ended_at: int | None = None
    closed_as: str | None = None

    def open(self, at: float) -> None:
        self.is_open, self.openings, self.opened_at = True, self.openings + 1, round(at * 1000)
        self.ended_at = self.closed_as = None

    def end(self, at: float, closed_as: str) -> None:
        self.is_open, self.ended_at, self.closed_as = False, round(at * 1000), closed_as


class _Pair:
    def __init__(self) -> None:
        self.life, self.last_at, self.gone_at = Life(), 0.0, float("-inf")
        self._copies: dict[str, str] = {}

    def delete(self, at: float) -> None:
        self.gone_at = at
        self._change(at, dict.fromkeys(self._copies, "NOT_APPLICABLE"))

    def evaluate(self, report: Evaluated) -> None:
        if report.ordered_at <= self.gone_at:
            self._change(report.at, {report.copy: "NOT_APPLICABLE"})
            return
        was = self._copies.get(report.copy)
        missed_opening = report.before == "NON_COMPLIANT" and "NON_COMPLIANT" not in (was, report.status)
        missed_end = report.before in ("COMPLIANT", "NOT_APPLICABLE") and was == "NON_COMPLIANT"
        if report.before and (missed_opening or missed_end):
            happened = report.at if report.before_at is None else report.before_at
            self._change(min(max(happened, self.last_at), report.at), {report.copy: report.before})
        self._change(report.at, {report.copy: report.status})

    def _change(self, at: float, statuses: dict[str, str]) -> None:
        before, self.last_at = self._status(), at
        for copy, status in statuses.items():
            if not (status == "INSUFFICIENT_DATA" and self._copies.get(copy) == "NON_COMPLIANT"):
                self._copies[copy] = status
        after = self._status()
        if after == "NON_COMPLIANT" != before:
            self.life.open(at)
        elif before == "NON_COMPLIANT" != after:
            self.life.end(at, "fixed" if after == "COMPLIANT" else "removed")

    def _status(self) -> str | None:
        return next((status for status in _WORST_FIRST if status in self._copies.values()), None)


def expected_violations(reported: Iterable[Evaluated | Deleted]) -> dict[tuple[str, ...], Life]:
    """By account, region, canonical rule, resource type and id: each pair of which an evaluation was sent."""
    steps = sorted(reported, key=lambda step: step.at)
    deletions: dict[tuple[str, ...], list[Deleted]] = {}
    evaluations: dict[tuple[str, ...], list[Evaluated]] = {}
    for step in steps:
        if isinstance(step, Deleted):
            deletions.setdefault(step.resource, []).append(step)
        else:
            evaluations.setdefault(step.pair, []).append(step)
    lives = {}
    for pair, evaluated in evaluations.items():
        read = _Pair()
        gone = deletions.get((*pair[:2], *pair[3:]), [])
        both: list[Evaluated | Deleted] = [*evaluated, *gone]
        for one in sorted(both, key=lambda step: step.at):
            if isinstance(one, Deleted):
                read.delete(one.at)
            else:
                read.evaluate(one)
        lives[pair] = read.life
    return lives


def expected_incidents(reports: Iterable[Reported], now: float) -> dict[tuple[str, ...], Life]:
    """By account, region, source and identity, as of a time in seconds since the day began."""
    lives: dict[tuple[str, ...], Life] = {}
    silent_at: dict[tuple[str, ...], float] = {}
    for report in sorted(reports, key=lambda report: report.at):
        life = lives.setdefault(report.incident, Life())
        _fall_silent(life, silent_at.get(report.incident), report.at)
        if report.opens and not life.is_open:
            life.open(report.at)
        elif report.ends_as and life.is_open:
            life.end(report.at, report.ends_as)
        silent_at[report.incident] = report.at + SILENCE.get(report.incident[2], float("inf"))
    for incident, life in lives.items():
        _fall_silent(life, silent_at[incident], now)
    return lives


def _fall_silent(life: Life, silent_at: float | None, now: float) -> None:
    if life.is_open and silent_at is not None and silent_at <= now:
        life.end(silent_at, "silent")
