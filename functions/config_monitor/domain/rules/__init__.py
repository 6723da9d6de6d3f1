"""AWS Config rules: which names are copies of one rule, and what is known of the managed ones."""

from config_monitor.domain.rules.guardrails import (
    MANAGED_RULE_OF_GUARDRAIL,
)
from config_monitor.domain.rules.identity import (
    LAST_WORDS,
    OTHER_NAMES,
    canonical_rule,
)
from config_monitor.domain.rules.managed_rule import (
    BY_POLICY,
    BY_SOURCE,
    UNLISTED,
    UNLISTED_SEVERITY,
    ManagedRule,
)

__all__ = [
    "BY_POLICY",
    "BY_SOURCE",
    "LAST_WORDS",
    "MANAGED_RULE_OF_GUARDRAIL",
    "OTHER_NAMES",
    "UNLISTED",
    "UNLISTED_SEVERITY",
    "ManagedRule",
    "canonical_rule",
]
