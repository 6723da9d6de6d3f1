"""Notifications: alerts, how far their delivery has come, and what people read of them."""

from typing import TYPE_CHECKING

from config_monitor.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from config_monitor.domain.notifications.alert import Alert as Alert
    from config_monitor.domain.notifications.alert_summary import SIZES as SIZES
    from config_monitor.domain.notifications.alert_summary import summarise_alerts as summarise_alerts
    from config_monitor.domain.notifications.alert_words import ways as ways
    from config_monitor.domain.notifications.constant_reasons import BASELINE as BASELINE
    from config_monitor.domain.notifications.constant_reasons import DUPLICATE as DUPLICATE
    from config_monitor.domain.notifications.constant_reasons import HEARTBEAT as HEARTBEAT
    from config_monitor.domain.notifications.constant_reasons import KNOWN_EVALUATION as KNOWN_EVALUATION
    from config_monitor.domain.notifications.constant_reasons import NO_VIOLATION as NO_VIOLATION
    from config_monitor.domain.notifications.constant_reasons import RECONCILED_LATE as RECONCILED_LATE
    from config_monitor.domain.notifications.constant_reasons import RULE_INVENTORY as RULE_INVENTORY
    from config_monitor.domain.notifications.constant_reasons import TOO_MANY_COPIES as TOO_MANY_COPIES
    from config_monitor.domain.notifications.delivery import LEASE_SECONDS as LEASE_SECONDS
    from config_monitor.domain.notifications.delivery import MOST_REFERENCES as MOST_REFERENCES
    from config_monitor.domain.notifications.delivery import Backlog as Backlog
    from config_monitor.domain.notifications.delivery import Batch as Batch
    from config_monitor.domain.notifications.delivery import Delivery as Delivery
    from config_monitor.domain.notifications.delivery import DueMessages as DueMessages
    from config_monitor.domain.notifications.delivery import Receipt as Receipt
    from config_monitor.domain.notifications.delivery import SentAs as SentAs
    from config_monitor.domain.notifications.delivery import SummaryAction as SummaryAction
    from config_monitor.domain.notifications.delivery import SummaryKind as SummaryKind
    from config_monitor.domain.notifications.delivery import Waiting as Waiting
    from config_monitor.domain.notifications.delivery import due_messages as due_messages
    from config_monitor.domain.notifications.delivery import pause_after_unanswered as pause_after_unanswered
    from config_monitor.domain.notifications.delivery import pause_while_away as pause_while_away
    from config_monitor.domain.notifications.delivery import reference_of as reference_of
    from config_monitor.domain.notifications.delivery import resolutions_of as resolutions_of
    from config_monitor.domain.notifications.delivery import retry_after as retry_after
    from config_monitor.domain.notifications.delivery import waiting_in_all as waiting_in_all
    from config_monitor.domain.notifications.delivery_reasons import NotificationState as NotificationState
    from config_monitor.domain.notifications.delivery_reasons import delivery_reason as delivery_reason
    from config_monitor.domain.notifications.event_alert import alert_of_event as alert_of_event
    from config_monitor.domain.notifications.follow_up_alert import notify_follow_up as notify_follow_up
    from config_monitor.domain.notifications.follow_up_alert import unmuted_alert as unmuted_alert
    from config_monitor.domain.notifications.incident_alert import left_to_digest as left_to_digest
    from config_monitor.domain.notifications.incident_alert import notify_incident as notify_incident
    from config_monitor.domain.notifications.incident_alert import (
        notify_reapplied_incident as notify_reapplied_incident,
    )
    from config_monitor.domain.notifications.message_context import MessageContext as MessageContext
    from config_monitor.domain.notifications.message_context import alert_context as alert_context
    from config_monitor.domain.notifications.message_context import batch_context as batch_context
    from config_monitor.domain.notifications.message_context import flapping_context as flapping_context
    from config_monitor.domain.notifications.message_context import resolution_context as resolution_context
    from config_monitor.domain.notifications.message_context import resolutions_context as resolutions_context
    from config_monitor.domain.notifications.message_context import summary_context as summary_context
    from config_monitor.domain.notifications.message_context import updates_context as updates_context
    from config_monitor.domain.notifications.not_notified import reason_of_change as reason_of_change
    from config_monitor.domain.notifications.not_notified import reason_of_incident as reason_of_incident
    from config_monitor.domain.notifications.notification import Button as Button
    from config_monitor.domain.notifications.notification import Fact as Fact
    from config_monitor.domain.notifications.notification import Image as Image
    from config_monitor.domain.notifications.notification import Line as Line
    from config_monitor.domain.notifications.notification import Notification as Notification
    from config_monitor.domain.notifications.notification import Section as Section
    from config_monitor.domain.notifications.notification import Span as Span
    from config_monitor.domain.notifications.notification import State as State
    from config_monitor.domain.notifications.notification import code as code
    from config_monitor.domain.notifications.notification import joined as joined
    from config_monitor.domain.notifications.notification import line as line
    from config_monitor.domain.notifications.notification import link as link
    from config_monitor.domain.notifications.notification import one_text as one_text
    from config_monitor.domain.notifications.notification import strong as strong
    from config_monitor.domain.notifications.notification import text as text
    from config_monitor.domain.notifications.notification import truncate as truncate
    from config_monitor.domain.notifications.reapplied_alert import notify_reapplied as notify_reapplied
    from config_monitor.domain.notifications.reapplied_alert import notify_unmuted as notify_unmuted
    from config_monitor.domain.notifications.reminders import reminders_context as reminders_context
    from config_monitor.domain.notifications.rule_deleted_alert import notify_rule_deleted as notify_rule_deleted
    from config_monitor.domain.notifications.storm import Storm as Storm
    from config_monitor.domain.notifications.storm import group_id as group_id
    from config_monitor.domain.notifications.storm import new_storm as new_storm
    from config_monitor.domain.notifications.violation_alert import changed_alert as changed_alert
    from config_monitor.domain.notifications.violation_alert import notify_change as notify_change
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "alert": ["Alert"],
            "alert_summary": ["SIZES", "summarise_alerts"],
            "alert_words": ["ways"],
            "constant_reasons": [
                "BASELINE",
                "DUPLICATE",
                "HEARTBEAT",
                "KNOWN_EVALUATION",
                "NO_VIOLATION",
                "RECONCILED_LATE",
                "RULE_INVENTORY",
                "TOO_MANY_COPIES",
            ],
            "delivery": [
                "Backlog",
                "Batch",
                "Delivery",
                "DueMessages",
                "LEASE_SECONDS",
                "MOST_REFERENCES",
                "Receipt",
                "SentAs",
                "SummaryAction",
                "SummaryKind",
                "Waiting",
                "due_messages",
                "pause_after_unanswered",
                "pause_while_away",
                "reference_of",
                "resolutions_of",
                "retry_after",
                "waiting_in_all",
            ],
            "delivery_reasons": ["NotificationState", "delivery_reason"],
            "event_alert": ["alert_of_event"],
            "follow_up_alert": ["notify_follow_up", "unmuted_alert"],
            "incident_alert": ["left_to_digest", "notify_incident", "notify_reapplied_incident"],
            "message_context": [
                "MessageContext",
                "alert_context",
                "batch_context",
                "flapping_context",
                "resolution_context",
                "resolutions_context",
                "summary_context",
                "updates_context",
            ],
            "not_notified": ["reason_of_change", "reason_of_incident"],
            "notification": [
                "Button",
                "Fact",
                "Image",
                "Line",
                "Notification",
                "Section",
                "Span",
                "State",
                "code",
                "joined",
                "line",
                "link",
                "one_text",
                "strong",
                "text",
                "truncate",
            ],
            "reapplied_alert": ["notify_reapplied", "notify_unmuted"],
            "reminders": ["reminders_context"],
            "rule_deleted_alert": ["notify_rule_deleted"],
            "storm": ["Storm", "group_id", "new_storm"],
            "violation_alert": ["changed_alert", "notify_change"],
        },
    )
