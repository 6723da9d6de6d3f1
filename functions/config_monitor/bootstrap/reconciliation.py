"""What comparing with the aggregator, reapplying the policy, updating incidents and following up need."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from config_monitor.bootstrap.notifications import alerts
from config_monitor.bootstrap.processing import agent_register, catalogue, ledger, overrides, policies, rules
from config_monitor.bootstrap.runtime import clock, pause, table

if TYPE_CHECKING:
    from config_monitor.ports import ExceptionStatuses, ViolationsByScope
    from config_monitor.ports.retirement import RetirementLog
    from config_monitor.use_cases.apply_aggregator_result import Repairs
    from config_monitor.use_cases.follow_up_alerts import FollowUpDependencies
    from config_monitor.use_cases.reapply_policy import ReapplyDependencies
    from config_monitor.use_cases.reconcile_compliance import Reconciler
    from config_monitor.use_cases.retire_scope import RetireDependencies
    from config_monitor.use_cases.retire_scopes import RetireScopesDependencies
    from config_monitor.use_cases.take_rule_inventory import InventoryDependencies
    from config_monitor.use_cases.update_incidents import IncidentDependencies


@cache
def violations_by_scope() -> ViolationsByScope:
    """The violations of whole accounts and regions in the table of the environment."""
    from config_monitor.adapters.dynamodb.violations_by_scope import DynamoDBViolationsByScope

    return DynamoDBViolationsByScope(table())


def inventory_dependencies() -> InventoryDependencies:
    """What taking in an inventory of rules needs, at present."""
    from config_monitor.use_cases.take_rule_inventory import InventoryDependencies

    return InventoryDependencies(rules(), violations_by_scope(), ledger(), catalogue(), pause(), clock())


def repairs() -> Repairs:
    """What applying results of the aggregator needs, at present."""
    from config_monitor.use_cases.apply_aggregator_result import Repairs

    return Repairs(ledger(), policies(), catalogue(), pause(), clock(), overrides(), rules())


def reconciler(out_of_time: Callable[[], bool]) -> Reconciler:
    """What a step of reconciling needs; `out_of_time` says when it has to end."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.config_aggregator import ConfigAggregator
    from config_monitor.settings import ReconcileComplianceSettings
    from config_monitor.use_cases.reconcile_compliance import Reconciler

    name = ReconcileComplianceSettings.from_environment().config_aggregator_name
    aggregator = ConfigAggregator(aws.client("config"), name)
    return Reconciler(aggregator, violations_by_scope(), repairs(), clock(), out_of_time)


@cache
def retirement_log() -> RetirementLog:
    """The log of retirements in the table of the environment."""
    from config_monitor.adapters.dynamodb.retirement_log import DynamoDBRetirementLog

    return DynamoDBRetirementLog(table())


def retire_dependencies() -> RetireDependencies:
    """What retiring a scope needs, at present."""
    from config_monitor.adapters.dynamodb.scope_register import DynamoDBScopeRegister
    from config_monitor.use_cases.retire_scope import RetireDependencies

    stores = (DynamoDBScopeRegister(table()), violations_by_scope(), retirement_log(), ledger())
    return RetireDependencies(*stores, policies(), catalogue(), pause(), clock())


def retire_scopes_dependencies(out_of_time: Callable[[], bool]) -> RetireScopesDependencies:
    """What a step of retiring scopes needs, without an aggregator too; `out_of_time` says when it has to end."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.config_aggregator import ConfigAggregator
    from config_monitor.settings import RetireScopesSettings
    from config_monitor.use_cases.retire_scopes import RetireScopesDependencies

    name = RetireScopesSettings.from_environment().config_aggregator_name
    listed = ConfigAggregator(aws.client("config"), name).listed if name else None
    return RetireScopesDependencies(retire_dependencies(), agent_register(), listed, out_of_time)


@cache
def exception_statuses() -> ExceptionStatuses:
    """The statuses of exceptions in the table of the environment."""
    from config_monitor.adapters.dynamodb.exception_statuses import DynamoDBExceptionStatuses

    return DynamoDBExceptionStatuses(table())


def reapply_dependencies(out_of_time: Callable[[], bool]) -> ReapplyDependencies:
    """What a step of reapplying the policy needs; `out_of_time` says when it has to end."""
    from config_monitor.adapters.dynamodb.current_incidents import DynamoDBOpenIncidents
    from config_monitor.use_cases.reapply_policy import ReapplyDependencies

    decided_by = (policies(), catalogue())
    return ReapplyDependencies(
        violations_by_scope(),
        DynamoDBOpenIncidents(table()),
        exception_statuses(),
        ledger(),
        *decided_by,
        pause(),
        clock(),
        out_of_time,
        overrides(),
        rules(),
        agent_register(),
    )


def incident_dependencies(out_of_time: Callable[[], bool]) -> IncidentDependencies:
    """What updating incidents by time needs; `out_of_time` says when it has to end."""
    from config_monitor.adapters.dynamodb.current_incidents import DynamoDBDueIncidents
    from config_monitor.use_cases.update_incidents import IncidentDependencies

    decided_by = (policies(), overrides())
    return IncidentDependencies(DynamoDBDueIncidents(table()), ledger(), *decided_by, pause(), clock(), out_of_time)


def follow_up_dependencies(out_of_time: Callable[[], bool]) -> FollowUpDependencies:
    """What reminding of deadlines needs; `out_of_time` says when it has to end."""
    from config_monitor.adapters.dynamodb.follow_ups import DynamoDBFollowUps
    from config_monitor.use_cases.follow_up_alerts import FollowUpDependencies

    decided_by = (policies(), overrides(), catalogue(), rules())
    return FollowUpDependencies(
        DynamoDBFollowUps(table()), ledger(), alerts(), *decided_by, pause(), clock(), out_of_time
    )
