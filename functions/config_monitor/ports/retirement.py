"""What makes an account and region count as monitored, and what is kept of those that are retired."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.incidents import Incident
    from config_monitor.domain.retirement import AggregatorList, Retirement, Signs


class ScopeRegister(Protocol):
    """The counters, agents and rules by which scopes are known."""

    def known(self) -> set[tuple[str, str]]:
        """The accounts and regions with violations, incidents or an agent."""
        ...

    def signs(self, account: str, region: str, since: str, now: str) -> Signs:
        """The last signs of a scope between two stored instants; GLOBAL has its account's.

        Where more events had to be read than one look may, the last one counts as sent where the look ended.
        """
        ...

    def incidents(self, account: str, region: str) -> Iterator[Incident]:
        """All incidents of a scope."""
        ...

    def forget(self, account: str, region: str) -> bool:
        """Delete a scope's counters, agent and rules; False, and nothing more is deleted, when its counters count."""
        ...


class ListedByAggregator(Protocol):
    """What an aggregator covers."""

    def __call__(self) -> AggregatorList:
        """The list, from all pages; any error of the aggregator is raised."""
        ...


class RetirementLog(Protocol):
    """The retirements of the last 90 days, each named in one report, and those that wait for a person."""

    def add(self, retirement: Retirement, at: str) -> None:
        """Remember what was retired at a stored instant; it waits no longer."""
        ...

    def withdraw(self, retirement: Retirement, at: str) -> None:
        """Take back what was added for that instant."""
        ...

    def claim(self, report: str) -> list[Retirement]:
        """The retirements that this report is to name: those it has named, and those that none has named yet."""
        ...

    def named_in(self, report: str) -> list[Retirement]:
        """The retirements that a report has named."""
        ...

    def keep_waiting(self, waiting: Iterable[Retirement]) -> None:
        """Keep those that wait for a person, in place of any kept before."""
        ...

    def waiting(self) -> list[Retirement]:
        """Those that wait for a person."""
        ...
