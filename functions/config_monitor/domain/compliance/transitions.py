"""The fold behind a violation: sorted transitions in, the state of the pair out; order of arrival does not matter.

A violation is closed in `_apply`: as `fixed` when the pair becomes COMPLIANT, as `removed` when it becomes
NOT_APPLICABLE, such as by the deletion of its resource.
"""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from config_monitor.domain.events import ComplianceStatus
from config_monitor.domain.lifecycle import LifecycleState
from config_monitor.domain.model import DomainModel

EVERY_COPY = "*"  # the rule name of a transition of all copies of a rule at once

ViolationClosedAs = Literal["fixed", "removed"]
ViolationOrder = tuple[str, str, str, str]
Because = Literal[
    "rule deleted",
    "rule renamed",
    "no longer recorded",
    "evaluation results deleted",
    "account or region retired",
    "one over all regions",
]
RULE_DELETED: Because = "rule deleted"
RULE_RENAMED: Because = "rule renamed"
NOT_RECORDED: Because = "no longer recorded"
RESULTS_DELETED: Because = "evaluation results deleted"
RETIRED: Because = "account or region retired"
ONE_OVER_ALL_REGIONS: Because = "one over all regions"


class ViolationTransition(DomainModel):
    """One evaluation of the pair by one copy of the rule."""

    evaluated_at: str
    rule_name: str = Field(description="the name of that copy, or EVERY_COPY")
    status: ComplianceStatus
    previous_status: ComplianceStatus | None = None
    previous_at: str | None = None
    event_id: str
    region: str | None = Field(default=None, description="of a global violation: the region that evaluated")
    ordered_at: str | None = Field(default=None, description="when the resource was as evaluated; None: evaluated_at")
    because: Because | None = Field(default=None, description="why a pair is removed whose resource may live on")

    @property
    def copy_key(self) -> str:
        """The copy of the rule that reported it: its raw name, after its region where several regions evaluate."""
        return copy_key(self.rule_name, self.region)

    @property
    def removes_resource(self) -> bool:
        """Whether it says that the resource is gone, and not only its evaluation."""
        return self.rule_name == EVERY_COPY and self.because is None

    @property
    def order(self) -> ViolationOrder:
        """Sort key: evaluation time, then status, name and event, so that equal times sort alike everywhere."""
        return (self.evaluated_at, self.status, self.rule_name, self.event_id)


def copy_key(rule_name: str, region: str | None) -> str:
    """The key of a copy in `ViolationState.statuses`: its raw name, or `region/name` in a global violation."""
    return f"{region}/{rule_name}" if region else rule_name


class ViolationState(LifecycleState):
    """The state of the pair after some transitions."""

    statuses: dict[str, ComplianceStatus] = Field(default={}, description="the last status by each copy of the rule")
    newest: ViolationOrder = Field(default=("", "", "", ""), description="the order of the last transition applied")
    since: str = ""
    closed_as: ViolationClosedAs | None = None
    opened_from: ComplianceStatus | None = None
    removed_because: Because | None = Field(default=None, description="why it was removed, if not with its resource")
    gone_at: str | None = Field(default=None, description="when the resource was deleted, as last known")

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


def fold(base: ViolationState, transitions: Iterable[ViolationTransition]) -> ViolationState:
    """The state after sorted transitions, starting from an earlier state."""
    state = base.model_copy(deep=True)
    for transition in transitions:
        if missed := missed_before(state, transition):
            _apply(state, missed)
        _apply(state, transition)
    return state


def missed_before(state: ViolationState, transition: ViolationTransition) -> ViolationTransition | None:
    """The change of which no event arrived, when the evaluation names another previous status than the stored one.

    An opening was missed when the previous status is NON_COMPLIANT, this one is not, and the stored one is not either;
    a resolution was missed when the stored status is NON_COMPLIANT and the previous one is COMPLIANT or NOT_APPLICABLE.
    Its time is when the previous result was recorded, but not before the last transition and not after this one.
    """
    if _is_of_the_dead(state, transition):
        return None
    was_open = state.statuses.get(transition.copy_key) is ComplianceStatus.NON_COMPLIANT
    is_open = transition.status is ComplianceStatus.NON_COMPLIANT
    match transition.previous_status:
        case ComplianceStatus.NON_COMPLIANT if not is_open and not was_open:
            pass
        case ComplianceStatus.COMPLIANT | ComplianceStatus.NOT_APPLICABLE if was_open:
            pass
        case _:
            return None
    happened = max(transition.previous_at or transition.evaluated_at, state.evaluated_at)
    return ViolationTransition(
        evaluated_at=min(happened, transition.evaluated_at),
        rule_name=transition.rule_name,
        status=transition.previous_status,
        event_id=transition.event_id,
        region=transition.region,
    )


def _apply(state: ViolationState, transition: ViolationTransition) -> None:
    """Apply one transition; only a change of the pair's status opens or closes the violation."""
    was = state.status if state.statuses else None
    _set_status(state, transition)
    if transition.removes_resource:
        state.gone_at = transition.evaluated_at
    state.newest = transition.order
    now = state.status
    if now is was or not state.statuses:
        return
    state.since = transition.evaluated_at
    if now is ComplianceStatus.NON_COMPLIANT:
        state.open(transition.evaluated_at)
        state.opened_from, state.removed_because = transition.previous_status, None
    elif was is ComplianceStatus.NON_COMPLIANT:
        state.close(transition.evaluated_at, "fixed" if now is ComplianceStatus.COMPLIANT else "removed")
        state.removed_because = transition.because if state.closed_as == "removed" else None


def _set_status(state: ViolationState, transition: ViolationTransition) -> None:
    """Set the status of one copy or of all; INSUFFICIENT_DATA closes no violation, since it is no proof of a fix."""
    if transition.rule_name == EVERY_COPY:
        of_region = f"{transition.region}/" if transition.region else ""
        state.statuses |= {copy: transition.status for copy in state.statuses if copy.startswith(of_region)}
        return
    if _is_of_the_dead(state, transition):
        state.statuses[transition.copy_key] = ComplianceStatus.NOT_APPLICABLE
        return
    unknown = transition.status is ComplianceStatus.INSUFFICIENT_DATA
    if unknown and state.statuses.get(transition.copy_key) is ComplianceStatus.NON_COMPLIANT:
        return
    state.statuses[transition.copy_key] = transition.status


def _is_of_the_dead(state: ViolationState, transition: ViolationTransition) -> bool:
    """Whether it evaluates the resource as it was when it was deleted, or before."""
    return state.gone_at is not None and (transition.ordered_at or transition.evaluated_at) <= state.gone_at
