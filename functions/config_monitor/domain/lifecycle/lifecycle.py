"""Openings and ends: what violations and incidents have in common for notifications, lists and reports."""

from abc import abstractmethod
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from pydantic import ConfigDict, Field

from config_monitor.domain.events import Severity, format_instant, from_epoch, last_day, parse_instant
from config_monitor.domain.lifecycle.alert_key import AlertKey
from config_monitor.domain.lifecycle.closed_as import ClosedAs
from config_monitor.domain.model import DomainModel

if TYPE_CHECKING:
    from config_monitor.domain.events import Event

FLAPPING_OPENINGS = 3
FLAPPING_WINDOW = timedelta(hours=24)
# Accounts' clocks differ by seconds; a source's own times precede the event that carries them.
CLOCK_TOLERANCE_SECONDS = 86400


class LifecycleState(DomainModel):
    """Openings and ends after some transitions; times are stored instants."""

    model_config = ConfigDict(frozen=False)

    openings: list[str] = Field(default=[], description="the newest opening times, oldest first")
    opened: int = Field(default=0, description="how often it has opened")
    resolved_at: str | None = Field(default=None, description="when it ended; None while it is open")
    closed_as: ClosedAs | None = Field(default=None, description="how it ended; None while it is open")
    ended_before: tuple[str, ClosedAs] | None = Field(
        default=None, description="while it is open again: when and how it had ended before"
    )

    def open(self, instant: str) -> None:
        """Add an opening; the end before it, if any, becomes `ended_before`."""
        self.openings = [*self.openings, instant][-FLAPPING_OPENINGS:]
        self.opened += 1
        self.ended_before = (self.resolved_at, self.closed_as) if self.resolved_at and self.closed_as else None
        self.resolved_at = self.closed_as = None

    def close(self, instant: str, closed_as: ClosedAs) -> None:
        """Set when and how it ended."""
        self.resolved_at, self.closed_as, self.ended_before = instant, closed_as, None


class Lifecycle(DomainModel):
    """Something that begins and ends, with the alert of its last opening."""

    state: LifecycleState
    exception: str | None = Field(
        default=None, description="who answers for it and why: `alice (U012AB3CD): a bastion`"
    )
    excepted_until: str | None = None
    alert: AlertKey | None = Field(
        default=None, description="the alert of its last opening, if that was to be sent at once"
    )
    alert_channel: str | None = Field(default=None, description="the channel of that alert")
    notified_severity: Severity | None = Field(
        default=None, description="the highest severity that was notified since that opening"
    )
    acknowledged_by: str | None = Field(default=None, description="who took it on since it last opened")
    acknowledged_at: str | None = None
    muted_until: str | None = Field(
        default=None, description="until when a person muted it; None once the end of the mute was looked at"
    )
    deadline_days: int | None = Field(default=None, description="how long the policy lets it be open; None: for ever")
    deadline_from: str | None = Field(
        default=None, description="from when these run: opened and known, or the end of its exception"
    )
    reminded_at: str | None = Field(default=None, description="when a reminder of its deadline was written last")
    escalation: AlertKey | None = Field(default=None, description="the alert in the channel it was escalated to")
    escalation_channel: str | None = None
    version: int = Field(default=0, description="how often it was written; 0 when nothing is stored")

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """Whether it has not ended."""

    def without_alert(self) -> Self:
        """The same after an opening that was not notified at once, or under an exception."""
        none = dict.fromkeys(("alert", "alert_channel", "notified_severity", "escalation", "escalation_channel"))
        return self.model_copy(update=none)

    @property
    def opened_at(self) -> str | None:
        """When it last opened."""
        return self.state.openings[-1] if self.state.openings else None

    @property
    def deadline_at(self) -> str | None:
        """Until when the policy wants it ended; None when it is not open, is excepted or has no deadline."""
        return self.due_at if self.is_open else None

    @property
    def due_at(self) -> str | None:
        """The same of its last opening, also after that has ended."""
        if self.exception or not self.deadline_from or self.deadline_days is None:
            return None
        return format_instant(parse_instant(self.deadline_from) + timedelta(days=self.deadline_days))

    @property
    def excepted(self) -> str | None:
        """Until when, by whom and why it is excepted, in words; None when it is not."""
        until = f" until {last_day(self.excepted_until)}" if self.excepted_until else ""
        return f"Excepted{until} by {self.exception}" if self.exception else None

    @property
    def reopened(self) -> int:
        """How often it opened again after it had ended."""
        return max(self.state.opened - 1, 0)

    @property
    def flapping(self) -> bool:
        """Whether it opened at least three times within a day."""
        recent = self.state.openings[-FLAPPING_OPENINGS:]
        return (
            len(recent) == FLAPPING_OPENINGS and parse_instant(recent[-1]) - parse_instant(recent[0]) <= FLAPPING_WINDOW
        )


def clamp_to_event_time(instant: str, event: "Event") -> str:
    """The instant, or the event's own time, which EventBridge sets, where the instant is over a day later than that.

    Such an instant comes from a wrong clock and would sort after everything that really follows.
    """
    latest = from_epoch(event.published_at + CLOCK_TOLERANCE_SECONDS)
    return instant if instant <= latest else from_epoch(event.published_at)
