"""Store an event, move its violations or its incident on and write the alerts to send: all together or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from config_monitor.domain.compliance import (
    Persisted,
    Violation,
    ViolationChange,
    change_between,
)
from config_monitor.domain.events import Evaluation, Event, format_instant
from config_monitor.domain.notifications import (
    BASELINE,
    DUPLICATE,
    HEARTBEAT,
    KNOWN_EVALUATION,
    NO_VIOLATION,
    TOO_MANY_COPIES,
    Alert,
    alert_of_event,
    notify_change,
    reason_of_change,
)
from config_monitor.domain.policy import Classified
from config_monitor.domain.reasons import Reason
from config_monitor.ports import FirstEvaluation, Ledger, Pause, Record, Recorded
from config_monitor.ports.events import VIOLATIONS_PER_RECORD
from config_monitor.use_cases.affected_violations import affected_violations
from config_monitor.use_cases.measure_times import measure_storage
from config_monitor.use_cases.optimistic_retry import retry_on_conflict
from config_monitor.use_cases.persist_incident import persist_incident
from config_monitor.use_cases.persist_resource import resource_updates, violation_updates


def persist_event(classified: Classified, ledger: Ledger, now: datetime, pause: Pause) -> Persisted:
    """Store what the event means; a second delivery changes nothing, but that of a removal ends what it now finds.

    Raises StorageBusy when the table stays busy.
    """

    def persist() -> Persisted:
        if report := classified.event.incident:
            return persist_incident(classified, report, ledger, now)
        affected = affected_violations(classified, ledger, format_instant(now))
        steps = _steps(classified, affected, ledger)
        persisted = _persisted(classified, affected, steps)
        outcome = _record_in_chunks(classified.with_reason(persisted.reason), steps, ledger, now)
        if outcome != "stored":
            change = _change(steps) if _ends_more(classified, steps) else "unchanged"
            return Persisted(outcome="duplicate", change=change, reason=DUPLICATE)
        measure_storage(classified.event, now)
        return persisted

    return retry_on_conflict(persist, pause, f"event {classified.event.id}")


def note_heartbeat(event: Event, ledger: Ledger, now: datetime) -> Persisted:
    """A heartbeat is written to its agent's item alone; one that comes late or twice changes nothing."""
    outcome = ledger.record(Record(None, heartbeat=event), now)
    return Persisted(outcome="stored" if outcome == "stored" else "duplicate", reason=HEARTBEAT)


@dataclass(frozen=True)
class _Step:
    """One violation before and after, and the alerts that this calls for."""

    before: Violation
    after: Violation
    alerts: list[Alert]
    first_evaluation: FirstEvaluation | None = None


Affected = list[tuple[Violation, Violation]]


def _steps(classified: Classified, affected: Affected, ledger: Ledger) -> list[_Step]:
    """What the event does to each violation it touches; those it leaves as they are stay out."""
    updates = [] if classified.event.removal else [_Step(*update) for update in violation_updates(classified, ledger)]
    changed = [(before, after) for before, after in affected if after is not before]
    if (evaluation := classified.event.evaluation) and any(not before.version for before, _ in changed):
        return [_first_evaluation(classified, evaluation, *change, ledger) for change in changed]
    return updates + [_Step(before, *notify_change(classified, before, after)) for before, after in changed]


def _first_evaluation(
    classified: Classified, evaluation: Evaluation, before: Violation, after: Violation, ledger: Ledger
) -> _Step:
    """The first evaluation of a pair, which is part of a baseline while its rule is new in its account and region."""
    event = classified.event
    rule = ledger.known_rule(event.region, evaluation.rule_name, before.key)
    rule_is_new = rule.is_new_at(evaluation.evaluated_at)
    earliest = not rule.first_evaluated_at or evaluation.evaluated_at < rule.first_evaluated_at
    first = FirstEvaluation(event.account, event.region, evaluation.rule_name, evaluation.evaluated_at)
    after, alerts = notify_change(classified, before, after, rule_is_new=rule_is_new)
    return _Step(before, after, alerts, first if earliest else None)


def _own_alerts(classified: Classified) -> list[Alert]:
    """The alert of an event that is about neither a violation nor an incident, such as a stopped recorder."""
    return [alert_of_event(classified)] if _stands_alone(classified, "immediate") else []


def _stands_alone(classified: Classified, notify: str) -> bool:
    """Whether the event changes nothing that lasts, and is to be notified so."""
    about_violations = classified.event.evaluation or classified.event.removal
    return classified.route.notify == notify and not about_violations


def _record_in_chunks(classified: Classified, steps: list[_Step], ledger: Ledger, now: datetime) -> Recorded:
    """Write the violations in chunks and the event with the last; after a crash in between the redelivery goes on."""
    while len(steps) > VIOLATIONS_PER_RECORD:
        head, steps = steps[:VIOLATIONS_PER_RECORD], steps[VIOLATIONS_PER_RECORD:]
        ledger.record(_record(None, head), now)
    last = _record(classified, steps, _own_alerts(classified))
    resources = resource_updates(classified, ledger)
    stands_alone = _stands_alone(classified, "digest")
    outcome = ledger.record(replace(last, in_digest=stands_alone, resources=resources), now)
    if outcome == "duplicate" and _ends_more(classified, steps):
        ledger.record(_record(None, steps), now)
    return outcome


def _ends_more(classified: Classified, steps: list[_Step]) -> bool:
    """Whether a removal finds violations still open: they were not in the index yet when it came first."""
    return bool(classified.event.removal and steps)


def _record(classified: Classified | None, steps: list[_Step], own: Sequence[Alert] = ()) -> Record:
    first = next((step.first_evaluation for step in steps if step.first_evaluation), None)
    changes = [(step.before, step.after) for step in steps]
    return Record(classified, changes, [*own, *_alerts(steps)], first_evaluation=first)


def _alerts(steps: list[_Step]) -> list[Alert]:
    return [alert for step in steps for alert in step.alerts]


def _persisted(classified: Classified, affected: Affected, steps: list[_Step]) -> Persisted:
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
        outcome="stored",
        change=change,
        notify="digest" if in_digest else "none",
        reason=_reason(classified, affected, steps),
    )


def _reason_of_no_change(event: Event, affected: Affected) -> Reason:
    if not (evaluation := event.evaluation):
        return NO_VIOLATION
    full = any(before.has_no_room_for(evaluation.rule_name, event.region) for before, _ in affected)
    return TOO_MANY_COPIES if full else KNOWN_EVALUATION


def _change(steps: list[_Step]) -> ViolationChange:
    """What the event changed first."""
    changes: list[ViolationChange] = [change_between(s.before, s.after) for s in steps]
    return next((c for c in changes if c != "unchanged"), "unchanged")


def _reason(classified: Classified, affected: Affected, steps: list[_Step]) -> Reason | None:
    """Why an event has no alert: the reason of its first change, or its route's where it is about no violation."""
    event = classified.event
    if not event.evaluation and not event.removal:
        return classified.route.reason
    if not steps:
        return _reason_of_no_change(event, affected)
    step = next((s for s in steps if change_between(s.before, s.after) != "unchanged"), steps[0])
    occurred_at = event.evaluation.evaluated_at if event.evaluation else step.after.state.evaluated_at
    return reason_of_change(classified.route, step.before, step.after, occurred_at)
