"""The reason why something is not notified at once: returned by the function that decides, stored, and shown."""

from dataclasses import dataclass
from enum import StrEnum


class ReasonCode(StrEnum):
    """The kinds of reasons; log queries and filters use these values."""

    BELOW_THRESHOLD = "below_threshold"
    MUTED = "muted"
    EXCEPTED = "excepted"
    BASELINE = "baseline"
    DUPLICATE = "duplicate"
    UNCHANGED = "unchanged"
    OUTDATED = "outdated"
    RECONCILED_LATE = "reconciled_late"
    OPENING_NOT_NOTIFIED = "opening_not_notified"
    SUPPRESSED_BY_SOURCE = "suppressed_by_source"
    ENDED_BEFORE_KNOWN = "ended_before_known"
    HEARTBEAT = "heartbeat"
    ACTION = "action"
    RULE_INVENTORY = "rule_inventory"
    GROUPED = "grouped"
    FLAPPING = "flapping"
    RATE_LIMITED = "rate_limited"
    NOT_DELIVERED = "not_delivered"


# No model: its constants would build a validator at each cold start.
@dataclass(frozen=True)
class Reason:
    """One reason; the sentence, without markup, names the threshold, the policy's entry or the instant that decided."""

    code: ReasonCode
    sentence: str


def sentence(text: str) -> str:
    """Words that end with what somebody wrote, which may or may not end as a sentence does, as a sentence."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
