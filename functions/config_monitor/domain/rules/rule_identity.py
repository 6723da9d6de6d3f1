"""What a rule is: the managed rule that the inventory or its name says, or the house's own."""

from config_monitor.domain.events import EventFact, InventoryRule, one_line
from config_monitor.domain.rules.managed_rule import ManagedRule

# Rules whose parameters say what is wrong: which ports, which tags.
SHOWN_PARAMETERS = frozenset(
    {
        *("access-keys-rotated", "approved-amis-by-id", "approved-amis-by-tag", "desired-instance-type"),
        *("iam-password-policy", "required-tags", "restricted-common-ports"),
        "vpc-sg-open-only-to-authorized-ports",
    }
)
_SHOWN = 400


def is_managed(listed: InventoryRule) -> bool:
    """Whether a listed rule is AWS's, or a service's, so that the catalogue may know it."""
    return listed.owner not in ("CUSTOM_LAMBDA", "CUSTOM_POLICY") or listed.created_by is not None


def facts_of_rule(listed: InventoryRule, managed: ManagedRule | None) -> tuple[EventFact, ...]:
    """What a message shows of a rule: what evaluates a custom one, and parameters that say what is wrong."""
    evaluator = None
    if listed.owner == "CUSTOM_LAMBDA" and listed.source_identifier:
        evaluator = f"Lambda function {listed.source_identifier.rpartition(':')[2]}"
    elif listed.owner == "CUSTOM_POLICY":
        evaluator = f"Guard policy of the rule {listed.name}"
    shown = managed is None or managed.name in SHOWN_PARAMETERS
    parameters = ", ".join(f"{name}: {value}" for name, value in sorted(listed.parameters.items())) if shown else ""
    stated = (("Evaluated by", evaluator), ("Parameters", parameters))
    return tuple(EventFact(label=label, value=one_line(value, _SHOWN)) for label, value in stated if value)
