"""How long something may be open by the policy, and who is notified when it is longer."""

from typing import NamedTuple

from config_monitor.domain.events import Severity
from config_monitor.domain.policy.document import Policy
from config_monitor.domain.policy.matching import matches
from config_monitor.domain.policy.subject import Subject

DEFAULT_DAYS = {Severity.CRITICAL: 1, Severity.HIGH: 7, Severity.MEDIUM: 30, Severity.LOW: 90}


class Deadline(NamedTuple):
    """Days from when it opened and was known, None for no deadline; and what happens when they are over."""

    days: int | None
    mention_channel: bool = False
    escalate_to: str | None = None


def deadline_of(policy: Policy, subject: Subject, severity: Severity) -> Deadline:
    """By the first entry that matches; where there is none, by severity alone."""
    default = DEFAULT_DAYS.get(severity)
    for entry in policy.deadlines:
        if matches(policy, entry, subject) and (entry.severity is None or severity >= entry.severity):
            days = None if entry.days == "off" else entry.days or default
            return Deadline(days, entry.mention_channel, entry.escalate_to)
    return Deadline(default)
