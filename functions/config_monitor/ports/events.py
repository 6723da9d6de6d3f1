"""Reading events, and writing what each of them changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.compliance import Violation, ViolationKey
    from config_monitor.domain.events import Event, Parsed
    from config_monitor.domain.incidents import Incident, IncidentKey
    from config_monitor.domain.notifications import Alert
    from config_monitor.domain.policy import Classified, ExceptionByPerson, MuteByPerson
    from config_monitor.domain.resources import Resource, ResourceKey
    from config_monitor.domain.rules import KnownRule


class EventReader(Protocol):
    """Whoever knows what the services send."""

    def __call__(self, raw: Any, now: datetime, /) -> Parsed:
        """Read one raw event at `now`; raises RejectedEvent naming the field that breaks its service's shape."""
        ...


class FirstEvaluation(NamedTuple):
    """The earliest evaluation known of a rule (raw name) in an account and region."""

    account: str
    region: str
    rule_name: str
    evaluated_at: str


@dataclass(frozen=True)
class Record:
    """What one event changes, written together or not at all; violations, incidents and resources as (before, after).

    `in_digest` marks the event's row for the digest, which lists what nobody was notified of at once.
    `overrides` are exceptions and mutes by people, each in place of what is kept under its id.
    A heartbeat comes alone: the event that brought it, noted on its agent's item if none newer is there.
    """

    classified: Classified | None
    violations: Sequence[tuple[Violation, Violation]] = field(default_factory=tuple)
    alerts: Sequence[Alert] = field(default_factory=tuple)
    heartbeat: Event | None = None
    incidents: Sequence[tuple[Incident, Incident]] = field(default_factory=tuple)
    overrides: Sequence[ExceptionByPerson | MuteByPerson] = field(default_factory=tuple)
    in_digest: bool = False
    resources: Sequence[tuple[Resource, Resource]] = field(default_factory=tuple)
    first_evaluation: FirstEvaluation | None = None


Recorded = Literal["stored", "duplicate"]

VIOLATIONS_PER_RECORD = 30
"""The most violations of one record, each with its alert: what is written together has a limit."""


class Ledger(Protocol):
    """History, violations and incidents: reads are consistent, a write happens whole or not at all."""

    def violation(self, key: ViolationKey) -> Violation:
        """The pair as stored; a fresh one of version 0 when nothing is known of it but, maybe, its resource's end."""
        ...

    def violations_of(self, account: str, region: str, resource_type: str, resource_id: str) -> list[Violation]:
        """All pairs of one resource."""
        ...

    def incident(self, key: IncidentKey) -> Incident:
        """The incident as stored; a fresh one of version 0 when nothing was reported of it."""
        ...

    def resource(self, key: ResourceKey) -> Resource:
        """The resource as stored; one of version 0 when no item of it was received."""
        ...

    def known_rule(self, region: str, name: str, key: ViolationKey) -> KnownRule:
        """What is known of the rule (raw name) that evaluated a pair in a region, with its earliest evaluation."""
        ...

    def record(self, record: Record, now: datetime) -> Recorded:
        """Write a record.

        `duplicate`: its event is stored already, or its heartbeat is older than the agent's last. A record without
        event has violations, incidents and alerts alone. Raises WriteConflict when a violation or incident has changed
        since it was read, and StorageBusy when throttling stays; nothing was written then.
        """
        ...
