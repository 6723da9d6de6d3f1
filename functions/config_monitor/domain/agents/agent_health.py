"""An agent: what one account and region last said of itself, and what its silence means."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from config_monitor.domain.events import Heartbeat, parse_instant

AGENT_VERSION = 2
"""The version that agent/template.yaml gives itself; agents of a lower one are named as old."""
SILENT_AFTER = timedelta(hours=3)
"""Three heartbeats missed: one may be late, two may be bad luck."""


class Agent(Heartbeat):
    """An agent as the hub knows it; instants as stored."""

    account: str
    region: str
    last_heard: str

    @property
    def place(self) -> tuple[str, str]:
        """Account and region."""
        return (self.account, self.region)

    def silent(self, now: datetime) -> bool:
        """Whether it has missed three heartbeats."""
        return now - parse_instant(self.last_heard) > SILENT_AFTER


class AgentHealth(BaseModel):
    """Who is well and who is not, each as `account region` in order; an agent may be named for several reasons."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heard: int
    silent: list[str] = []
    absent: list[str] = []
    stopped: list[str] = []
    without_rules: list[str] = []
    old: list[str] = []

    @property
    def unhealthy(self) -> int:
        """How many places something is wrong with."""
        return len({*self.silent, *self.absent, *self.stopped, *self.without_rules, *self.old})


def agent_health(agents: list[Agent], places: set[tuple[str, str]], now: datetime) -> AgentHealth:
    """Look at all agents; `places` are the accounts and regions from which violations are known or expected."""
    heard = [agent for agent in agents if not agent.silent(now)]
    return AgentHealth(
        heard=len(heard),
        silent=_named({a.place for a in agents if a.silent(now)}),
        absent=_named(places - {a.place for a in agents}),
        stopped=_named({a.place for a in heard if a.recorder in ("stopped", "absent")}),
        without_rules=_named({a.place for a in heard if a.rules == "none"}),
        old=_named({a.place for a in heard if a.agent_version < AGENT_VERSION}),
    )


def _named(places: set[tuple[str, str]]) -> list[str]:
    return [f"{account} {region}" for account, region in sorted(places)]
