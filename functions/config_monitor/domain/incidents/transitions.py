"""The fold behind an incident: sorted transitions in, state out; order of arrival does not matter.

An incident ends in `_apply` when its source reports the end, and in `_close_silent` when it is not reported any more.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Literal

from pydantic import Field

from config_monitor.domain.events import EndedAs, Phase, format_instant, parse_instant
from config_monitor.domain.lifecycle import LifecycleState
from config_monitor.domain.model import DomainModel

IncidentClosedAs = EndedAs | Literal["silent", "retired"]
IncidentOrder = tuple[str, int, str, str]

# Of two reports of one instant the end is the later one: sources round to seconds, and nothing ends before it began.
_RANKS: dict[Phase, int] = {"opened": 0, "updated": 1, "ended": 2}


class IncidentTransition(DomainModel):
    """What one event reported of the incident."""

    occurred_at: str = Field(description="stored instant by the source's own clock")
    phase: Phase
    ended_as: EndedAs | Literal["retired"] | None = None
    status: str | None = Field(
        default=None, description="as the source names it: ALARM, closed, ROLLBACK_COMPLETE, ..."
    )
    of_part: bool = Field(default=False, description="the status is not the incident's but one of its parts'")
    silent_after: int | None = Field(default=None, description="seconds without reports after which it has ended")
    count: int = 1
    suppressed: bool = False
    event_id: str

    @property
    def order(self) -> IncidentOrder:
        """Sort key: the source's time, then phase, status and event, so that equal times sort alike everywhere."""
        return (self.occurred_at, _RANKS[self.phase], self.status or "", self.event_id)


class IncidentState(LifecycleState):
    """The state of the incident after some transitions."""

    is_open: bool = False
    newest: IncidentOrder = Field(default=("", -1, "", ""), description="the order of the last transition applied")
    status: str | None = Field(default=None, description="the source's last status")
    since: str = Field(default="", description="since when it has this status")
    closed_as: IncidentClosedAs | None = Field(
        default=None, description="how it ended; `silent`: no report for too long, `retired`: with its account"
    )
    silent_at: str | None = Field(default=None, description="while open: when it ends unless it is reported again")
    count: int = Field(default=0, description="how often it has happened, by the last transition")
    suppressed: bool = Field(default=False, description="by the last transition: its source has suppressed it")


def fold(base: IncidentState, transitions: Iterable[IncidentTransition]) -> IncidentState:
    """The state after sorted transitions, starting from an earlier state."""
    state = base.model_copy(deep=True)
    for transition in transitions:
        _close_silent(state, transition.occurred_at)
        _apply(state, transition)
    return state


def close_if_silent(state: IncidentState, instant: str) -> IncidentState:
    """The state as of an instant: ended where it had no report for too long by then, else the same."""
    if not state.silent_at or state.silent_at > instant:
        return state
    closed = state.model_copy(deep=True)
    _close_silent(closed, instant)
    return closed


def _close_silent(state: IncidentState, instant: str) -> None:
    if state.silent_at and state.silent_at <= instant:
        state.close(state.silent_at, "silent")
        state.is_open, state.silent_at = False, None


def _apply(state: IncidentState, transition: IncidentTransition) -> None:
    """Apply one transition; one of the phase `updated` without `ended_as` neither opens nor ends the incident.

    The status of a part becomes the incident's only where the part's failure opens it.
    """
    opens = transition.phase == "opened" and not state.is_open
    if opens:
        state.open(transition.occurred_at)
        state.is_open = True
    elif transition.ended_as and state.is_open:
        state.close(transition.occurred_at, transition.ended_as)
        state.is_open = False
    if transition.status != state.status and (opens or not transition.of_part):
        state.status, state.since = transition.status, transition.occurred_at
    state.newest = transition.order
    state.count, state.suppressed = transition.count, transition.suppressed
    state.silent_at = _silent_at(transition) if state.is_open else None


def _silent_at(transition: IncidentTransition) -> str | None:
    if not transition.silent_after:
        return None
    return format_instant(parse_instant(transition.occurred_at) + timedelta(seconds=transition.silent_after))
