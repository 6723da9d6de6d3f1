"""What is known of an AWS Config rule in one account and region: from its agent's inventories and its evaluations."""

from datetime import timedelta
from typing import Any, NamedTuple

from pydantic import Field

from config_monitor.domain.events import InventoryRule, between
from config_monitor.domain.model import DomainModel

NEW_FOR = timedelta(hours=1)
"""How long after its first sign a rule is new: its first evaluations say what was there before it."""


class OwnName(NamedTuple):
    """A managed rule under a name of its owner's: as AWS Config has it, its canonical form, and the managed rule's."""

    raw_name: str
    canonical: str
    managed_rule: str


class KnownRule(DomainModel):
    """One rule under its raw name; times are stored instants. `listed` is None before an inventory named it."""

    account: str
    region: str
    name: str
    listed: InventoryRule | None = None
    seen_at: str | None = Field(default=None, description="`taken_at` of the newest inventory that lists it")
    first_listed_at: str | None = None
    first_evaluated_at: str | None = None
    gone_at: str | None = Field(default=None, description="`taken_at` of the inventory that no longer had it")

    @property
    def is_listed(self) -> bool:
        """Whether the newest inventory that could name it does."""
        return self.listed is not None and self.gone_at is None

    def is_new_at(self, evaluated_at: str) -> bool:
        """Whether an evaluation was made within an hour of the rule's first sign, so that it is part of a baseline."""
        signs = [sign for sign in (self.first_evaluated_at, self.first_listed_at) if sign]
        return not signs or between(min(*signs, evaluated_at), evaluated_at) <= NEW_FOR


def with_listing(before: KnownRule, listed: InventoryRule, taken_at: str) -> KnownRule:
    """The rule after an inventory that lists it; the same object if the inventory says nothing new."""
    first = min(filter(None, [before.first_listed_at, taken_at]))
    if before.seen_at and taken_at <= before.seen_at:
        return before if first == before.first_listed_at else before.model_copy(update={"first_listed_at": first})
    gone_at = before.gone_at if before.gone_at and before.gone_at > taken_at else None
    changes: dict[str, Any] = {"listed": listed, "seen_at": taken_at, "first_listed_at": first, "gone_at": gone_at}
    return before.model_copy(update=changes)


def replaces(after: KnownRule, before: KnownRule) -> bool:
    """Whether a rule was deleted and another one made under its name since the inventory before: its id is another."""
    ids = [rule.listed.id for rule in (before, after) if rule.is_listed and rule.listed and rule.listed.id]
    return len(ids) == 2 and ids[0] != ids[1]


def gone_rules(known: list[KnownRule], taken_at: str) -> list[KnownRule]:
    """The rules that a complete inventory no longer has."""
    return [rule for rule in known if rule.is_listed and rule.seen_at and rule.seen_at < taken_at]


def renamed_to(gone: KnownRule, known: list[KnownRule]) -> KnownRule | None:
    """The rule that has the id of a gone one and another name, if there is one."""
    rule_id = gone.listed and gone.listed.id
    listed = (rule for rule in known if rule.is_listed and rule.name != gone.name and rule.seen_at != gone.seen_at)
    newer = (rule for rule in listed if rule.listed and rule.listed.id == rule_id and rule.seen_at)
    return max(newer, key=lambda rule: rule.seen_at or "", default=None) if rule_id else None
