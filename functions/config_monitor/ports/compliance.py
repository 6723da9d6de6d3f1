"""The violations of one scope (account and region), and the AWS Config aggregator they are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.compliance import Violation
    from config_monitor.domain.reconciliation import AggregatorResult


class ViolationsByScope(Protocol):
    """All violations of a scope, which is an account and a region."""

    def scopes(self) -> set[tuple[str, str]]:
        """The accounts and regions of which violations are known."""
        ...

    def rules(self, account: str, region: str) -> dict[str, str]:
        """The raw rule names known in a scope, each with its canonical name."""
        ...

    def of_rule(self, account: str, region: str, rule: str) -> list[Violation]:
        """All pairs of one rule, by its canonical name; read consistently."""
        ...

    def of_scope(self, account: str, region: str, after: str | None = None) -> Iterator[tuple[str, list[Violation]]]:
        """All pairs of a scope in pages, each with the position to go on after."""
        ...

    def reconciled(self, account: str, region: str) -> str | None:
        """When the scope was last compared with the aggregator to the end, if ever."""
        ...

    def mark_reconciled(self, account: str, region: str, at: str, aggregator: str) -> None:
        """Remember that the scope has been compared to the end, and with which aggregator."""
        ...


class Aggregator(Protocol):
    """An AWS Config aggregator: the results of all rules in all accounts and regions, some minutes late."""

    @property
    def name(self) -> str:
        """The aggregator's name."""
        ...

    def accounts(self) -> list[str]:
        """The accounts it sees, in order."""
        ...

    def rules(self, account: str) -> list[tuple[str, str]]:
        """Region and raw name of each rule of an account that has results."""
        ...

    def results(self, account: str, region: str, rule_name: str) -> Iterable[AggregatorResult]:
        """All results of one rule."""
        ...

    def updated_at(self) -> dict[tuple[str, str], str]:
        """The last successful update of each account and region; those without one are left out."""
        ...
