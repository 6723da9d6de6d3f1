"""The agents that send heartbeats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.agents import Agent


class AgentRegister(Protocol):
    """What is known of who should be heard."""

    def agents(self) -> list[Agent]:
        """All agents heard within the retention of history."""
        ...

    def places(self) -> set[tuple[str, str]]:
        """The accounts and regions of which violations are known, by the counters."""
        ...
