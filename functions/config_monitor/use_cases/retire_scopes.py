"""Retire by itself what is left for good: scopes that the aggregator no longer has, or that are silent for 90 days."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.events import GLOBAL, Scope, format_instant
from config_monitor.domain.retirement import (
    LEFT_AFTER,
    SILENT_AFTER,
    AggregatorList,
    Retirement,
    RetirementReason,
    plan_retirements,
    reason_to_retire,
)
from config_monitor.errors import StorageBusy
from config_monitor.observability import logger
from config_monitor.ports import AgentRegister
from config_monitor.ports.retirement import ListedByAggregator
from config_monitor.use_cases.retire_scope import RetireDependencies, retire_scope


class RetireResult(BaseModel):
    """How many scopes were retired so far, and how many wait for a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    retired: int = 0
    waiting: int = Field(default=0, description="too many at once; the daily report names them")
    failed: int = Field(default=0, description="by a fault of their own, which is logged; the others go on")


@dataclass(frozen=True)
class RetireScopesDependencies:
    """What retiring by itself needs besides; `listed` is None without an aggregator."""

    retire: RetireDependencies
    agents: AgentRegister
    listed: ListedByAggregator | None
    out_of_time: Callable[[], bool]


def retire_scopes(ports: RetireScopesDependencies, result: RetireResult) -> tuple[bool, RetireResult]:
    """Retire what is left; whether all of it was done in time, and the result with what was done.

    Any error of the aggregator is raised before something is changed. Raises StorageBusy when the table stays busy;
    the step can then be repeated.
    """
    register, log = ports.retire.register, ports.retire.log
    known = register.known()
    plan = plan_retirements(_reasons(ports, known), known)
    log.keep_waiting(plan.waiting)
    result = result.model_copy(update={"waiting": len(plan.waiting), "failed": 0})
    for due in plan.due:
        if ports.out_of_time():
            return False, result
        outcome = _retire_or_log(ports.retire, due)
        result = result.model_copy(update={outcome: getattr(result, outcome) + 1} if outcome else {})
    return True, result


def _retire_or_log(ports: RetireDependencies, due: Retirement) -> Literal["retired", "failed"] | None:
    """What cannot be retired keeps no other scope from its end."""
    try:
        return "retired" if retire_scope(ports, due) else None
    except StorageBusy:
        raise
    except Exception:
        logger.exception("a scope cannot be retired", extra={"account": due.account, "region": due.region})
        return "failed"


def _reasons(ports: RetireScopesDependencies, known: set[Scope]) -> Mapping[Scope, RetirementReason]:
    """Why scopes are left; global pairs are left with the last region of their account."""
    listed = ports.listed() if ports.listed else None
    heartbeats = {agent.scope: agent.last_heard for agent in ports.agents.agents()}
    reasons: dict[Scope, RetirementReason] = {}
    for account, scopes in groupby(sorted(known), key=lambda scope: scope[0]):
        regions = {region for _, region in scopes}
        by_region = {
            region: _reason(ports, account, region, listed, heartbeats) for region in sorted(regions - {GLOBAL})
        }
        if GLOBAL in regions and all(by_region.values()) and not (listed and listed.lists(account, GLOBAL)):
            of_a_region = next(iter(by_region.values()), None)
            by_region[GLOBAL] = of_a_region or _reason(ports, account, GLOBAL, listed, heartbeats)
        reasons |= {(account, region): reason for region, reason in by_region.items() if reason}
    return reasons


def _reason(
    ports: RetireScopesDependencies,
    account: str,
    region: str,
    listed: AggregatorList | None,
    heartbeats: Mapping[Scope, str],
) -> RetirementReason | None:
    """Why a scope is left; the table is asked for its last signs only where agent and aggregator leave it open."""
    now, heartbeat = ports.retire.now, heartbeats.get((account, region))
    if heartbeat and heartbeat > format_instant(now - LEFT_AFTER):
        return None
    if listed and (not listed.accounts or listed.lists(account, region)):
        return None
    span = format_instant(now - SILENT_AFTER), format_instant(now)
    signs = ports.retire.register.signs(account, region, *span)
    last_event = max(filter(None, (signs.last_event, heartbeat)), default=None)
    return reason_to_retire((account, region), signs.model_copy(update={"last_event": last_event}), listed, now)
