"""The policy in force, what is known of managed rules, and the status of the exceptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.compliance import ViolationKey
    from config_monitor.domain.incidents import IncidentKey
    from config_monitor.domain.policy import ExceptionByPerson, ExceptionStatus, Overrides, Policy
    from config_monitor.domain.rules import ManagedRule


class PolicySource(Protocol):
    """The policy in force; a change of it is in effect within a minute."""

    def policy(self) -> Policy:
        """The policy: the default when none is stored, the last good one while the stored one is broken.

        Raises StorageBusy when it cannot be read for being throttled.
        """
        ...


class OverrideSource(Protocol):
    """The exceptions and mutes that people made, those that have ended included."""

    def of(self, key: ViolationKey | IncidentKey, without: str | None = None) -> Overrides:
        """Those of a violation or incident, read consistently; the exception with the id `without` is left out."""
        ...

    def exceptions(self) -> Iterator[ExceptionByPerson]:
        """All exceptions that are kept."""
        ...

    def exception(self, exception_id: str) -> ExceptionByPerson | None:
        """One exception by its id, read consistently; None when there is none."""
        ...


class Catalogue(Protocol):
    """What is known of AWS's managed rules."""

    def find(self, rule: str) -> ManagedRule | None:
        """The entry of a rule by its canonical name; None for a rule that is not in the catalogue."""
        ...

    def find_by_identifier(self, identifier: str) -> ManagedRule | None:
        """The entry of a rule by its source identifier; None for one that is not in the catalogue."""
        ...


class ExceptionStatuses(Protocol):
    """The statuses of the policy's exceptions when the policy was last reapplied."""

    def keep(self, statuses: Sequence[ExceptionStatus], day: date) -> None:
        """Store the statuses of a day in place of those before."""
        ...

    def latest(self) -> list[ExceptionStatus]:
        """The statuses stored last; none before the policy was first reapplied."""
        ...
