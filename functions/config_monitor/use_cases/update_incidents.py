"""Update incidents by the passing of time: silence and exceptions end, and a scheduled change comes near."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.events import format_instant
from config_monitor.domain.incidents import Incident, IncidentKey, change_between, due_at
from config_monitor.domain.notifications import notify_reapplied_incident
from config_monitor.domain.policy import Policy, reapplied_incident
from config_monitor.errors import StorageBusy
from config_monitor.observability import logger
from config_monitor.ports import DueIncidents, Ledger, OverrideSource, Pause, PolicySource, Record
from config_monitor.use_cases.optimistic_retry import retry_on_conflict


@dataclass(frozen=True)
class IncidentDependencies:
    """The ports of updating incidents, and the present; `out_of_time` says when a step has to end."""

    due_incidents: DueIncidents
    ledger: Ledger
    policies: PolicySource
    overrides: OverrideSource
    pause: Pause
    now: datetime
    out_of_time: Callable[[], bool]


class IncidentUpdates(BaseModel):
    """What the passing of time changed; what was left for want of time is due at the next run too."""

    model_config = ConfigDict(frozen=True)

    ended: int = Field(default=0, description="for want of reports")
    opened: int = Field(default=0, description="whose exception has ended")
    updated: int = Field(default=0, description="whose scheduled change is near")
    unchanged: int = 0
    failed: int = Field(default=0, description="by a fault of their own, which is logged; the others go on")
    all_done: bool = True


def update_incidents(ports: IncidentDependencies) -> IncidentUpdates:
    """Look at each incident that is due. Raises StorageBusy when the table stays busy; the next run goes on."""
    counts = {"ended": 0, "opened": 0, "updated": 0, "unchanged": 0, "failed": 0}
    policy = ports.policies.policy()
    for key in ports.due_incidents.due(format_instant(ports.now)):
        if ports.out_of_time():
            return IncidentUpdates(**counts, all_done=False)
        try:
            counts[_update(ports, policy, key)] += 1
        except StorageBusy:
            raise
        except Exception:
            counts["failed"] += 1
            logger.exception("an incident cannot be updated", extra={"account": key.account, "source": key.source})
    return IncidentUpdates(**counts)


def _update(ports: IncidentDependencies, policy: Policy, key: IncidentKey) -> str:
    """Write what time changed of one incident and say what that was; one that others change is read again."""
    now = format_instant(ports.now)

    def update() -> str:
        before = ports.ledger.incident(key)
        due = due_at(before)
        if not before.event or not due or due > now:
            return "unchanged"
        route, after = reapplied_incident(policy, before, ports.overrides.of(key), ports.now)
        after, alerts = notify_reapplied_incident(route, before, after, f"due {due}", now)
        ports.ledger.record(Record(None, incidents=[(before, after)], alerts=alerts), ports.now)
        return _outcome(before, after)

    return retry_on_conflict(update, ports.pause, key)


def _outcome(before: Incident, after: Incident) -> str:
    if before.exception and after.is_open and not after.exception:
        return "opened"
    change = change_between(before, after)
    return change if change in ("ended", "updated") else "unchanged"
