"""Check the agents: silent accounts and regions, stopped recorders, agents of an old version."""

from datetime import datetime

from config_monitor.domain.agents import AgentHealth, agent_health
from config_monitor.ports import AgentRegister


def check_agent_health(register: AgentRegister, now: datetime) -> AgentHealth:
    """The health of every agent, and the scopes with violations from which no heartbeat ever came."""
    return agent_health(register.agents(), register.scopes(), now)
