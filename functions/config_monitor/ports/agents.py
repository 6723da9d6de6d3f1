"""The agents that send heartbeats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.agents import Agent


class AgentRegister(Protocol):
    """The agents, and the scopes that should have one."""

    def agents(self) -> list[Agent]:
        """All agents that sent a heartbeat within the retention of history."""
        ...

    def scopes(self) -> set[tuple[str, str]]:
        """The accounts and regions of which violations are known, by the counters."""
        ...
