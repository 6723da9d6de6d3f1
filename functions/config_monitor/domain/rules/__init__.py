"""AWS Config rules: which names are copies of one rule, and what is known of the managed ones."""

from config_monitor.domain.rules.guardrails import (
    MANAGED_RULE_OF_GUARDRAIL,
)
from config_monitor.domain.rules.identity import (
    LAST_WORDS,
    OTHER_NAMES,
    canonical_rule,
)
from config_monitor.domain.rules.known_rule import (
    KnownRule,
    OwnName,
    gone_rules,
    renamed_to,
    replaces,
    with_listing,
)
from config_monitor.domain.rules.managed_rule import (
    BY_POLICY,
    BY_SOURCE,
    UNLISTED,
    UNLISTED_SEVERITY,
    ManagedRule,
)
from config_monitor.domain.rules.rule_identity import (
    facts_of_rule,
    is_managed,
)

__all__ = [
    "BY_POLICY",
    "BY_SOURCE",
    "LAST_WORDS",
    "MANAGED_RULE_OF_GUARDRAIL",
    "OTHER_NAMES",
    "UNLISTED",
    "UNLISTED_SEVERITY",
    "KnownRule",
    "ManagedRule",
    "OwnName",
    "canonical_rule",
    "facts_of_rule",
    "gone_rules",
    "is_managed",
    "renamed_to",
    "replaces",
    "with_listing",
]
