"""AWS Config rules: which names are copies of one rule, and what is known of the managed ones."""

from typing import TYPE_CHECKING

from config_monitor.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from config_monitor.domain.rules.guardrails import MANAGED_RULE_OF_GUARDRAIL as MANAGED_RULE_OF_GUARDRAIL
    from config_monitor.domain.rules.identity import LAST_WORDS as LAST_WORDS
    from config_monitor.domain.rules.identity import OTHER_NAMES as OTHER_NAMES
    from config_monitor.domain.rules.identity import canonical_rule as canonical_rule
    from config_monitor.domain.rules.known_rule import KnownRule as KnownRule
    from config_monitor.domain.rules.known_rule import OwnName as OwnName
    from config_monitor.domain.rules.known_rule import gone_rules as gone_rules
    from config_monitor.domain.rules.known_rule import renamed_to as renamed_to
    from config_monitor.domain.rules.known_rule import replaces as replaces
    from config_monitor.domain.rules.known_rule import with_listing as with_listing
    from config_monitor.domain.rules.managed_rule import BY_POLICY as BY_POLICY
    from config_monitor.domain.rules.managed_rule import BY_SOURCE as BY_SOURCE
    from config_monitor.domain.rules.managed_rule import UNLISTED as UNLISTED
    from config_monitor.domain.rules.managed_rule import UNLISTED_SEVERITY as UNLISTED_SEVERITY
    from config_monitor.domain.rules.managed_rule import ManagedRule as ManagedRule
    from config_monitor.domain.rules.rule_identity import facts_of_rule as facts_of_rule
    from config_monitor.domain.rules.rule_identity import is_managed as is_managed
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "guardrails": ["MANAGED_RULE_OF_GUARDRAIL"],
            "identity": ["LAST_WORDS", "OTHER_NAMES", "canonical_rule"],
            "known_rule": ["KnownRule", "OwnName", "gone_rules", "renamed_to", "replaces", "with_listing"],
            "managed_rule": ["BY_POLICY", "BY_SOURCE", "ManagedRule", "UNLISTED", "UNLISTED_SEVERITY"],
            "rule_identity": ["facts_of_rule", "is_managed"],
        },
    )
