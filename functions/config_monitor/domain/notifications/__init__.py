"""Notifications: alerts, how far their delivery has come, and what people read of them."""

from config_monitor.domain.notifications.alert import (
    Alert,
    alert_of_event,
)
from config_monitor.domain.notifications.alert_summary import (
    SIZES,
    AlertSummary,
    summarise_alerts,
)
from config_monitor.domain.notifications.delivery import (
    LEASE_SECONDS,
    Backlog,
    Batch,
    Delivery,
    DueMessages,
    Receipt,
    SentAs,
    SummaryKind,
    Waiting,
    due_messages,
    resolutions_of,
    retry_after,
    waiting_in_all,
)
from config_monitor.domain.notifications.delivery_reason import (
    NotificationState,
    delivery_reason,
)
from config_monitor.domain.notifications.incident_alert import (
    notify_incident,
)
from config_monitor.domain.notifications.message_context import (
    MessageContext,
    alert_context,
    flapping_context,
    resolution_context,
    resolutions_context,
    summary_context,
)
from config_monitor.domain.notifications.not_notified import (
    BASELINE,
    DUPLICATE,
    HEARTBEAT,
    KNOWN_EVALUATION,
    NO_VIOLATION,
    reason_of_change,
)
from config_monitor.domain.notifications.notification import (
    Attributes,
    Fact,
    Image,
    Line,
    Notification,
    Section,
    Span,
    State,
    code,
    joined,
    line,
    link,
    one_text,
    strip_invisible,
    strong,
    text,
    truncate,
)
from config_monitor.domain.notifications.reapplied_alert import (
    notify_reapplied,
)
from config_monitor.domain.notifications.violation_alert import (
    notify_change,
)

__all__ = [
    "BASELINE",
    "DUPLICATE",
    "HEARTBEAT",
    "KNOWN_EVALUATION",
    "LEASE_SECONDS",
    "NO_VIOLATION",
    "SIZES",
    "Alert",
    "AlertSummary",
    "Attributes",
    "Backlog",
    "Batch",
    "Delivery",
    "DueMessages",
    "Fact",
    "Image",
    "Line",
    "MessageContext",
    "Notification",
    "NotificationState",
    "Receipt",
    "Section",
    "SentAs",
    "Span",
    "State",
    "SummaryKind",
    "Waiting",
    "alert_context",
    "alert_of_event",
    "code",
    "delivery_reason",
    "due_messages",
    "flapping_context",
    "joined",
    "line",
    "link",
    "notify_change",
    "notify_incident",
    "notify_reapplied",
    "one_text",
    "reason_of_change",
    "resolution_context",
    "resolutions_context",
    "resolutions_of",
    "retry_after",
    "strip_invisible",
    "strong",
    "summarise_alerts",
    "summary_context",
    "text",
    "truncate",
    "waiting_in_all",
]
