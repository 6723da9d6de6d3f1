"""An incident: the state of one finding, Health event, alarm, stack or log error, folded from its reports."""

from typing import Literal

from pydantic import Field

from config_monitor.domain.events import Event, IncidentReport, Severity, with_entities
from config_monitor.domain.incidents.keys import IncidentKey
from config_monitor.domain.incidents.transitions import (
    IncidentClosedAs,
    IncidentOrder,
    IncidentState,
    IncidentTransition,
    close_if_silent,
    fold,
)
from config_monitor.domain.lifecycle import Lifecycle, clamp_to_event_time, fold_in

# The most entities of a Health event that are stored; its pages can name thousands.
ENTITIES = 100


class Incident(Lifecycle):
    """An incident in its current state; kept after its end too, since older reports may still arrive."""

    key: IncidentKey
    kind: str = Field(default="", description="what incidents of one storm share")
    state: IncidentState = Field(default_factory=IncidentState)
    base: IncidentState = Field(default_factory=IncidentState)
    transitions: list[IncidentTransition] = Field(default_factory=list)
    event: Event | None = Field(
        default=None, description="without its detail: the newest event that reported it open, else the newest"
    )
    attributes_from: tuple[bool, str, int, IncidentOrder] | None = Field(
        default=None,
        description="which event that is: whether it reported it open, time, severity (pages differ in it), order",
    )
    cause: tuple[IncidentOrder, str] | None = Field(
        default=None, description="what failed first and why, with the order of the transition that reported it"
    )
    entities: tuple[str, ...] = Field(default=(), description="affected entities of all pages, sorted, bounded")
    notified_statuses: tuple[str, ...] = Field(
        default=(), description="the statuses that were notified since the opening of its alert"
    )
    raised_for: str | None = Field(
        default=None, description="the start of a scheduled change whose severity was set for being near"
    )

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state.is_open

    @property
    def severity(self) -> Severity:
        """Its severity, or the one it had while it was open."""
        return self.event.severity if self.event else Severity.UNRATED

    @property
    def title(self) -> str:
        """What happened to what: of a Health event, to the affected entities of all its pages."""
        report = self.event.incident if self.event else None
        if report and report.subject and len(self.entities) > len(report.entities):
            return with_entities(report.subject, self.entities)
        return self.event.title if self.event else self.key.identity

    @property
    def closed_as(self) -> IncidentClosedAs | Literal["excepted"] | None:
        """How it ended, or `excepted` while it is open under an exception; None while it is open without one."""
        return "excepted" if self.is_open and self.exception else self.state.closed_as

    @property
    def occurred_at(self) -> str:
        """When the newest report was made; empty before the first."""
        return self.state.newest[0]

    @property
    def starts_at(self) -> str | None:
        """When a scheduled change begins."""
        return self.event.incident.starts_at if self.event and self.event.incident else None


def with_report(
    before: Incident,
    event: Event,
    report: IncidentReport,
    exception: str | None,
    until: str | None,
    now: str,
    deadline_days: int | None = None,
) -> Incident:
    """The incident at `now` after one more report; the same object if that is stored already or is older than `base`.

    Severity, title and all that describes it are those of the newest event that reported it open, so that an ended
    incident still shows what was wrong; while there is none, those of the newest event. An older report still
    adds its entities and its cause, since pages of one notice and reports of parts come in any order.
    """
    transition = IncidentTransition(
        occurred_at=clamp_to_event_time(report.occurred_at, event),
        phase=report.phase,
        ended_as=report.ended_as,
        status=event.status,
        of_part=report.of_part,
        silent_after=report.silent_after,
        count=report.count,
        suppressed=report.suppressed,
        event_id=event.event_id,
    )
    merged = {
        "entities": tuple(sorted({*before.entities, *report.entities})[:ENTITIES]),
        "cause": _first_cause(before, transition, report),
    }
    folded = fold_in(before.base, before.transitions, transition, fold)
    if folded is None:
        known = {"entities": before.entities, "cause": before.cause}
        return before if merged == known else before.model_copy(update=merged)
    base, kept = folded
    state = close_if_silent(fold(base, kept), now)
    after = before.model_copy(update={"base": base, "transitions": kept, "state": state, **merged})
    attributes_from = (report.phase == "opened", transition.occurred_at, int(event.severity), transition.order)
    if before.attributes_from and attributes_from < before.attributes_from:
        return after
    return after.model_copy(
        update={
            "kind": report.kind,
            "event": event.model_copy(update={"detail": {}, "resources": []}),
            "exception": exception,
            "excepted_until": until,
            "deadline_days": deadline_days,
            "attributes_from": attributes_from,
        }
    )


def _first_cause(
    before: Incident, transition: IncidentTransition, report: IncidentReport
) -> tuple[IncidentOrder, str] | None:
    """The cause that the oldest report names."""
    causes = [before.cause, (transition.order, report.cause) if report.cause else None]
    return min((cause for cause in causes if cause), default=None)


IncidentChange = Literal["opened", "reopened", "updated", "ended", "unchanged"]


def change_between(before: Incident, after: Incident) -> IncidentChange:
    """What happened to the incident, for notifications: a late report that alters only the past is `unchanged`.

    `updated` is an open incident that became worse or has another status than was notified since it opened; not one
    whose count grew, nor one that goes to and fro between severities or statuses.
    """
    if after.is_open and (not before.is_open or (after.opened_at or "") > before.occurred_at):
        return "reopened" if after.reopened else "opened"
    if before.is_open and not after.is_open:
        return "ended"
    matters = before.is_open and (has_become_worse(before, after) or _has_new_status(before, after))
    return "updated" if matters else "unchanged"


def has_become_worse(before: Incident, after: Incident) -> bool:
    """Whether its severity rose, above all that was notified of it, by the policy or by a report that is not old."""
    reported_at = after.attributes_from[1] if after.attributes_from else ""
    recent = reported_at >= before.occurred_at or after.attributes_from == before.attributes_from
    notified = (before.notified_severity if before.alert else None) or before.severity
    return recent and after.severity > max(before.severity, notified)


def _has_new_status(before: Incident, after: Incident) -> bool:
    changed = after.state.newest > before.state.newest and after.state.status != before.state.status
    return changed and after.state.status not in before.notified_statuses


def ended_when_first_reported(before: Incident, after: Incident) -> bool:
    """Whether an opening became known only after its end, or the first report of all was the end."""
    if before.is_open or after.is_open:
        return False
    first_report_ends = not before.version and after.transitions[-1:] != [] and after.transitions[-1].phase == "ended"
    return first_report_ends or after.state.opened > before.state.opened
