"""Store an event, move its violations or its incident on and write the alerts to send: all together or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from config_monitor.domain.compliance import (
    Change,
    Persisted,
    Violation,
    ViolationKey,
    change_between,
    clamp_to_event_time,
    with_evaluation,
    with_removal,
)
from config_monitor.domain.notifications import (
    BASELINE,
    DUPLICATE,
    HEARTBEAT,
    KNOWN_EVALUATION,
    NO_VIOLATION,
    Alert,
    alert_of_event,
    notify_change,
    reason_of_change,
)
from config_monitor.domain.policy import Classified
from config_monitor.domain.reasons import Reason
from config_monitor.ports import Ledger, Pause, Record, Recorded
from config_monitor.ports.events import VIOLATIONS_PER_RECORD
from config_monitor.use_cases.optimistic_retry import retry_on_conflict
from config_monitor.use_cases.persist_incident import persist_incident
from config_monitor.use_cases.persist_resource import resource_updates, violation_updates


def persist_event(classified: Classified, ledger: Ledger, now: datetime, pause: Pause) -> Persisted:
    """Store what the event means; a second delivery changes nothing. Raises StorageBusy when the table stays busy."""
    if classified.event.heartbeat:
        return _note_heartbeat(classified, ledger, now)

    def persist() -> Persisted:
        if report := classified.event.incident:
            return persist_incident(classified, report, ledger, now)
        steps = _steps(classified, ledger)
        persisted = _persisted(classified, steps)
        outcome = _record_in_chunks(classified.with_reason(persisted.reason), steps, ledger, now)
        return persisted if outcome == "stored" else Persisted(outcome="duplicate", reason=DUPLICATE)

    return retry_on_conflict(persist, pause, f"event {classified.event.id}")


def _note_heartbeat(classified: Classified, ledger: Ledger, now: datetime) -> Persisted:
    """A heartbeat is written to its agent's item alone; one that comes late or twice changes nothing."""
    outcome = ledger.record(Record(None, heartbeat=classified.event), now)
    return Persisted(outcome="stored" if outcome == "stored" else "duplicate", reason=HEARTBEAT)


@dataclass(frozen=True)
class _Step:
    """One violation before and after, and the alerts that this calls for."""

    before: Violation
    after: Violation
    alerts: list[Alert]


def _steps(classified: Classified, ledger: Ledger) -> list[_Step]:
    """What the event does to each violation it touches; those it leaves as they are stay out."""
    changed = [(before, after) for before, after in _changes(classified, ledger) if after is not before]
    updates = [_Step(*update) for update in violation_updates(classified, ledger)]
    return updates + [_Step(before, *notify_change(classified, before, after)) for before, after in changed]


def _changes(classified: Classified, ledger: Ledger) -> list[tuple[Violation, Violation]]:
    event, route = classified.event, classified.route
    if evaluation := event.evaluation:
        key = ViolationKey(
            account=event.account,
            region=event.region,
            rule_name=evaluation.rule,
            resource_type=evaluation.resource_type,
            resource_id=evaluation.resource_id,
        )
        before = ledger.violation(key)
        excepted = (route.exception, route.excepted_until)
        return [(before, with_evaluation(before, event, evaluation, *excepted, classified.resource))]
    if gone := event.removal:
        known = ledger.violations_of(event.account, event.region, gone.resource_type, gone.resource_id)
        removed_at = clamp_to_event_time(gone.removed_at, event)
        return [(before, with_removal(before, removed_at, event.event_id)) for before in known]
    return []


def _own_alerts(classified: Classified) -> list[Alert]:
    """The alert of an event that is about neither a violation nor an incident, such as a stopped recorder."""
    return [alert_of_event(classified)] if _stands_alone(classified, "immediate") else []


def _stands_alone(classified: Classified, notify: str) -> bool:
    """Whether the event changes nothing that lasts, and is to be notified so."""
    about_violations = classified.event.evaluation or classified.event.removal
    return classified.route.notify == notify and not about_violations


def _record_in_chunks(classified: Classified, steps: list[_Step], ledger: Ledger, now: datetime) -> Recorded:
    """Write the violations in chunks and the event with the last: a crash in between is made good by the redelivery."""
    while len(steps) > VIOLATIONS_PER_RECORD:
        head, steps = steps[:VIOLATIONS_PER_RECORD], steps[VIOLATIONS_PER_RECORD:]
        ledger.record(_record(None, head), now)
    last = _record(classified, steps, _own_alerts(classified))
    resources = resource_updates(classified, ledger)
    return ledger.record(replace(last, in_digest=_stands_alone(classified, "digest"), resources=resources), now)


def _record(classified: Classified | None, steps: list[_Step], own: Sequence[Alert] = ()) -> Record:
    return Record(classified, [(s.before, s.after) for s in steps], [*own, *_alerts(steps)])


def _alerts(steps: list[_Step]) -> list[Alert]:
    return [alert for step in steps for alert in step.alerts]


def _persisted(classified: Classified, steps: list[_Step]) -> Persisted:
    """The answer for an event that is stored, with the reason when it is not notified at once."""
    change, alerts = _change(steps), [*_own_alerts(classified), *_alerts(steps)]
    if alerts:
        reason = BASELINE if all(alert.baseline for alert in alerts) else None
        return Persisted(
            outcome="stored", change=change, notify="immediate", reason=reason, alerts=[a.key for a in alerts]
        )
    worth_notifying = change != "unchanged" or not classified.event.evaluation
    in_digest = classified.route.notify == "digest" and worth_notifying
    return Persisted(
        outcome="stored", change=change, notify="digest" if in_digest else "none", reason=_reason(classified, steps)
    )


def _change(steps: list[_Step]) -> Change:
    """What the event changed first."""
    changes: list[Change] = [change_between(s.before, s.after) for s in steps]
    return next((c for c in changes if c != "unchanged"), "unchanged")


def _reason(classified: Classified, steps: list[_Step]) -> Reason | None:
    """Why an event has no alert: the reason of its first change, or its route's where it is about no violation."""
    event = classified.event
    if not event.evaluation and not event.removal:
        return classified.route.reason
    if not steps:
        return KNOWN_EVALUATION if event.evaluation else NO_VIOLATION
    step = next((s for s in steps if change_between(s.before, s.after) != "unchanged"), steps[0])
    occurred_at = event.evaluation.evaluated_at if event.evaluation else step.after.state.evaluated_at
    return reason_of_change(classified.route, step.before, step.after, occurred_at)
