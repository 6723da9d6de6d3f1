"""What is heard: an event of any source, how severe it is, when it was, and where its console page is."""

from config_monitor.domain.events.console_links import (
    alarm_url,
    config_resource_details_url,
    config_resource_url,
    config_rule_url,
    config_settings_url,
    guardduty_url,
    health_url,
    logs_insights_url,
    stack_set_url,
    stack_url,
)
from config_monitor.domain.events.event import (
    CONFIG_COMPLIANCE,
    CONFIG_ITEM,
    RETENTION_SECONDS,
    ComplianceStatus,
    Evaluation,
    Event,
    Parsed,
    Removal,
)
from config_monitor.domain.events.fact import Fact, facts
from config_monitor.domain.events.heartbeat import Heartbeat, Recorder, Rules
from config_monitor.domain.events.incident_report import EndedAs, IncidentReport, Phase, bounded_key
from config_monitor.domain.events.instants import (
    between,
    duration_words,
    format_instant,
    from_epoch,
    parse_instant,
    to_epoch,
)
from config_monitor.domain.events.partitions import REGIONS, is_region, partition_of
from config_monitor.domain.events.rule_inventory import InventoryRule, RuleInventory
from config_monitor.domain.events.sanitizing import (
    CUT_MARK,
    MAX_DEPTH,
    fitted,
    marked,
    one_line,
    size,
    storable,
)
from config_monitor.domain.events.scheduled_change import begins_soon, format_minute
from config_monitor.domain.events.severity import (
    Severity,
)

__all__ = [
    "CONFIG_COMPLIANCE",
    "CONFIG_ITEM",
    "CUT_MARK",
    "MAX_DEPTH",
    "REGIONS",
    "RETENTION_SECONDS",
    "ComplianceStatus",
    "EndedAs",
    "Evaluation",
    "Event",
    "Fact",
    "Heartbeat",
    "IncidentReport",
    "InventoryRule",
    "Parsed",
    "Phase",
    "Recorder",
    "Removal",
    "RuleInventory",
    "Rules",
    "Severity",
    "alarm_url",
    "begins_soon",
    "between",
    "bounded_key",
    "config_resource_details_url",
    "config_resource_url",
    "config_rule_url",
    "config_settings_url",
    "duration_words",
    "facts",
    "fitted",
    "format_instant",
    "format_minute",
    "from_epoch",
    "guardduty_url",
    "health_url",
    "is_region",
    "logs_insights_url",
    "marked",
    "one_line",
    "parse_instant",
    "partition_of",
    "size",
    "stack_set_url",
    "stack_url",
    "storable",
    "to_epoch",
]
