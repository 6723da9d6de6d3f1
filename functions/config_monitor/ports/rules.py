"""The AWS Config rules of all accounts and regions, as their agents list them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.events import RuleInventory
    from config_monitor.domain.rules import KnownRule, OwnName


class RuleLookup(Protocol):
    """What a rule is by its agent's inventory; a change is seen within a minute."""

    def find(self, account: str, region: str, name: str) -> KnownRule | None:
        """A rule by its raw name; None when nothing is known of it."""
        ...

    def managed_rule_named(self, name: str) -> str | None:
        """The managed rule that rules of this name are by the inventory, where the name says otherwise; else None."""
        ...

    def listed_elsewhere(self, canonical: str) -> bool:
        """Whether violations of some rules of this canonical name are listed under a managed rule."""
        ...


class RuleRegister(RuleLookup, Protocol):
    """The rules of each scope (account and region), kept from inventories; reads are consistent."""

    def rules(self, account: str, region: str, at_most: int | None = None) -> list[KnownRule]:
        """All rules known in a scope, gone ones among them, or the first `at_most` by name."""
        ...

    def listed(self, account: str, region: str, names: Collection[str]) -> dict[str, KnownRule]:
        """Those of some rules of a scope that are known, by raw name."""
        ...

    def store(self, before: KnownRule, after: KnownRule) -> None:
        """Write what changed of a rule. Raises WriteConflict when others changed it meanwhile."""
        ...

    def keep_names(self, rules: Iterable[OwnName], taken_at: str) -> None:
        """Keep by which names of their own managed rules are asked for, for as long as history has their events."""
        ...

    def add_part(self, account: str, region: str, inventory: RuleInventory) -> str | None:
        """Note that a part has arrived; `taken_at` of the newest inventory of the scope that is complete, if any."""
        ...
