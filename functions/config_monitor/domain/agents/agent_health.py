"""An agent: the last heartbeat of one account and region, and the health that follows from it."""

from datetime import datetime, timedelta

from config_monitor.domain.events import GLOBAL, Heartbeat, is_region, parse_instant
from config_monitor.domain.model import DomainModel

AGENT_VERSION = 3
"""The version that agent/template.yaml gives itself; agents of a lower one are named as old."""
SILENT_AFTER = timedelta(hours=3)
"""Three heartbeats missed: one may be late, two may be bad luck."""


class Agent(Heartbeat):
    """An agent as its last heartbeat described it; `last_heard` is an instant as stored."""

    account: str
    region: str
    last_heard: str

    @property
    def scope(self) -> tuple[str, str]:
        """Account and region."""
        return (self.account, self.region)

    def silent(self, now: datetime) -> bool:
        """Whether it has missed three heartbeats."""
        return now - parse_instant(self.last_heard) > SILENT_AFTER


class AgentHealth(DomainModel):
    """How many accounts and agents report, and those with a fault, each as `account region`, in order, for each fault.

    `undelivered` has agents whose queue holds events that the hub's bus did not take within a day.
    """

    reporting: int
    accounts: int = 0
    silent: list[str] = []
    absent: list[str] = []
    stopped: list[str] = []
    without_rules: list[str] = []
    old: list[str] = []
    undelivered: list[str] = []

    @property
    def unhealthy(self) -> int:
        """Number of accounts and regions with a fault."""
        faults = (self.silent, self.absent, self.stopped, self.without_rules, self.old, self.undelivered)
        return len({scope for fault in faults for scope in fault})


def agent_health(agents: list[Agent], expected: set[tuple[str, str]], now: datetime) -> AgentHealth:
    """The health of all agents; `expected` has the accounts and regions that should have one."""
    reporting = [agent for agent in agents if not agent.silent(now)]
    return AgentHealth(
        reporting=len(reporting),
        accounts=len({agent.account for agent in reporting}),
        silent=_named({a.scope for a in agents if a.silent(now)}),
        absent=_named(_without_agent(expected, agents)),
        stopped=_named({a.scope for a in reporting if a.recorder in ("stopped", "absent")}),
        without_rules=_named({a.scope for a in reporting if a.rules == "none"}),
        old=_named({a.scope for a in reporting if a.agent_version < AGENT_VERSION}),
        undelivered=_named({a.scope for a in reporting if a.undelivered}),
    )


def _without_agent(expected: set[tuple[str, str]], agents: list[Agent]) -> set[tuple[str, str]]:
    """Global violations come by any region's agent: they ask for one in the account, wherever it is.

    A region that does not exist has no agent to miss; events that name one are stored as they came.
    """
    accounts, scopes = {agent.account for agent in agents}, {agent.scope for agent in agents}
    return {
        (account, region)
        for account, region in expected
        if (account not in accounts if region == GLOBAL else is_region(region) and (account, region) not in scopes)
    }


def _named(scopes: set[tuple[str, str]]) -> list[str]:
    return [f"{account} {region}" for account, region in sorted(scopes)]
