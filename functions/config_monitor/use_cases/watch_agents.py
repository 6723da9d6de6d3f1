"""Say who is not heard: silent accounts and regions, stopped recorders, agents of an old version."""

from datetime import datetime

from config_monitor.domain.agent import Watch, watch
from config_monitor.ports import AgentRegister


def watch_agents(register: AgentRegister, now: datetime) -> Watch:
    """Look at every agent, and at every place that violations are known from though no agent ever spoke there."""
    return watch(register.agents(), register.places(), now)
