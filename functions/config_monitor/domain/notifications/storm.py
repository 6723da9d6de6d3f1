"""A storm in a channel: its summaries follow each other at gaps that grow, so that a long one is few messages."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Self

from pydantic import Field

from config_monitor.domain.events import Severity
from config_monitor.domain.model import DomainModel
from config_monitor.domain.notifications.alert import Alert

# Minutes from each summary to the next; the last holds from then on. All are below the quarter of an hour after which
# alerts that wait are an alarm. They begin anew after a summary of few alerts: then the storm abates.
GAPS = (1, 1, 2, 5, 10)
FEW_ALERTS = 4
# deliver_alerts runs once a minute, give or take some seconds; what it sends in several messages is one summary.
TOLERANCE_SECONDS, ONE_SUMMARY_SECONDS = 30, 45
# A storm is over when nothing has come for so long after its next summary was due.
QUIET_SECONDS = 300
# More groups than a storm has; further ones are treated as new each time.
GROUPS = 1000


class Storm(DomainModel):
    """The storm of the channels under one rate limit; times are epoch seconds."""

    began_at: float
    last_at: float = Field(description="when its last summary was sent")
    summaries: int = Field(default=1, description="how many since it began or last abated")
    groups: frozenset[str] = Field(default=frozenset(), description="the groups that belong to it, by `group_id`")

    @property
    def due_at(self) -> float:
        """When its next summary may be sent."""
        return self.last_at + 60 * GAPS[min(self.summaries, len(GAPS)) - 1] - TOLERANCE_SECONDS

    def is_on(self, now: float) -> bool:
        """Whether it goes on."""
        return now <= self.due_at + QUIET_SECONDS

    def holds(self, alerts: Iterable[Alert], now: float) -> bool:
        """Whether openings wait for its next summary; critical ones and groups that are new to it never do."""
        if not self.last_at + ONE_SUMMARY_SECONDS <= now < self.due_at:
            return False
        return all(alert.severity < Severity.CRITICAL and group_id(alert.group) in self.groups for alert in alerts)

    def with_summary(self, groups: Iterable[str], now: float, alerts: int) -> Self:
        """The storm after a summary of so many alerts of some groups; several messages in a row are one summary."""
        known = _bounded({*self.groups, *map(group_id, groups)})
        if now < self.last_at + ONE_SUMMARY_SECONDS:
            return self.model_copy(update={"groups": known})
        summaries = self.summaries + 1 if alerts > FEW_ALERTS else 1
        return self.model_copy(update={"groups": known, "last_at": now, "summaries": summaries})


def new_storm(groups: Iterable[str], now: float) -> Storm:
    """The storm that begins with its first summary."""
    return Storm(began_at=now, last_at=now, groups=_bounded(set(map(group_id, groups))))


def _bounded(groups: set[str]) -> frozenset[str]:
    return frozenset(sorted(groups)[:GROUPS])


def group_id(group: str) -> str:
    """What a storm keeps of a group's name, which may be long."""
    return sha256(group.encode()).hexdigest()[:12]
