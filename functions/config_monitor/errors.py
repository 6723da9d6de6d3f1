"""Every error the package raises on purpose.

ConfigMonitorError
├── RejectedEvent       the event breaks the shape its service documents; it goes to the dead-letter queue
├── InvalidPolicy       policy.yaml does not say what a policy may say
├── InvalidSettings     a Lambda's environment lacks something it needs
├── InvalidQuestion     a request to the API with parameters that are wrong, each named with the reason
├── InvalidCursor       a cursor that was not given out for this question
├── StorageBusy         the table would not take a write after all retries; Step Functions tries again
└── SlackError          Slack did not take a message; subclasses say what it means for the next try
    ├── SlackUnavailable    429, 5xx, time-out or reset before Slack took it: try again after `retry_after` seconds
    ├── SlackUnanswered     Slack may have taken it but did not say so: trying again may tell twice
    └── SlackRefused        Slack will never take this one as it is (channel_not_found, invalid_blocks, ...)
"""

from collections.abc import Sequence
from typing import NamedTuple


class ConfigMonitorError(Exception):
    """The root: anything the package raises on purpose."""


class RejectedEvent(ConfigMonitorError):
    """An event that breaks the shape its service documents; the message says which field and why."""


class InvalidPolicy(ConfigMonitorError):
    """A policy that does not say what a policy may say; the message names the line and the reason."""


class InvalidSettings(ConfigMonitorError):
    """An environment that lacks what a function needs; the message names the variable."""


class Reason(NamedTuple):
    """What is wrong with a parameter; `reason` completes the sentence that `field` begins."""

    field: str
    reason: str


class InvalidQuestion(ConfigMonitorError):
    """Parameters that cannot be understood."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__("; ".join(f"{reason.field} {reason.reason}" for reason in reasons))
        self.reasons = list(reasons)


class InvalidCursor(ConfigMonitorError):
    """A cursor that was changed, made up or given out for another question; the message completes `cursor ...`."""


class StorageBusy(ConfigMonitorError):
    """The table refused a write after all retries: throttled, or changed by others each time."""


class SlackError(ConfigMonitorError):
    """Slack did not take a message."""


class SlackUnavailable(SlackError):
    """Slack was not there or too busy, and took nothing; `retry_after` is in seconds, None when Slack did not say."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class SlackUnanswered(SlackError):
    """Slack had the whole request and did not answer: it may have taken it."""


class SlackRefused(SlackError):
    """Slack will not take this message as it is; `code` is Slack's own word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack refused the message: {code}")
        self.code = code
