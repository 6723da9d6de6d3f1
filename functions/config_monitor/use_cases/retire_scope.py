"""Retire an account and region that are left for good: what is known there ends, and nothing counts them any more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from config_monitor.domain.compliance import RETIRED, Violation, with_removal
from config_monitor.domain.events import GLOBAL, ComplianceStatus, format_instant
from config_monitor.domain.incidents import Incident, with_retirement
from config_monitor.domain.notifications import Alert, notify_incident, notify_reapplied
from config_monitor.domain.policy import decide, subject_of_event, subject_of_violation
from config_monitor.domain.retirement import RETIREMENT, Retirement
from config_monitor.errors import WriteConflict
from config_monitor.ports import Catalogue, Ledger, Pause, PolicySource, Record, ViolationsByScope
from config_monitor.ports.events import VIOLATIONS_PER_RECORD
from config_monitor.ports.retirement import RetirementLog, ScopeRegister
from config_monitor.use_cases.optimistic_retry import retry_change, retry_on_conflict


@dataclass(frozen=True)
class RetireDependencies:
    """The ports of retiring scopes, and the present."""

    register: ScopeRegister
    violations_by_scope: ViolationsByScope
    log: RetirementLog
    ledger: Ledger
    policies: PolicySource
    catalogue: Catalogue
    pause: Pause
    now: datetime


def with_counts(ports: RetireDependencies, retirement: Retirement) -> Retirement:
    """A retirement with what it would end; nothing is changed."""
    for before in _pairs(ports, retirement):
        retirement = _plus_pair(retirement, before, _without_scope(ports, retirement, before))
    return retirement.model_copy(update={"open_incidents": sum(1 for _ in _open_incidents(ports, retirement))})


def retire_scope(ports: RetireDependencies, retirement: Retirement) -> Retirement | None:
    """End every pair and incident of a scope, then forget its counters, agent and rules; what was ended, with counts.

    It may be repeated. Of a pair that several regions evaluate only this region's status ends. Whoever was notified of
    something open is notified of its end. None when an event of the scope arrived meanwhile, so that it is not left.
    An event that comes later opens the scope anew. Raises StorageBusy when the table stays busy.
    """
    for some in batched(_pairs(ports, retirement), VIOLATIONS_PER_RECORD, strict=False):
        for before, after in _end_pairs(ports, retirement, some):
            retirement = _plus_pair(retirement, before, after)
    for incident in _open_incidents(ports, retirement):
        _end_incident(ports, incident)
        retirement = retirement.model_copy(update={"open_incidents": retirement.open_incidents + 1})
    at = format_instant(ports.now)
    ports.log.add(retirement, at)  # before it is forgotten: a step that breaks off here is repeated
    if ports.register.forget(retirement.account, retirement.region):
        return retirement
    ports.log.withdraw(retirement, at)
    return None


def _plus_pair(total: Retirement, before: Violation, after: Violation) -> Retirement:
    ended = before.is_open and not after.is_open
    counts = {"pairs": total.pairs + 1, "open_violations": total.open_violations + ended}
    return total.model_copy(update=counts)


def _pairs(ports: RetireDependencies, retirement: Retirement) -> Iterator[Violation]:
    """The pairs of a scope that have not ended, and the global ones of which its region has reported a status."""
    account, region = retirement.account, retirement.region
    gone = ComplianceStatus.NOT_APPLICABLE
    for _, page in ports.violations_by_scope.of_scope(account, region):
        yield from (violation for violation in page if violation.status is not gone)
    if region == GLOBAL:
        return
    for _, page in ports.violations_by_scope.of_scope(account, GLOBAL):
        yield from (violation for violation in page if violation.is_reported_by(region))


def _without_scope(ports: RetireDependencies, retirement: Retirement, before: Violation) -> Violation:
    ended_at = max(format_instant(ports.now), before.state.evaluated_at)
    region = None if retirement.region == GLOBAL else retirement.region
    return with_removal(before, ended_at, f"{RETIREMENT}-{retirement.region}", region=region, because=RETIRED)


def _end_pairs(
    ports: RetireDependencies, retirement: Retirement, some: Sequence[Violation]
) -> list[tuple[Violation, Violation]]:
    """End pairs together, or one by one where others change one of them meanwhile."""
    try:
        return _end(ports, retirement, some)
    except WriteConflict:
        return [change for read in some for change in _end_one(ports, retirement, read)]


def _end_one(ports: RetireDependencies, retirement: Retirement, read: Violation) -> list[tuple[Violation, Violation]]:
    return retry_on_conflict(lambda: _end(ports, retirement, [ports.ledger.violation(read.key)]), ports.pause, read.key)


def _end(
    ports: RetireDependencies, retirement: Retirement, some: Sequence[Violation]
) -> list[tuple[Violation, Violation]]:
    changes: list[tuple[Violation, Violation]] = []
    alerts: list[Alert] = []
    for before in some:
        after = _without_scope(ports, retirement, before)
        if after is not before:
            rule = ports.catalogue.find(before.managed_rule or before.key.rule_name)
            decision = decide(ports.policies.policy(), subject_of_violation(before), rule, ports.now.date())
            after, notified = notify_reapplied(decision, before, after, ports.now)
            changes.append((before, after))
            alerts += notified
    if changes:
        ports.ledger.record(Record(None, changes, alerts), ports.now)
    return changes


def _open_incidents(ports: RetireDependencies, retirement: Retirement) -> Iterator[Incident]:
    return (one for one in ports.register.incidents(retirement.account, retirement.region) if one.is_open)


def _end_incident(ports: RetireDependencies, read: Incident) -> None:

    def end(before: Incident) -> None:
        now = format_instant(ports.now)
        after = with_retirement(before, now, RETIREMENT)
        if after is before or not before.event:
            return
        decision = decide(ports.policies.policy(), subject_of_event(before.event), None, ports.now.date())
        alert_id = f"{RETIREMENT}-{before.event.event_id}"
        after, alerts = notify_incident(decision.route, before, after, alert_id, now)
        ports.ledger.record(Record(None, incidents=[(before, after)], alerts=alerts), ports.now)

    retry_change(read, lambda: ports.ledger.incident(read.key), end, ports.pause, read.key)
