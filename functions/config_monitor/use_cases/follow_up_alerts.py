"""Remind people of what is open at half of its time and at its deadline, by alerts that wait; end people's mutes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.compliance import Violation, ViolationKey
from config_monitor.domain.events import format_instant
from config_monitor.domain.incidents import Incident, IncidentKey
from config_monitor.domain.lifecycle import next_follow_up, next_reminder
from config_monitor.domain.notifications import Alert, notify_follow_up
from config_monitor.domain.policy import (
    Policy,
    Subject,
    deadline_of,
    route_of,
    subject_of_event,
    subject_of_violation,
)
from config_monitor.errors import StorageBusy
from config_monitor.observability import logger
from config_monitor.ports import (
    Alerts,
    Catalogue,
    FollowUps,
    Ledger,
    OverrideSource,
    Pause,
    PolicySource,
    Record,
    RuleLookup,
)
from config_monitor.use_cases.end_mute import end_mute
from config_monitor.use_cases.optimistic_retry import retry_on_conflict

FollowUpOutcome = Literal["reminded", "escalated", "left_alone", "waiting", "unmuted", "unchanged", "failed"]


@dataclass(frozen=True)
class FollowUpDependencies:
    """The ports of following up, and the present; `out_of_time` says when a step has to end."""

    follow_ups: FollowUps
    ledger: Ledger
    alerts: Alerts
    policies: PolicySource
    overrides: OverrideSource
    catalogue: Catalogue
    rules: RuleLookup
    pause: Pause
    now: datetime
    out_of_time: Callable[[], bool]


class FollowedUp(BaseModel):
    """How many were followed up in which way; what was left for want of time is due at the next run too."""

    model_config = ConfigDict(frozen=True)

    reminded: int = 0
    escalated: int = Field(default=0, description="reminded, and another channel notified too")
    left_alone: int = Field(default=0, description="not reminded: the policy mutes it, or no message can be answered")
    waiting: int = Field(default=0, description="muted by a person for now, or its opening waits to be sent")
    unmuted: int = Field(default=0, description="whose mute by a person has ended")
    unchanged: int = 0
    failed: int = Field(default=0, description="by a fault of their own, which is logged; the others go on")
    all_done: bool = True


def follow_up_alerts(ports: FollowUpDependencies) -> FollowedUp:
    """Look at each one that is due. Raises StorageBusy when the table stays busy; the next run goes on."""
    counts: dict[FollowUpOutcome, int] = {}
    policy, now = ports.policies.policy(), format_instant(ports.now)
    for key in ports.follow_ups.due(now):
        if ports.out_of_time():
            return FollowedUp(**counts, all_done=False)
        outcome = _follow_up_or_log(ports, policy, key, now)
        counts[outcome] = counts.get(outcome, 0) + 1
    return FollowedUp(**counts)


def _follow_up_or_log(
    ports: FollowUpDependencies, policy: Policy, key: ViolationKey | IncidentKey, now: str
) -> FollowUpOutcome:
    """What cannot be followed up keeps nobody from being reminded of the others."""
    try:
        return _follow_up(ports, policy, key, now)
    except StorageBusy:
        raise
    except Exception:
        logger.exception("what is due cannot be followed up", extra={"account": key.account, "region": key.region})
        return "failed"


def _follow_up(
    ports: FollowUpDependencies, policy: Policy, key: ViolationKey | IncidentKey, now: str
) -> FollowUpOutcome:
    """Write the reminder with the fact that it was written; one that others change meanwhile is read again."""

    def attempt() -> FollowUpOutcome:
        before = ports.ledger.violation(key) if isinstance(key, ViolationKey) else ports.ledger.incident(key)
        held = ports.overrides.of(key).at(now)
        if before.muted_until and before.muted_until <= now:
            return _record(ports, before, *end_mute(ports, policy, before, held), "unmuted")
        due = next_follow_up(before)
        if not due or due > now or not before.alert:
            return "unchanged"
        opening = ports.alerts.get(before.alert)
        if opening and opening.waits_for_channel:
            return "waiting"
        if held.mute and not held.exception:
            return "waiting"
        decided_by = (policy, _subject(before), before.severity)
        deadline, route = deadline_of(*decided_by), route_of(*decided_by, ports.now.date(), held)
        current = before.model_copy(update={"deadline_days": deadline.days})
        if not (due := next_reminder(current)) or due > now:
            return _record(ports, before, current, [], "unchanged")
        answered = opening.receipt and opening.receipt.message_id if opening else None
        if not opening or not answered or route.notify != "immediate":
            return _record(ports, before, current.model_copy(update={"reminded_at": now}), [], "left_alone")
        after, alerts = notify_follow_up(current, opening.alert, deadline, due, now)
        return _record(ports, before, after, alerts, "escalated" if len(alerts) > 1 else "reminded")

    return retry_on_conflict(attempt, ports.pause, key)


def _subject(thing: Violation | Incident) -> Subject:
    """What the policy is asked about; an incident that was notified has an event."""
    if isinstance(thing, Violation):
        return subject_of_violation(thing)
    if thing.event is None:
        raise ValueError(f"{thing.key}: nothing was reported of it")
    return subject_of_event(thing.event)


def _record(
    ports: FollowUpDependencies,
    before: Violation | Incident,
    after: Violation | Incident,
    alerts: list[Alert],
    outcome: FollowUpOutcome,
) -> FollowUpOutcome:
    violations = [(before, after)] if isinstance(before, Violation) and isinstance(after, Violation) else []
    incidents = [(before, after)] if isinstance(before, Incident) and isinstance(after, Incident) else []
    ports.ledger.record(Record(None, violations, alerts, incidents=incidents), ports.now)
    return outcome
