"""The fold behind a violation: sorted transitions in, the state of the pair out; order of arrival does not matter.

A violation is closed in `_apply`: as `fixed` when the pair becomes COMPLIANT, as `removed` when it becomes
NOT_APPLICABLE, such as by the deletion of its resource.
"""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.events import ComplianceStatus
from config_monitor.domain.lifecycle import LifecycleState

EVERY_COPY = "*"  # the rule name of a transition of all copies of a rule at once: the resource is gone

ClosedAs = Literal["fixed", "removed"]
Order = tuple[str, str, str, str]


class Transition(BaseModel):
    """One evaluation of the pair by one copy of the rule."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    evaluated_at: str
    rule_name: str = Field(description="the name of that copy, or EVERY_COPY")
    status: ComplianceStatus
    previous_status: ComplianceStatus | None = None
    previous_at: str | None = None
    event_id: str

    @property
    def order(self) -> Order:
        """Sort key: evaluation time, then status, name and event, so that equal times sort alike everywhere."""
        return (self.evaluated_at, self.status, self.rule_name, self.event_id)


class State(LifecycleState):
    """The state of the pair after some transitions."""

    statuses: dict[str, ComplianceStatus] = Field(default={}, description="the last status by each copy of the rule")
    newest: Order = Field(default=("", "", "", ""), description="the order of the last transition applied")
    since: str = ""
    closed_as: ClosedAs | None = None
    opened_from: ComplianceStatus | None = None

    @property
    def evaluated_at(self) -> str:
        """The time of the last transition; empty before the first."""
        return self.newest[0]

    @property
    def status(self) -> ComplianceStatus:
        """The worst of the last statuses of all copies of the rule; NOT_APPLICABLE when there is none."""
        for status in (ComplianceStatus.NON_COMPLIANT, ComplianceStatus.COMPLIANT, ComplianceStatus.INSUFFICIENT_DATA):
            if status in self.statuses.values():
                return status
        return ComplianceStatus.NOT_APPLICABLE


def fold(base: State, transitions: Iterable[Transition]) -> State:
    """The state after sorted transitions, starting from an earlier state."""
    state = base.model_copy(deep=True)
    for transition in transitions:
        if missed := missed_before(state, transition):
            _apply(state, missed)
        _apply(state, transition)
    return state


def missed_before(state: State, transition: Transition) -> Transition | None:
    """The change of which no event arrived, when the evaluation names another previous status than the stored one.

    An opening was missed when the previous status is NON_COMPLIANT, this one is not, and the stored one is not either;
    a resolution was missed when the stored status is NON_COMPLIANT and the previous one is COMPLIANT or NOT_APPLICABLE.
    Its time is when the previous result was recorded, but not before the last transition and not after this one.
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
    """Apply one transition; only a change of the pair's status opens or closes the violation."""
    was = state.status if state.statuses else None
    _set_status(state, transition)
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


def _set_status(state: State, transition: Transition) -> None:
    """Set the status of one copy or of all; INSUFFICIENT_DATA closes no violation, since it is no proof of a fix."""
    if transition.rule_name == EVERY_COPY:
        state.statuses = dict.fromkeys(state.statuses, transition.status)
        return
    unknown = transition.status is ComplianceStatus.INSUFFICIENT_DATA
    if unknown and state.statuses.get(transition.rule_name) is ComplianceStatus.NON_COMPLIANT:
        return
    state.statuses[transition.rule_name] = transition.status
