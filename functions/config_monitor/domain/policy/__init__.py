"""What the policy file may say, and what it decides: severity, channel, threshold, mutes and exceptions."""

from config_monitor.domain.policy.classification import (
    Classified,
    Route,
)
from config_monitor.domain.policy.document import (
    DEFAULT_CHANNEL,
    Channel,
    Policy,
    SeverityWord,
    dangling,
)
from config_monitor.domain.policy.exceptions import (
    ExceptionStatus,
    about,
    standing,
)
from config_monitor.domain.policy.reapplication import (
    ReapplyCursor,
    ReapplyResult,
    event_of,
    reapplied,
)
from config_monitor.domain.policy.routing import (
    Subject,
    exception_of,
    mute_of,
    route_of,
    severity_by_policy,
    subject_of,
)

__all__ = [
    "DEFAULT_CHANNEL",
    "Channel",
    "Classified",
    "ExceptionStatus",
    "Policy",
    "ReapplyCursor",
    "ReapplyResult",
    "Route",
    "SeverityWord",
    "Subject",
    "about",
    "dangling",
    "event_of",
    "exception_of",
    "mute_of",
    "reapplied",
    "route_of",
    "severity_by_policy",
    "standing",
    "subject_of",
]
