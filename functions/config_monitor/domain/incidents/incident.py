"""An incident: what is known of one finding, Health event, alarm, stack or log error, folded from its reports."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.events import Event, IncidentReport, Severity
from config_monitor.domain.incidents.fold import ClosedAs, Order, State, Transition, close_if_silent, fold
from config_monitor.domain.lifecycle import Lifecycle, clamp_to_event_time, fold_in

# Entities of a Health event that are kept; its pages can name thousands.
ENTITIES = 100


class IncidentKey(BaseModel):
    """Which incident: account and region concerned, source, and the source's own identity for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: str
    region: str
    source: str
    identity: str


class Incident(Lifecycle):
    """An incident in its current state; kept after its end too, since older reports may still arrive."""

    key: IncidentKey
    kind: str = Field(default="", description="what incidents of one storm share")
    state: State = State()
    base: State = State()
    transitions: list[Transition] = Field(default_factory=list)
    event: Event | None = Field(
        default=None, description="without its detail: the newest event that reported it open, else the newest"
    )
    attributes_from: tuple[bool, Order] | None = Field(
        default=None, description="which event that is: reported it open or not, order of its transition"
    )
    entities: tuple[str, ...] = Field(default=(), description="affected entities of all pages, sorted, bounded")
    raised_for: str | None = Field(
        default=None, description="the start of a scheduled change whose severity was set for being near"
    )

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.state.is_open

    @property
    def severity(self) -> Severity:
        """How bad it is, or was while it was open."""
        return self.event.severity if self.event else Severity.UNRATED

    @property
    def closed_as(self) -> ClosedAs | Literal["excepted"] | None:
        """Why it does not count as open: an excepted incident still goes on."""
        return "excepted" if self.is_open and self.exception else self.state.closed_as

    @property
    def occurred_at(self) -> str:
        """When the newest report was made; empty before the first."""
        return self.state.newest[0]

    @property
    def starts_at(self) -> str | None:
        """When a scheduled change begins."""
        return self.event.incident.starts_at if self.event and self.event.incident else None


def incident_key(event: Event, report: IncidentReport) -> IncidentKey:
    """Which incident an event reports on."""
    return IncidentKey(account=event.account, region=event.region, source=event.source, identity=report.identity)


def with_report(
    before: Incident, event: Event, report: IncidentReport, exception: str | None, until: str | None, now: str
) -> Incident:
    """The incident after one more report, as of `now`; the very same one if it was known or is older than what is kept.

    Severity, title and all that describes it are those of the newest event that reported it open, so that it stays
    known what was wrong; while there is none, those of the newest event.
    """
    transition = Transition(
        occurred_at=clamp_to_event_time(report.occurred_at, event),
        phase=report.phase,
        ended_as=report.ended_as,
        status=event.status,
        silent_after=report.silent_after,
        count=report.count,
        suppressed=report.suppressed,
        event_id=event.event_id,
    )
    folded = fold_in(before.base, before.transitions, transition, fold)
    if folded is None:
        return before
    base, kept = folded
    after = before.model_copy(
        update={
            "base": base,
            "transitions": kept,
            "state": close_if_silent(fold(base, kept), now),
            "entities": tuple(sorted({*before.entities, *report.entities})[:ENTITIES]),
        }
    )
    attributes_from = (report.phase == "opened", transition.order)
    if before.attributes_from and attributes_from < before.attributes_from:
        return after
    return after.model_copy(
        update={
            "kind": report.kind,
            "event": event.model_copy(update={"detail": {}, "resources": []}),
            "exception": exception,
            "excepted_until": until,
            "attributes_from": attributes_from,
        }
    )


Change = Literal["opened", "reopened", "updated", "ended", "unchanged"]


def change_between(before: Incident, after: Incident) -> Change:
    """What happened to the incident, for notifications: a late report that alters only the past is `unchanged`.

    `updated` is an open incident that became worse or has another status; not one whose count grew.
    """
    if after.is_open and (not before.is_open or (after.opened_at or "") > before.occurred_at):
        return "reopened" if after.reopened else "opened"
    if before.is_open and not after.is_open:
        return "ended"
    newer = after.state.newest > before.state.newest
    if before.is_open and newer and (after.severity > before.severity or after.state.status != before.state.status):
        return "updated"
    return "unchanged"


def first_heard_ended(before: Incident, after: Incident) -> bool:
    """Whether an opening became known only after its end, or the first report of all was the end."""
    return not after.is_open and not before.is_open and (not before.version or after.state.opened > before.state.opened)
