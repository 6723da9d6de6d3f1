"""What the use cases need of the outside world; the adapters provide it, tests put ten-line fakes in its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol

from config_monitor.domain.agent import Agent
from config_monitor.domain.alert import Alert
from config_monitor.domain.catalogue import ManagedRule
from config_monitor.domain.classification import Classified
from config_monitor.domain.event import Event, Parsed
from config_monitor.domain.plan import Plan
from config_monitor.domain.policy import Policy
from config_monitor.domain.violation import Violation, ViolationKey


class Clock(Protocol):
    """The present, as an aware datetime in UTC."""

    def __call__(self) -> datetime:
        """Tell the time."""
        ...


class Pause(Protocol):
    """Waiting before something is tried again."""

    def __call__(self, attempt: int, /) -> None:
        """Wait after an attempt, counted from 1."""
        ...


class EventReader(Protocol):
    """Whoever knows what the services send."""

    def __call__(self, raw: Any, /) -> Parsed:
        """Read one raw event; raises RejectedEvent naming the field that breaks its service's shape."""
        ...


@dataclass(frozen=True)
class Record:
    """What one event changes, written together or not at all; `violations` holds (before, after) pairs.

    A heartbeat comes alone: the event that brought it, noted on its agent's item if none newer is there.
    """

    classified: Classified | None
    violations: Sequence[tuple[Violation, Violation]] = field(default_factory=tuple)
    alerts: Sequence[Alert] = field(default_factory=tuple)
    heartbeat: Event | None = None


Recorded = Literal["stored", "duplicate", "conflict"]


class Ledger(Protocol):
    """History and violations: reads are consistent, a write happens whole or not at all."""

    def violation(self, key: ViolationKey) -> Violation:
        """The pair as stored; a fresh one of version 0 when nothing is known of it but, maybe, its resource's end."""
        ...

    def violations_of(self, account: str, region: str, resource_type: str, resource_id: str) -> list[Violation]:
        """All pairs of one resource."""
        ...

    def record(self, record: Record, now: datetime) -> Recorded:
        """Write a record.

        `duplicate`: its event is stored already, or its heartbeat is older than the agent's last; `conflict`: a
        violation has changed since it was read, nothing was written. A record without event has violations and alerts
        alone. Raises StorageBusy when throttling stays.
        """
        ...


class PolicySource(Protocol):
    """The policy in force; a change of it is in effect within a minute."""

    def policy(self) -> Policy:
        """The policy: the default when none is stored, the last good one while the stored one is broken.

        Raises StorageBusy when it cannot be read for being throttled.
        """
        ...


class Catalogue(Protocol):
    """What is known of AWS's managed rules."""

    def find(self, rule: str) -> ManagedRule | None:
        """The entry of a rule by its canonical name; None for a rule that is not in the catalogue."""
        ...


class AgentRegister(Protocol):
    """What is known of who should be heard."""

    def agents(self) -> list[Agent]:
        """All agents heard within the retention of history."""
        ...

    def places(self) -> set[tuple[str, str]]:
        """The accounts and regions of which violations are known, by the tallies."""
        ...


Place = list[str]
"""Where an item lies in a list, by value, so that it stays a place when the item is gone: order, pk, sk."""


@dataclass(frozen=True)
class Page:
    """Part of a list: the items, the place of each, after which place to go on (None: at the end), and items read."""

    items: list[dict[str, Any]]
    places: list[Place]
    end: Place | None
    read: int = 0


class History(Protocol):
    """All events of the last 90 days."""

    def page(self, plan: Plan, after: Place | None, limit: int) -> Page:
        """At most `limit` events of a plan from after a place on; fewer when the work for one request is done."""
        ...

    def event(self, event_id: str) -> dict[str, Any] | None:
        """One event by its id."""
        ...


class Standings(Protocol):
    """How every pair of rule and resource stands now."""

    def page(self, plan: Plan, after: Place | None, limit: int) -> Page:
        """At most `limit` violations of a plan from after a place on; fewer when the work for one request is done."""
        ...

    def violation(self, key: ViolationKey) -> tuple[dict[str, Any], Violation] | None:
        """One violation, as stored and as the fold knows it."""
        ...

    def tallies(self) -> Iterator[tuple[str, dict[str, int]]]:
        """By account, the live counts of each of its regions and shards."""
        ...

    def day(self, day: date) -> Mapping[str, tuple[int, int]]:
        """Compliant and non-compliant pairs of an earlier day, by account; empty when its figures are not kept."""
        ...
