"""What may be asked of history and of violations, and which index answers it."""

from config_monitor.domain.queries.compliance_summary import (
    EVERYBODY,
    Earlier,
    Summary,
    summary,
)
from config_monitor.domain.queries.cursor import (
    read_cursor,
    write_cursor,
)
from config_monitor.domain.queries.event_query import (
    MAX_KEY_BYTES,
    STATUS_PATTERN,
    EventQuery,
    ListQuery,
    NoParameters,
    plan,
)
from config_monitor.domain.queries.export import (
    ExportRequest,
    Form,
    Layout,
    as_text,
)
from config_monitor.domain.queries.index_plan import (
    Plan,
)
from config_monitor.domain.queries.violation_query import (
    ListedViolation,
    ViolationDetail,
    ViolationQuery,
    plan_violations,
    violation_id,
    violation_key_of,
)

__all__ = [
    "EVERYBODY",
    "MAX_KEY_BYTES",
    "STATUS_PATTERN",
    "Earlier",
    "EventQuery",
    "ExportRequest",
    "Form",
    "Layout",
    "ListQuery",
    "ListedViolation",
    "NoParameters",
    "Plan",
    "Summary",
    "ViolationDetail",
    "ViolationQuery",
    "as_text",
    "plan",
    "plan_violations",
    "read_cursor",
    "summary",
    "violation_id",
    "violation_key_of",
    "write_cursor",
]
