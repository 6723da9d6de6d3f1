"""The names by which people look for things, so that a part of one is enough to find it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from pydantic import Field

from config_monitor.domain.model import DomainModel
from config_monitor.domain.policy import Policy
from config_monitor.domain.rules import ManagedRule


class NamedAccount(DomainModel):
    """An account with what the policy calls it."""

    account: str
    account_name: str | None = None
    team: str | None = None


class NamedRule(DomainModel):
    """A rule by its canonical name; `title` is the violation as a headline, where the catalogue has the rule."""

    rule_name: str
    title: str | None = None


class NamedOpenResource(DomainModel):
    """A resource that something open is about."""

    resource_id: str
    resource_name: str | None = None


class Names(DomainModel):
    """What can be looked for."""

    accounts: list[NamedAccount]
    rules: list[NamedRule] = Field(description="The catalogue's rules, and others that something open is about.")
    regions: list[str] = Field(description="Of what is open.")
    resource_types: list[str]
    resources: list[NamedOpenResource] = Field(description="Of what is open, each once.")


def known_names(
    policy: Policy, accounts: Collection[str], open_rows: Sequence[Mapping[str, Any]], catalogue: Iterable[ManagedRule]
) -> Names:
    """Put together the policy's accounts and those with pairs, the catalogue, and rows of open violations."""
    titles: dict[str, str | None] = {row["rule_name"]: None for row in open_rows}
    types = {row["resource_type"] for row in open_rows}
    for rule in catalogue:
        titles[rule.name] = rule.title
        types.update(rule.resource_types)
    resources = {row["resource_id"]: row.get("resource_name") for row in open_rows}
    return Names(
        accounts=[_named(policy, account) for account in sorted({*accounts, *policy.accounts})],
        rules=[NamedRule(rule_name=name, title=title) for name, title in sorted(titles.items())],
        regions=sorted({row["region"] for row in open_rows}),
        resource_types=sorted(types),
        resources=[NamedOpenResource(resource_id=r, resource_name=name) for r, name in sorted(resources.items())],
    )


def _named(policy: Policy, account: str) -> NamedAccount:
    return NamedAccount(
        account=account,
        account_name=policy.account_names.get(account),
        team=policy.teams_by_account.get(account),
    )
