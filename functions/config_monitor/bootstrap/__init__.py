"""The only place that picks adapters: each function's ports, made from its settings at the first call.

Adapters are imported where they are made, so that no function pays at its cold start for what another one uses.
"""

from config_monitor.bootstrap.actions import (
    act_dependencies,
    action_starter,
    receive_dependencies,
    slack_bot,
    slack_receiver,
    whispers,
    workspace,
)
from config_monitor.bootstrap.notifications import alert_sender, alerts, slack_secret
from config_monitor.bootstrap.processing import (
    agent_register,
    catalogue,
    event_reader,
    ledger,
    overrides,
    policies,
    resources,
    rules,
)
from config_monitor.bootstrap.queries import (
    coverage_dependencies,
    current_incidents,
    current_violations,
    cursor_key,
    evaluated_rules,
    export_store,
    history,
    managed_rules,
)
from config_monitor.bootstrap.reconciliation import (
    exception_statuses,
    follow_up_dependencies,
    incident_dependencies,
    inventory_dependencies,
    reapply_dependencies,
    reconciler,
    repairs,
    retire_scopes_dependencies,
    retirement_log,
    violations_by_scope,
)
from config_monitor.bootstrap.reports import (
    aggregate_settings,
    figures_store,
    merge_dependencies,
    report_dependencies,
    report_rows,
    team_days,
)
from config_monitor.bootstrap.runtime import clock, pause, table

__all__ = [
    "act_dependencies",
    "action_starter",
    "agent_register",
    "aggregate_settings",
    "alert_sender",
    "alerts",
    "catalogue",
    "clock",
    "coverage_dependencies",
    "current_incidents",
    "current_violations",
    "cursor_key",
    "evaluated_rules",
    "event_reader",
    "exception_statuses",
    "export_store",
    "figures_store",
    "follow_up_dependencies",
    "history",
    "incident_dependencies",
    "inventory_dependencies",
    "ledger",
    "managed_rules",
    "merge_dependencies",
    "overrides",
    "pause",
    "policies",
    "reapply_dependencies",
    "receive_dependencies",
    "reconciler",
    "repairs",
    "report_dependencies",
    "report_rows",
    "resources",
    "retire_scopes_dependencies",
    "retirement_log",
    "rules",
    "slack_bot",
    "slack_receiver",
    "slack_secret",
    "table",
    "team_days",
    "violations_by_scope",
    "whispers",
    "workspace",
]
