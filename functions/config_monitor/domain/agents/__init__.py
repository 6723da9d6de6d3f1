"""Agents: the last heartbeat of each account and region, and the health that follows from it."""

from config_monitor.domain.agents.agent_health import (
    AGENT_VERSION,
    Agent,
    AgentHealth,
    agent_health,
)

__all__ = [
    "AGENT_VERSION",
    "Agent",
    "AgentHealth",
    "agent_health",
]
