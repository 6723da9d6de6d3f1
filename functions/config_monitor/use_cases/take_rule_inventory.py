"""Take in one part of an agent's inventory of rules; once all parts are there, end or carry over what is gone.

Parts may come in any order and more than once; an older inventory after a newer one changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from config_monitor.domain.compliance import Persisted
from config_monitor.domain.events import Event, InventoryRule, RuleInventory
from config_monitor.domain.notifications import RULE_INVENTORY
from config_monitor.domain.rules import (
    KnownRule,
    OwnName,
    canonical_rule,
    gone_rules,
    renamed_to,
    replaces,
    with_listing,
)
from config_monitor.ports import Catalogue, Ledger, Pause, RuleRegister, ViolationsByScope
from config_monitor.use_cases.end_rule import carry_over, close_violations
from config_monitor.use_cases.identify_rule import managed_rule_of, name_if_other
from config_monitor.use_cases.optimistic_retry import retry_on_conflict


@dataclass(frozen=True)
class InventoryDependencies:
    """The ports of taking an inventory in, and the present."""

    rules: RuleRegister
    violations_by_scope: ViolationsByScope
    ledger: Ledger
    catalogue: Catalogue
    pause: Pause
    now: datetime


def take_rule_inventory(event: Event, inventory: RuleInventory, ports: InventoryDependencies) -> Persisted:
    """Store what the part lists; `duplicate` when it says nothing new. Raises StorageBusy when the table stays busy."""
    scope = (event.account, event.region)
    stored = retry_on_conflict(lambda: _store_part(scope, inventory, ports), ports.pause, f"inventory of {scope}")
    complete = retry_on_conflict(lambda: ports.rules.add_part(*scope, inventory), ports.pause, f"inventory of {scope}")
    if complete and complete >= inventory.taken_at and (stored or complete == inventory.taken_at):
        known = ports.rules.rules(*scope)
        for rule in gone_rules(known, complete):
            _end(rule, renamed_to(rule, known), complete, ports)
    return Persisted(outcome="stored" if stored else "duplicate", reason=RULE_INVENTORY)


def _store_part(scope: tuple[str, str], inventory: RuleInventory, ports: InventoryDependencies) -> int:
    """Write the rules of which the part says something new; how many they are."""
    known = ports.rules.listed(*scope, [rule.name for rule in inventory.rules])
    stored, own_names = 0, list[OwnName]()
    for listed in inventory.rules:
        canonical = canonical_rule(listed.name, listed.arn)
        if managed_rule := _other_identity(listed, canonical, ports.catalogue):
            own_names.append(OwnName(listed.name, canonical, managed_rule))
        before = known.get(listed.name) or KnownRule(account=scope[0], region=scope[1], name=listed.name)
        after = with_listing(before, listed, inventory.taken_at)
        if after is not before:
            if replaces(after, before) and before.seen_at:
                # What has been evaluated since the inventory before may be the new rule's.
                close_violations(before, before.seen_at, ports.violations_by_scope, ports.ledger, ports.now)
            ports.rules.store(before, after)
            stored += 1
    if own_names:
        ports.rules.keep_names(own_names, inventory.taken_at)
    return stored


def _other_identity(listed: InventoryRule, canonical: str, catalogue: Catalogue) -> str | None:
    """The managed rule that a rule of a name of its own is.

    A managed rule's name stands for that rule alone: what one account lists under it moves nothing of the others'.
    """
    if catalogue.find(canonical):
        return None
    return name_if_other(managed_rule_of(listed, canonical, catalogue), canonical)


def _end(rule: KnownRule, renamed: KnownRule | None, complete: str, ports: InventoryDependencies) -> None:
    """End a rule's violations, or carry them over; then remember that it is gone, so that a crash repeats the work."""

    def end() -> None:
        if renamed:
            carry_over(rule, renamed, complete, ports.violations_by_scope, ports.ledger, ports.now)
        else:
            close_violations(rule, complete, ports.violations_by_scope, ports.ledger, ports.now)
        ports.rules.store(rule, rule.model_copy(update={"gone_at": complete}))

    retry_on_conflict(end, ports.pause, f"the rule {rule.name}")
