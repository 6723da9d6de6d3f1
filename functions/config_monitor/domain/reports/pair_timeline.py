"""The changes of a pair of rule and resource in order of time, as its violation stores them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from config_monitor.domain.compliance import (
    Violation,
    ViolationChange,
    ViolationKey,
    ViolationState,
    fold,
    missed_before,
)
from config_monitor.domain.events import ComplianceStatus
from config_monitor.domain.incidents import Incident

OPEN = ComplianceStatus.NON_COMPLIANT


@dataclass(frozen=True, slots=True)
class Step:
    """A change of status; `opened_at` is when the violation began that it opens, continues or ends."""

    at: str
    status: ComplianceStatus
    change: ViolationChange = "unchanged"
    opened_at: str | None = None


class PairKey(NamedTuple):
    """The key of a pair as stored, not checked again: a report reads half a million."""

    account: str
    region: str
    rule_name: str
    resource_type: str
    resource_id: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One rule and one resource over time; severity, exception and `notified` are the present ones.

    `due_at` is the due date of the last opening.
    Changes at or before `forgotten_until` are folded into the first step and can no longer be distinguished.
    """

    key: ViolationKey | PairKey
    severity: int
    steps: tuple[Step, ...]
    exception: str | None = None
    excepted_until: str | None = None
    notified: bool = False
    forgotten_until: str = ""
    resource_name: str | None = None
    due_at: str | None = None

    def last_before(self, instant: str) -> Step | None:
        """The last step before an instant; None when nothing was known of the pair then."""
        return next((step for step in reversed(self.steps) if step.at < instant), None)

    def due_of(self, opened_at: str | None) -> str | None:
        """The due date of an opening; known of the last one alone."""
        latest = max((step.opened_at for step in self.steps if step.opened_at), default=None)
        return self.due_at if opened_at == latest else None

    def notified_of(self, opening: Step) -> bool:
        """Whether an opening had an alert of its own; known of the last one, assumed of earlier ones."""
        latest = max((step.at for step in self.steps if step.change in ("opened", "reopened")), default="")
        return self.notified or opening.at != latest


def excepted_at(thing: Pair | Incident, instant: str) -> bool:
    """Whether an exception holds just before an instant."""
    return thing.exception is not None and (thing.excepted_until is None or thing.excepted_until >= instant)


def pair_of(violation: Violation) -> Pair:
    """A violation as its steps."""
    return Pair(
        key=violation.key,
        severity=int(violation.severity),
        steps=tuple(_steps(violation)),
        exception=violation.exception,
        excepted_until=violation.excepted_until,
        notified=violation.alert is not None,
        forgotten_until=violation.base.evaluated_at,
        resource_name=next(iter(violation.resource_names), None),
        due_at=violation.due_at,
    )


def _steps(violation: Violation) -> Iterator[Step]:
    state = violation.base
    if state.evaluated_at:
        yield Step(state.since, state.status, opened_at=state.openings[-1] if state.openings else None)
    for transition in violation.transitions:
        for word in filter(None, (missed_before(state, transition), transition)):
            after = fold(state, [word])
            if step := _between(state, after):
                yield step
            state = after


def _between(before: ViolationState, after: ViolationState) -> Step | None:
    """The step of one transition; None when it changed no status."""
    opened_at = after.openings[-1] if after.openings else None
    if after.opened > before.opened:
        return Step(after.since, OPEN, "reopened" if after.opened > 1 else "opened", opened_at)
    if before.status is OPEN and after.status is not OPEN:
        return Step(after.since, after.status, after.closed_as or "removed", opened_at)
    return Step(after.since, after.status) if after.status is not before.status else None
