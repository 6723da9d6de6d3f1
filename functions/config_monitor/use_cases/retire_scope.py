"""Retire an account and region that are left for good: what is known there ends, and nothing counts them any more."""

from collections.abc import Iterable
from itertools import chain, count

from pydantic import BaseModel, ConfigDict

from config_monitor.domain.compliance import Violation, with_removal
from config_monitor.domain.events import ComplianceStatus, format_instant
from config_monitor.domain.notifications import notify_reapplied
from config_monitor.domain.policy import decide, subject_of_violation
from config_monitor.ports import Record
from config_monitor.ports.retirement import ScopeRegister
from config_monitor.use_cases.optimistic_retry import retry_on_conflict
from config_monitor.use_cases.reapply_policy import ReapplyDependencies

RETIREMENT = "retirement"
"""The event id of the transitions by which retired pairs end."""


class Retirement(BaseModel):
    """What retiring a scope ends, or has ended."""

    model_config = ConfigDict(frozen=True)

    account: str
    region: str
    pairs: int = 0
    open_violations: int = 0


def retirements(ports: ReapplyDependencies, account: str, region: str | None = None) -> list[Retirement]:
    """What retiring an account, or one region of it, would end; nothing is changed."""
    scopes = sorted(ports.violations_by_scope.scopes())
    return [_planned(ports, *scope) for scope in scopes if scope[0] == account and region in (None, scope[1])]


def retire_scope(ports: ReapplyDependencies, register: ScopeRegister, account: str, region: str) -> Retirement:
    """End every pair of a scope as removed, then forget its counters and its agent; it may be repeated.

    Whoever was notified of an open violation is notified of its end. An event that comes later opens the scope anew.
    Raises StorageBusy when the table stays busy.
    """
    ended = Retirement(account=account, region=region)
    for violation in _known(ports, account, region):
        _end(ports, violation)
        ended = _counted(ended, violation)
    register.forget(account, region)
    return ended


def _planned(ports: ReapplyDependencies, account: str, region: str) -> Retirement:
    plan = Retirement(account=account, region=region)
    for violation in _known(ports, account, region):
        plan = _counted(plan, violation)
    return plan


def _counted(total: Retirement, violation: Violation) -> Retirement:
    more = {"pairs": total.pairs + 1, "open_violations": total.open_violations + violation.is_open}
    return total.model_copy(update=more)


def _known(ports: ReapplyDependencies, account: str, region: str) -> Iterable[Violation]:
    """The pairs of a scope that have not ended already."""
    pages = ports.violations_by_scope.of_scope(account, region)
    return (v for _, page in pages for v in page if v.status is not ComplianceStatus.NOT_APPLICABLE)


def _end(ports: ReapplyDependencies, read: Violation) -> None:
    versions = chain([read], (ports.ledger.violation(read.key) for _ in count()))

    def end() -> None:
        before = next(versions)
        ended_at = max(format_instant(ports.now), before.state.evaluated_at)
        after = with_removal(before, ended_at, RETIREMENT)
        rule = ports.catalogue.find(before.key.rule_name)
        decision = decide(ports.policies.policy(), subject_of_violation(before), rule, ports.now.date())
        after, alerts = notify_reapplied(decision, before, after, ports.now)
        ports.ledger.record(Record(None, [(before, after)], alerts), ports.now)

    retry_on_conflict(end, ports.pause, read.key)
