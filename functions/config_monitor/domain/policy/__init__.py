"""What the policy file may say, and what it decides: severity, channel, threshold, mutes and exceptions."""

from config_monitor.domain.policy.classification import (
    Classified,
    Route,
)
from config_monitor.domain.policy.decision import (
    Decision,
    decide,
)
from config_monitor.domain.policy.document import (
    DEFAULT_CHANNEL,
    Channel,
    Policy,
    SeverityWord,
)
from config_monitor.domain.policy.exceptions import (
    ExceptionStatus,
    exception_statuses,
    matching_exceptions,
)
from config_monitor.domain.policy.matching import (
    label,
)
from config_monitor.domain.policy.reapplication import (
    ReapplyCursor,
    ReapplyResult,
    reapplied,
)
from config_monitor.domain.policy.references import (
    wrong_references,
)
from config_monitor.domain.policy.routing import (
    exception_of,
    mute_of,
    route_of,
    severity_by_policy,
)
from config_monitor.domain.policy.subject import (
    Subject,
    subject_of_event,
    subject_of_violation,
)

__all__ = [
    "DEFAULT_CHANNEL",
    "Channel",
    "Classified",
    "Decision",
    "ExceptionStatus",
    "Policy",
    "ReapplyCursor",
    "ReapplyResult",
    "Route",
    "SeverityWord",
    "Subject",
    "decide",
    "exception_of",
    "exception_statuses",
    "label",
    "matching_exceptions",
    "mute_of",
    "reapplied",
    "route_of",
    "severity_by_policy",
    "subject_of_event",
    "subject_of_violation",
    "wrong_references",
]
