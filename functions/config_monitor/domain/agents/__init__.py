"""What each account and region last said of itself."""

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
