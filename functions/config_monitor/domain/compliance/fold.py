"""The fold behind a violation: sorted transitions in, what is known of the pair out; arrival plays no part."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.events import ComplianceStatus
from config_monitor.domain.lifecycle import LifecycleState

EVERY_COPY = "*"  # the raw rule name of a transition that speaks for all copies of a rule: the resource is gone

ClosedAs = Literal["fixed", "removed"]
Order = tuple[str, str, str, str]


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
    def order(self) -> Order:
        """Evaluation time first; equal times are ordered by status, name and event, so that arrival plays no part."""
        return (self.evaluated_at, self.status, self.rule_name, self.event_id)


class State(LifecycleState):
    """What the fold knows after some transitions."""

    statuses: dict[str, ComplianceStatus] = Field(default={}, description="the last word of each raw copy of the rule")
    newest: Order = Field(default=("", "", "", ""), description="the order of the last transition taken in")
    since: str = ""
    closed_as: ClosedAs | None = None
    opened_from: ComplianceStatus | None = None

    @property
    def evaluated_at(self) -> str:
        """The time of the last word; empty before the first."""
        return self.newest[0]

    @property
    def status(self) -> ComplianceStatus:
        """The worst word of all copies of the rule."""
        for status in (ComplianceStatus.NON_COMPLIANT, ComplianceStatus.COMPLIANT, ComplianceStatus.INSUFFICIENT_DATA):
            if status in self.statuses.values():
                return status
        return ComplianceStatus.NOT_APPLICABLE


def fold(base: State, transitions: Iterable[Transition]) -> State:
    """What is known after sorted transitions, starting from an earlier state."""
    state = base.model_copy(deep=True)
    for transition in transitions:
        if missed := missed_before(state, transition):
            _apply(state, missed)
        _apply(state, transition)
    return state


def missed_before(state: State, transition: Transition) -> Transition | None:
    """The change that no event reported, when the previous result Config names is not the one known.

    An opening is missed when the pair was non-compliant before, is no more, and is not known to have been; a
    resolution, when a pair known as open had another status before. It happened when that result was recorded, but
    within what is known: after the last word and not after this one.
    """
    was_open = state.statuses.get(transition.rule_name) is ComplianceStatus.NON_COMPLIANT
    is_open = transition.status is ComplianceStatus.NON_COMPLIANT
    match transition.previous_status:
        case ComplianceStatus.NON_COMPLIANT if not is_open and not was_open:
            pass
        case ComplianceStatus.COMPLIANT | ComplianceStatus.NOT_APPLICABLE if was_open:
            pass
        case _:
            return None
    happened = max(transition.previous_at or transition.evaluated_at, state.evaluated_at)
    return Transition(
        evaluated_at=min(happened, transition.evaluated_at),
        rule_name=transition.rule_name,
        status=transition.previous_status,
        event_id=transition.event_id,
    )


def _apply(state: State, transition: Transition) -> None:
    """Move the state on by one word; only a change of the pair's status opens or closes anything."""
    was = state.status if state.statuses else None
    _hear(state, transition)
    state.newest = transition.order
    now = state.status
    if now is was or not state.statuses:
        return
    state.since = transition.evaluated_at
    if now is ComplianceStatus.NON_COMPLIANT:
        state.open(transition.evaluated_at)
        state.opened_from = transition.previous_status
    elif was is ComplianceStatus.NON_COMPLIANT:
        state.close(transition.evaluated_at, "fixed" if now is ComplianceStatus.COMPLIANT else "removed")


def _hear(state: State, transition: Transition) -> None:
    """Take in one word: INSUFFICIENT_DATA leaves an open violation open, since not knowing is not being fixed."""
    if transition.rule_name == EVERY_COPY:
        state.statuses = dict.fromkeys(state.statuses, transition.status)
        return
    unknown = transition.status is ComplianceStatus.INSUFFICIENT_DATA
    if unknown and state.statuses.get(transition.rule_name) is ComplianceStatus.NON_COMPLIANT:
        return
    state.statuses[transition.rule_name] = transition.status
