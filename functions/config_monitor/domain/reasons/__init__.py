"""Why something is not notified at once: a code for machines and a sentence for people."""

from config_monitor.domain.reasons.reason import Reason, ReasonCode, sentence

__all__ = ["Reason", "ReasonCode", "sentence"]
