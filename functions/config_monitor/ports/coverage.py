"""What coverage is put together from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.rules import ManagedRule


class EvaluatedRules(Protocol):
    """The rules that have evaluated something."""

    def evaluated(self, account: str, region: str) -> list[str]:
        """The canonical names of the rules that have pairs in a scope, in order."""
        ...


class ManagedRules(Protocol):
    """The catalogue as a whole."""

    def all(self) -> Iterator[ManagedRule]:
        """Every entry."""
        ...
