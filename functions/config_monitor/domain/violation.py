"""A violation: what is known of one rule and one resource, folded from the evaluations heard so far.

The fold sorts what it was given, so any order and any repetition of the same evaluations ends in the same violation.
Only the newest `KEPT` transitions are carried; what is older is summed up in `base` and can no longer change.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.event import ComplianceStatus, Evaluation, Event
from config_monitor.domain.severity import Severity
from config_monitor.domain.times import between, parse_instant

KEPT = 20
FLAPPING_WINDOW = timedelta(hours=24)
FLAPPING_OPENINGS = 3
EVERY_COPY = "*"  # the raw rule name of a transition that speaks for all copies of a rule: the resource is gone

ClosedAs = Literal["fixed", "removed"]
Counted = Literal["compliant", "non_compliant", "excepted", "nothing"]


class ViolationKey(BaseModel):
    """Which pair of rule and resource, in which account and region; `rule_name` is canonical."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: str
    region: str
    rule_name: str
    resource_type: str
    resource_id: str


class AlertKey(BaseModel):
    """Where an alert lies in the table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pk: str
    sk: str


class Transition(BaseModel):
    """One evaluation's word on the pair."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    evaluated_at: str
    rule_name: str = Field(description="the raw name, or EVERY_COPY")
    status: ComplianceStatus
    previous_status: ComplianceStatus | None = None
    previous_at: str | None = None
    event_id: str

    @property
    def order(self) -> tuple[str, str, str]:
        """Evaluation time first; equal times are settled by status and name, so that arrival plays no part."""
        return (self.evaluated_at, self.status, self.rule_name)


class State(BaseModel):
    """What the fold knows after some transitions."""

    model_config = ConfigDict(extra="forbid")

    statuses: dict[str, ComplianceStatus] = {}
    evaluated_at: str = ""
    since: str = ""
    openings: list[str] = Field(default=[], description="the newest opening times, oldest first")
    opened: int = 0
    resolved_at: str | None = None
    closed_as: ClosedAs | None = None
    opened_from: ComplianceStatus | None = None

    @property
    def status(self) -> ComplianceStatus:
        """The worst word of all copies of the rule."""
        for status in (ComplianceStatus.NON_COMPLIANT, ComplianceStatus.COMPLIANT, ComplianceStatus.INSUFFICIENT_DATA):
            if status in self.statuses.values():
                return status
        return ComplianceStatus.NOT_APPLICABLE


class Violation(BaseModel):
    """The pair as it stands; kept for compliant pairs too, since the score counts them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: ViolationKey
    state: State = State()
    base: State = State()
    transitions: list[Transition] = []
    severity: Severity = Severity.UNRATED
    annotation: str | None = None
    rule_arn: str | None = None
    exception: str | None = None
    excepted_until: str | None = None
    alert: AlertKey | None = Field(
        default=None, description="the alert of its last opening, if that was to be told at once"
    )
    told_in: str | None = Field(default=None, description="the channel of that alert")
    version: int = 0

    @property
    def status(self) -> ComplianceStatus:
        """What AWS Config last said, over all copies of the rule."""
        return self.state.status

    @property
    def is_open(self) -> bool:
        """Whether the resource breaks the rule now."""
        return self.status is ComplianceStatus.NON_COMPLIANT

    @property
    def opened_at(self) -> str | None:
        """When it last began to break the rule."""
        return self.state.openings[-1] if self.state.openings else None

    @property
    def reopened(self) -> int:
        """How often it opened again after it had been closed."""
        return max(self.state.opened - 1, 0)

    @property
    def counted(self) -> Counted:
        """As what the score counts the pair; NOT_APPLICABLE and INSUFFICIENT_DATA pairs count as nothing."""
        if self.is_open:
            return "excepted" if self.exception else "non_compliant"
        return "compliant" if self.status is ComplianceStatus.COMPLIANT else "nothing"

    @property
    def open_for(self) -> timedelta | None:
        """How long the last violation lasted, once it is closed."""
        if self.is_open or not self.opened_at or not self.state.resolved_at:
            return None
        return between(self.opened_at, self.state.resolved_at)

    @property
    def flapping(self) -> bool:
        """Whether it opened at least three times within a day."""
        recent = self.state.openings[-FLAPPING_OPENINGS:]
        return (
            len(recent) == FLAPPING_OPENINGS and parse_instant(recent[-1]) - parse_instant(recent[0]) <= FLAPPING_WINDOW
        )


def transition_of(event: Event, evaluation: Evaluation) -> Transition:
    """The transition that an evaluation means."""
    return Transition(
        evaluated_at=evaluation.evaluated_at,
        rule_name=evaluation.rule_name,
        status=evaluation.status,
        previous_status=evaluation.previous_status,
        previous_at=evaluation.previous_at,
        event_id=event.event_id,
    )


def with_transition(before: Violation, transition: Transition) -> Violation:
    """The violation after one more transition; the very same one if that was known or is older than `base`."""
    if transition.evaluated_at < before.base.evaluated_at or any(
        t.order == transition.order for t in before.transitions
    ):
        return before
    transitions = sorted([*before.transitions, transition], key=lambda t: t.order)
    surplus, kept = transitions[:-KEPT], transitions[-KEPT:]
    base = fold(before.base, surplus)
    return before.model_copy(update={"base": base, "transitions": kept, "state": fold(base, kept)})


def fold(base: State, transitions: Iterable[Transition]) -> State:
    """What is known after sorted transitions, starting from an earlier state."""
    state = base.model_copy(deep=True)
    for transition in transitions:
        _missed_opening(state, transition)
        _apply(state, transition)
    return state


def state_as_of(violation: Violation, instant: str) -> State | None:
    """The state just before an instant; None when nothing was known then or when it is older than what is kept."""
    if violation.base.evaluated_at and violation.base.evaluated_at >= instant:
        return None
    heard = [t for t in violation.transitions if t.evaluated_at < instant]
    return fold(violation.base, heard) if heard or violation.base.evaluated_at else None


def _missed_opening(state: State, transition: Transition) -> None:
    """Config says the pair was non-compliant before, but nobody heard it open: it opened when that was recorded."""
    unheard = state.statuses.get(transition.rule_name) is not ComplianceStatus.NON_COMPLIANT
    closing = transition.status in (ComplianceStatus.COMPLIANT, ComplianceStatus.NOT_APPLICABLE)
    if closing and transition.previous_status is ComplianceStatus.NON_COMPLIANT and unheard:
        opened = max(transition.previous_at or transition.evaluated_at, state.evaluated_at)
        _apply(
            state,
            Transition(
                evaluated_at=min(opened, transition.evaluated_at),
                rule_name=transition.rule_name,
                status=ComplianceStatus.NON_COMPLIANT,
                event_id=transition.event_id,
            ),
        )


def _apply(state: State, transition: Transition) -> None:
    was = state.status if state.statuses else None
    _hear(state, transition)
    state.evaluated_at = transition.evaluated_at
    now = state.status
    if now is was:
        return
    state.since = transition.evaluated_at
    if now is ComplianceStatus.NON_COMPLIANT:
        state.openings = [*state.openings, transition.evaluated_at][-FLAPPING_OPENINGS:]
        state.opened += 1
        state.opened_from = transition.previous_status
        state.resolved_at = state.closed_as = None
    elif was is ComplianceStatus.NON_COMPLIANT:
        state.resolved_at = transition.evaluated_at
        state.closed_as = "fixed" if now is ComplianceStatus.COMPLIANT else "removed"


def _hear(state: State, transition: Transition) -> None:
    """Take in one word: INSUFFICIENT_DATA leaves an open violation open, since not knowing is not being fixed."""
    if transition.rule_name == EVERY_COPY:
        state.statuses = dict.fromkeys(state.statuses, transition.status)
        return
    unknown = transition.status is ComplianceStatus.INSUFFICIENT_DATA
    if unknown and state.statuses.get(transition.rule_name) is ComplianceStatus.NON_COMPLIANT:
        return
    state.statuses[transition.rule_name] = transition.status


def with_evaluation(
    before: Violation, event: Event, evaluation: Evaluation, exception: str | None, until: str | None
) -> Violation:
    """The violation after a compliance change; the newest evaluation alone sets severity, annotation and exception."""
    transition = transition_of(event, evaluation)
    after = with_transition(before, transition)
    if after is before or after.transitions[-1] != transition:
        return after
    return after.model_copy(
        update={
            "severity": event.severity,
            "annotation": evaluation.annotation,
            "rule_arn": evaluation.rule_arn,
            "exception": exception,
            "excepted_until": until,
        }
    )


def with_removal(before: Violation, removed_at: str, event_id: str) -> Violation:
    """The violation after its resource is gone, under every copy of the rule."""
    gone = Transition(
        evaluated_at=removed_at, rule_name=EVERY_COPY, status=ComplianceStatus.NOT_APPLICABLE, event_id=event_id
    )
    return with_transition(before, gone)


Change = Literal["opened", "reopened", "fixed", "removed", "unchanged"]


def change_between(before: Violation, after: Violation) -> Change:
    """What happened to the violation, for telling: what arrives late and alters only the past is `unchanged`."""
    if after.is_open and not before.is_open:
        return "reopened" if after.reopened else "opened"
    if before.is_open and not after.is_open:
        return after.state.closed_as or "removed"
    return "unchanged"
