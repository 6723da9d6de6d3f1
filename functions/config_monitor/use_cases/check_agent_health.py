"""Say who is not heard: silent accounts and regions, stopped recorders, agents of an old version."""

from datetime import datetime

from config_monitor.domain.agents import AgentHealth, agent_health
from config_monitor.ports import AgentRegister


def check_agent_health(register: AgentRegister, now: datetime) -> AgentHealth:
    """Look at every agent, and at every place that violations are known from though no agent ever spoke there."""
    return agent_health(register.agents(), register.places(), now)
