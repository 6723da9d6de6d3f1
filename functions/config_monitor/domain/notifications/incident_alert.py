"""The alerts of an incident: that it opened, opened again, became worse or ended."""

from functools import partial

from config_monitor.domain.events import AFFECTED, Event, EventFact, facts, listed, one_line
from config_monitor.domain.incidents import Incident, change_between, ended_when_first_reported, has_become_worse
from config_monitor.domain.notifications.alert import Alert, AlertKind, Opening, id_of_change
from config_monitor.domain.notifications.event_alert import alert_of
from config_monitor.domain.notifications.lifecycle_alert import notify_lifecycle
from config_monitor.domain.policy import Classified, Route

# What an alert's group, and with it a storm, is known by; it stands in a key of the table.
GROUP_CHARACTERS = 400
CAUSE = "Cause"
# More statuses than a source has for what is open.
STATUSES = 20


def notify_incident(
    route: Route, before: Incident, after: Incident, alert_id: str, created_at: str, annotation: str | None = None
) -> tuple[Incident, list[Alert]]:
    """The alerts of a change of an incident, and the incident with the key of its opening's alert.

    `alert_id` must be the same whenever the same change is written again; `annotation` is what the source says of the
    change. What becomes worse without having been notified is notified as an opening if its route says at once.
    """
    change = change_between(before, after)
    alert_of_kind = partial(_alert, route, alert_id, created_at, annotation, before)
    notify = "none" if after.state.suppressed else route.notify
    match change:
        case "ended":
            after, alerts = notify_lifecycle(notify, before, after, after.state.closed_as or "ok", alert_of_kind)
        case "updated" if has_become_worse(before, after) and not before.alert:
            opening: Opening = "reopened" if after.reopened else "opened"
            after, alerts = notify_lifecycle(notify, before, after, opening, alert_of_kind)
        case _:
            after, alerts = notify_lifecycle(notify, before, after, change, alert_of_kind)
    after = _with_notified_status(before, after, alerts)
    if _completes_opening(before, after):
        alerts = [*alerts, alert_of_kind(after, "changed").model_copy(update=_of_opening(after))]
    return after, alerts


def _completes_opening(before: Incident, after: Incident) -> bool:
    """Whether the message about its opening is to show more, or another status, than it does."""
    if not (before.is_open and after.is_open and after.alert and after.alert == before.alert):
        return False
    return _shown(before) != _shown(after)


def _shown(incident: Incident) -> tuple[object, ...]:
    return incident.state.status, incident.entities, incident.cause


def _of_opening(incident: Incident) -> dict[str, object]:
    return {"channel": incident.alert_channel, "opening_alert": incident.alert}


def notify_reapplied_incident(
    route: Route, before: Incident, after: Incident, reference: str, created_at: str
) -> tuple[Incident, list[Alert]]:
    """The alerts of a change without an event; what was not notified and is to be at once by now, is as an opening.

    `reference` names what made the change; with the same one the same incident has the same alert.
    """
    alert_id = id_of_change("reapplication", after.key, reference)
    waits = after.is_open and not before.alert and not after.exception and not after.state.suppressed
    if not (waits and before.is_open and route.notify == "immediate"):
        return notify_incident(route, before, after, alert_id, created_at)
    alert_of_kind = partial(_alert, route, alert_id, created_at, None, before)
    opening: Opening = "reopened" if after.reopened else "opened"
    after, alerts = notify_lifecycle(route.notify, before, after, opening, alert_of_kind)
    return _with_notified_status(before, after, alerts), alerts


def _with_notified_status(before: Incident, after: Incident, alerts: list[Alert]) -> Incident:
    """Each status is news once in an opening: an alarm that loses its data and has it again is not notified anew."""
    if not alerts or after.state.status is None:
        return after
    known = before.notified_statuses if after.alert and after.alert == before.alert else ()
    statuses = known if after.state.status in known else (*known, after.state.status)[-STATUSES:]
    return after.model_copy(update={"notified_statuses": statuses})


def _alert(
    route: Route,
    alert_id: str,
    created_at: str,
    annotation: str | None,
    before: Incident,
    incident: Incident,
    kind: AlertKind,
) -> Alert:
    """The alert, in the words of the event that reported the incident open; its status is the present one."""
    event = incident.event
    if event is None:
        raise ValueError(f"{incident.key}: nothing was reported of it")
    opening = kind in ("opened", "reopened")
    shown = (
        event
        if opening
        else event.model_copy(
            update={"status": incident.state.status, "previous_status": before.state.status, "annotation": annotation}
        )
    )
    return alert_of(
        Classified(event=shown, route=route),
        kind,
        alert_id if opening else f"{alert_id}-{kind}",
        happened_at=incident.state.resolved_at or incident.occurred_at,
    ).model_copy(
        update={
            "group": group_of(incident),
            "title": incident.title,
            "facts": _facts(incident, event),
            "created_at": created_at,
            "opened_at": incident.opened_at,
            "resolved_at": incident.state.resolved_at,
            "deadline_at": incident.deadline_at,
            "reopened": incident.reopened,
            "flapping": incident.flapping,
            "incident": incident.key,
            "of_version": incident.version,
            "previous_severity": before.severity if kind == "updated" else None,
            "acknowledged_by": incident.acknowledged_by,
            "acknowledged_at": incident.acknowledged_at,
            "exception": incident.exception,
            "excepted_until": incident.excepted_until,
            "exception_ended": before.exception if before.is_open and not incident.exception else None,
        }
    )


def _facts(incident: Incident, event: Event) -> tuple[EventFact, ...]:
    """What the event states besides, what failed first where another event reported it, and the entities of all."""
    known = any(fact.label == CAUSE for fact in event.facts)
    cause = [] if known or not incident.cause else [EventFact(label=CAUSE, value=incident.cause[1])]
    own = [fact for fact in event.facts if fact.label != AFFECTED]
    return (*cause, *own, *facts([(AFFECTED, listed(incident.entities))]))


def left_to_digest(route: Route, before: Incident, after: Incident) -> bool:
    """Whether the digest is to list an incident: it opened without being notified at once, or was known only ended."""
    if route.notify == "none" or after.state.suppressed or after.exception:
        return False
    opens = change_between(before, after) in ("opened", "reopened")
    return (opens and not after.alert) or ended_when_first_reported(before, after)


def group_of(incident: Incident) -> str:
    """The group of an incident's alerts: `{source}#{kind}`."""
    return one_line(f"{incident.key.source}#{incident.kind}", GROUP_CHARACTERS)
