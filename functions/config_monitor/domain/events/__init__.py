"""Events of any source, with their severity, time and console page."""

from typing import TYPE_CHECKING

from config_monitor.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from config_monitor.domain.events.console_links import alarm_url as alarm_url
    from config_monitor.domain.events.console_links import bucket_object_url as bucket_object_url
    from config_monitor.domain.events.console_links import config_resource_details_url as config_resource_details_url
    from config_monitor.domain.events.console_links import config_resource_url as config_resource_url
    from config_monitor.domain.events.console_links import config_rule_url as config_rule_url
    from config_monitor.domain.events.console_links import config_settings_url as config_settings_url
    from config_monitor.domain.events.console_links import guardduty_url as guardduty_url
    from config_monitor.domain.events.console_links import health_url as health_url
    from config_monitor.domain.events.console_links import logs_insights_url as logs_insights_url
    from config_monitor.domain.events.console_links import stack_set_url as stack_set_url
    from config_monitor.domain.events.console_links import stack_url as stack_url
    from config_monitor.domain.events.event import CONFIG_COMPLIANCE as CONFIG_COMPLIANCE
    from config_monitor.domain.events.event import CONFIG_ITEM as CONFIG_ITEM
    from config_monitor.domain.events.event import RETENTION_DAYS as RETENTION_DAYS
    from config_monitor.domain.events.event import RETENTION_SECONDS as RETENTION_SECONDS
    from config_monitor.domain.events.event import ComplianceStatus as ComplianceStatus
    from config_monitor.domain.events.event import Evaluation as Evaluation
    from config_monitor.domain.events.event import Event as Event
    from config_monitor.domain.events.event import Parsed as Parsed
    from config_monitor.domain.events.event import Removal as Removal
    from config_monitor.domain.events.fact import EventFact as EventFact
    from config_monitor.domain.events.fact import facts as facts
    from config_monitor.domain.events.heartbeat import Heartbeat as Heartbeat
    from config_monitor.domain.events.heartbeat import Recorder as Recorder
    from config_monitor.domain.events.heartbeat import Rules as Rules
    from config_monitor.domain.events.incident_report import AFFECTED as AFFECTED
    from config_monitor.domain.events.incident_report import EndedAs as EndedAs
    from config_monitor.domain.events.incident_report import IncidentReport as IncidentReport
    from config_monitor.domain.events.incident_report import Phase as Phase
    from config_monitor.domain.events.incident_report import listed as listed
    from config_monitor.domain.events.incident_report import with_entities as with_entities
    from config_monitor.domain.events.instants import LATEST as LATEST
    from config_monitor.domain.events.instants import between as between
    from config_monitor.domain.events.instants import duration_words as duration_words
    from config_monitor.domain.events.instants import format_instant as format_instant
    from config_monitor.domain.events.instants import format_minute as format_minute
    from config_monitor.domain.events.instants import from_epoch as from_epoch
    from config_monitor.domain.events.instants import last_day as last_day
    from config_monitor.domain.events.instants import parse_instant as parse_instant
    from config_monitor.domain.events.instants import to_epoch as to_epoch
    from config_monitor.domain.events.keys import IDENTITY_BYTES as IDENTITY_BYTES
    from config_monitor.domain.events.keys import KEY_BYTES as KEY_BYTES
    from config_monitor.domain.events.keys import RULE_BYTES as RULE_BYTES
    from config_monitor.domain.events.keys import bounded_key as bounded_key
    from config_monitor.domain.events.keys import key_fault as key_fault
    from config_monitor.domain.events.keys import pair_key as pair_key
    from config_monitor.domain.events.partitions import REGIONS as REGIONS
    from config_monitor.domain.events.partitions import is_region as is_region
    from config_monitor.domain.events.partitions import partition_of as partition_of
    from config_monitor.domain.events.resource_facts import PropertyChange as PropertyChange
    from config_monitor.domain.events.resource_facts import ResourceChange as ResourceChange
    from config_monitor.domain.events.resource_facts import ResourceFacts as ResourceFacts
    from config_monitor.domain.events.rule_inventory import InventoryRule as InventoryRule
    from config_monitor.domain.events.rule_inventory import RuleInventory as RuleInventory
    from config_monitor.domain.events.sanitizing import CUT_MARK as CUT_MARK
    from config_monitor.domain.events.sanitizing import MAX_DEPTH as MAX_DEPTH
    from config_monitor.domain.events.sanitizing import fitted as fitted
    from config_monitor.domain.events.sanitizing import marked as marked
    from config_monitor.domain.events.sanitizing import one_line as one_line
    from config_monitor.domain.events.sanitizing import size as size
    from config_monitor.domain.events.sanitizing import storable as storable
    from config_monitor.domain.events.sanitizing import visible_line as visible_line
    from config_monitor.domain.events.scheduled_change import IMMINENT as IMMINENT
    from config_monitor.domain.events.scheduled_change import begins_soon as begins_soon
    from config_monitor.domain.events.scopes import GLOBAL as GLOBAL
    from config_monitor.domain.events.scopes import Scope as Scope
    from config_monitor.domain.events.scopes import region_of_pair as region_of_pair
    from config_monitor.domain.events.severity import Severity as Severity
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "console_links": [
                "alarm_url",
                "bucket_object_url",
                "config_resource_details_url",
                "config_resource_url",
                "config_rule_url",
                "config_settings_url",
                "guardduty_url",
                "health_url",
                "logs_insights_url",
                "stack_set_url",
                "stack_url",
            ],
            "event": [
                "CONFIG_COMPLIANCE",
                "CONFIG_ITEM",
                "ComplianceStatus",
                "Evaluation",
                "Event",
                "Parsed",
                "RETENTION_DAYS",
                "RETENTION_SECONDS",
                "Removal",
            ],
            "fact": ["EventFact", "facts"],
            "heartbeat": ["Heartbeat", "Recorder", "Rules"],
            "incident_report": ["AFFECTED", "EndedAs", "IncidentReport", "Phase", "listed", "with_entities"],
            "instants": [
                "LATEST",
                "between",
                "duration_words",
                "format_instant",
                "format_minute",
                "from_epoch",
                "last_day",
                "parse_instant",
                "to_epoch",
            ],
            "keys": ["IDENTITY_BYTES", "KEY_BYTES", "RULE_BYTES", "bounded_key", "key_fault", "pair_key"],
            "partitions": ["REGIONS", "is_region", "partition_of"],
            "resource_facts": ["PropertyChange", "ResourceChange", "ResourceFacts"],
            "rule_inventory": ["InventoryRule", "RuleInventory"],
            "sanitizing": ["CUT_MARK", "MAX_DEPTH", "fitted", "marked", "one_line", "size", "storable", "visible_line"],
            "scheduled_change": ["IMMINENT", "begins_soon"],
            "scopes": ["GLOBAL", "Scope", "region_of_pair"],
            "severity": ["Severity"],
        },
    )
