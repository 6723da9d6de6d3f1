"""Which managed rule an evaluated rule is: by the source identifier that its inventory gives, else by its name."""

from typing import TYPE_CHECKING, NamedTuple

from config_monitor.domain.events import EventFact, InventoryRule
from config_monitor.domain.rules import ManagedRule, facts_of_rule, is_managed
from config_monitor.ports import Catalogue, RuleLookup

if TYPE_CHECKING:
    from config_monitor.domain.compliance import Violation


class IdentifiedRule(NamedTuple):
    """What is known of a rule; `managed_rule` is the name of `managed` where the rule's own name says otherwise."""

    managed: ManagedRule | None
    managed_rule: str | None = None
    description: str | None = None
    facts: tuple[EventFact, ...] = ()
    account_wide: bool = False


def identify_rule(
    scope: tuple[str, str], rule: str, raw_name: str, catalogue: Catalogue, rules: RuleLookup
) -> IdentifiedRule:
    """The rule of an account and region (`scope`), `rule` being its canonical name.

    Whether it is a check of the whole account is decided by the name alone: it is part of the violation's key, which an
    inventory may not change.
    """
    by_name = catalogue.find(rule)
    account_wide = bool(by_name and by_name.account_wide)
    known = rules.find(*scope, raw_name)
    if known is None or known.listed is None:
        return IdentifiedRule(by_name, account_wide=account_wide)
    managed = managed_rule_of(known.listed, rule, catalogue)
    return IdentifiedRule(
        managed,
        managed_rule=name_if_other(managed, rule),
        description=None if managed else known.listed.description,
        facts=facts_of_rule(known.listed, managed),
        account_wide=account_wide,
    )


def rule_of_violation(violation: "Violation", catalogue: Catalogue, rules: RuleLookup) -> IdentifiedRule:
    """The rule by the first of its copies that an inventory lists as a managed one under another name, if any does."""
    key = violation.key
    copies = violation.copies or [(key.region, key.rule_name)]
    by_copy = [identify_rule((key.account, region), key.rule_name, name, catalogue, rules) for region, name in copies]
    return next((rule for rule in by_copy if rule.managed_rule), by_copy[0])


def managed_rule_of(listed: InventoryRule, rule: str, catalogue: Catalogue) -> ManagedRule | None:
    """The catalogue's entry of a listed rule; a custom rule has none, even under a managed rule's name."""
    if not is_managed(listed):
        return None
    return catalogue.find_by_identifier(listed.source_identifier or "") or catalogue.find(rule)


def name_if_other(managed: ManagedRule | None, rule: str) -> str | None:
    """The managed rule's name where it is not the rule's canonical one."""
    return managed.name if managed and managed.name != rule else None
