"""Reapply the policy of today to what is open, for changes that no event reports, such as the end of an exception."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from config_monitor.domain.compliance import Violation, ViolationKey
from config_monitor.domain.events import format_instant
from config_monitor.domain.incidents import Incident, IncidentKey
from config_monitor.domain.lifecycle import with_deadline
from config_monitor.domain.notifications import Alert, notify_reapplied, notify_reapplied_incident
from config_monitor.domain.policy import (
    ENDED_WITHIN,
    NO_OVERRIDES,
    Decision,
    Overrides,
    Policy,
    ReapplyCursor,
    ReapplyResult,
    decide,
    exception_statuses,
    matching_exceptions,
    override_ids,
    reapplied,
    reapplied_incident,
    subject_of_event,
    subject_of_violation,
)
from config_monitor.ports import (
    AgentRegister,
    Catalogue,
    ExceptionStatuses,
    Ledger,
    OpenIncidents,
    OverrideSource,
    Pause,
    PolicySource,
    Record,
    RuleLookup,
    ViolationsByScope,
)
from config_monitor.use_cases.end_unrecorded import end_unrecorded, regions_without_recorder
from config_monitor.use_cases.fold_into_global import belongs_to_all_regions, fold_into_global
from config_monitor.use_cases.identify_rule import rule_of_violation
from config_monitor.use_cases.optimistic_retry import retry_change, retry_on_conflict


@dataclass(frozen=True)
class ReapplyDependencies:
    """The ports of reapplying the policy, and the present; `out_of_time` says when a step has to end."""

    violations_by_scope: ViolationsByScope
    open_incidents: OpenIncidents
    exception_statuses: ExceptionStatuses
    ledger: Ledger
    policies: PolicySource
    catalogue: Catalogue
    pause: Pause
    now: datetime
    out_of_time: Callable[[], bool]
    overrides: OverrideSource
    rules: RuleLookup
    agents: AgentRegister


def reapply_policy(
    ports: ReapplyDependencies, cursor: ReapplyCursor, result: ReapplyResult
) -> tuple[ReapplyCursor | None, ReapplyResult]:
    """Go on after the cursor and add to the result; the new cursor is None once all that is open was checked.

    Violations come first, scope by scope, then incidents. At the end the status of each exception is stored for the
    daily report.

    Raises StorageBusy when the table stays busy; the step can then be repeated.
    """
    policy, today = ports.policies.policy(), ports.now.date()
    by_people = exceptions_by_people(ports)
    not_recording = regions_without_recorder(ports.agents.agents(), ports.now)
    scopes = sorted(ports.violations_by_scope.scopes()) if cursor.incidents is None else []
    for account, region in scopes:
        if (account, region) < (cursor.account, cursor.region):
            continue
        after = cursor.after if (account, region) == (cursor.account, cursor.region) else None
        for position, page in ports.violations_by_scope.of_scope(account, region, after):
            result = result.plus(_reapply_to_page(ports, policy, page, by_people, not_recording.get(account, set())))
            if ports.out_of_time():
                return ReapplyCursor(account=account, region=region, after=position), result
    for reached, keys in ports.open_incidents.pages(cursor.incidents):
        for key in keys:
            result = result.plus(reapply_to_incident(ports, policy, key, by_people))
        if ports.out_of_time():
            return ReapplyCursor(incidents=reached), result
    by_exception, people = result.by_exception, ports.overrides.exceptions()
    ports.exception_statuses.keep(exception_statuses(policy, by_exception, today, people), today)
    return None, result


def _reapply_to_page(
    ports: ReapplyDependencies,
    policy: Policy,
    page: list[Violation],
    by_people: frozenset[str],
    not_recording: set[str],
) -> ReapplyResult:
    """Check the open violations of a page, and merge global ones that are stored by region; what that changed."""
    misplaced = [v for v in page if belongs_to_all_regions(v, ports.catalogue)]
    for violation in misplaced:
        fold_into_global(violation, policy, ports.ledger, ports.catalogue, ports.pause, ports.now)
    result = ReapplyResult(folded=len(misplaced))
    for violation in (v for v in page if v.is_open and v not in misplaced):
        if not_recording and _end_unrecorded(ports, policy, violation, not_recording):
            continue
        result = result.plus(reapply(ports, policy, violation, by_people))
        matched = matching_exceptions(policy, subject_of_violation(violation))
        result = result.plus(ReapplyResult(by_exception={**matched, **_of_people(violation.key, by_people)}))
    return result


def _end_unrecorded(ports: ReapplyDependencies, policy: Policy, violation: Violation, off: set[str]) -> bool:
    def decided(before: Violation) -> Decision:
        rule = ports.catalogue.find(before.managed_rule or before.key.rule_name)
        return decide(policy, subject_of_violation(before), rule, ports.now.date())

    return end_unrecorded(violation, off, decided, ports.ledger, ports.pause, ports.now)


def exceptions_by_people(ports: ReapplyDependencies) -> frozenset[str]:
    """The ids of people's exceptions that hold at present, or ended so recently that reports still name them."""
    recent = ports.now.date() - ENDED_WITHIN
    return frozenset(each.id for each in ports.overrides.exceptions() if not each.ended_at and each.expires >= recent)


def reapply(ports: ReapplyDependencies, policy: Policy, read: Violation, by_people: frozenset[str]) -> ReapplyResult:
    """Check one violation and write what changes; one that others change meanwhile is read again.

    Overrides are read for a violation that an exception in `by_people` may be about, or that would change without them.
    """
    rule, now = rule_of_violation(read, ports.catalogue, ports.rules), format_instant(ports.now)
    may_be_excepted = not by_people.isdisjoint(override_ids(read.key))

    def decided(before: Violation, overrides: Overrides) -> tuple[Decision, Violation]:
        subject = subject_of_violation(before.model_copy(update={"managed_rule": rule.managed_rule}))
        decision = decide(policy, subject, rule.managed, ports.now.date(), overrides=overrides)
        return decision, with_deadline(before, reapplied(before, decision, rule.managed_rule), now)

    def attempt(before: Violation) -> ReapplyResult:
        decision, after = decided(before, NO_OVERRIDES)
        if may_be_excepted or after is not before:
            decision, after = decided(before, ports.overrides.of(before.key).at(now))
        if after is before or not before.is_open:
            return ReapplyResult(checked=1, excepted=int(bool(before.is_open and before.exception)))
        after, alerts = notify_reapplied(decision, before, after, ports.now)
        ports.ledger.record(Record(None, [(before, after)], alerts), ports.now)
        return ReapplyResult.of(before, after)

    return retry_change(read, lambda: ports.ledger.violation(read.key), attempt, ports.pause, read.key)


def reapply_to_incident(
    ports: ReapplyDependencies, policy: Policy, key: IncidentKey, by_people: frozenset[str]
) -> ReapplyResult:
    """Check one incident and write what changes, with overrides as for a violation."""
    now = format_instant(ports.now)

    def decided(before: Incident, overrides: Overrides) -> tuple[Incident, list[Alert]]:
        route, after = reapplied_incident(policy, before, overrides, ports.now)
        return notify_reapplied_incident(route, before, after, f"policy {now[:10]} {route.model_dump_json()}", now)

    def attempt() -> ReapplyResult:
        before = ports.ledger.incident(key)
        if not before.is_open or not before.event:
            return ReapplyResult()
        by_policy = matching_exceptions(policy, subject_of_event(before.event))
        matched = ReapplyResult(by_exception={**by_policy, **_of_people(key, by_people)})
        after, alerts = decided(before, NO_OVERRIDES)
        if after is not before or not by_people.isdisjoint(override_ids(key)):
            after, alerts = decided(before, ports.overrides.of(key))
        if after is not before:
            ports.ledger.record(Record(None, incidents=[(before, after)], alerts=alerts), ports.now)
        return matched.plus(ReapplyResult.of(before, after))

    return retry_on_conflict(attempt, ports.pause, key)


def _of_people(key: ViolationKey | IncidentKey, by_people: frozenset[str]) -> dict[str, int]:
    """The ids of people's exceptions that are about something, each with the count 1."""
    return {each: 1 for each in override_ids(key) if each in by_people}
