"""Stand-ins of ten lines for what the use cases need of the outside world."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from threading import Lock

from config_monitor.domain.agents import Agent
from config_monitor.domain.compliance import Violation, ViolationKey, counter_changes, with_removal
from config_monitor.domain.events import Scope, region_of_pair
from config_monitor.domain.incidents import Incident, IncidentKey, due_at
from config_monitor.domain.incidents import counter_changes as incident_counter_changes
from config_monitor.domain.lifecycle import AlertKey, CountersKey, clamp_to_event_time
from config_monitor.domain.notifications import Alert
from config_monitor.domain.policy import (
    Author,
    Classified,
    ExceptionByPerson,
    MuteByPerson,
    Overrides,
    Policy,
    override_ids,
)
from config_monitor.domain.resources import Resource, ResourceKey
from config_monitor.domain.rules import KnownRule
from config_monitor.errors import WriteConflict
from config_monitor.ports import Record, Recorded


class FakePolicies:
    """One policy, the default unless another is given."""

    def __init__(self, policy: Policy | None = None) -> None:
        self._policy = policy or Policy()

    def policy(self) -> Policy:
        return self._policy


class EmptyCatalogue:
    """Knows no rule."""

    def find_by_identifier(self, _identifier: str) -> None:
        return None

    def find(self, _rule: str) -> None:
        return None


class NoRules:
    """A register of a hub that no inventory has reached."""

    def find(self, *_rule: str) -> None:
        return None

    def managed_rule_named(self, _name: str) -> None:
        return None

    def listed_elsewhere(self, _canonical: str) -> bool:
        return False


class NoAgents:
    """A register of a hub that no agent has reported to."""

    def agents(self) -> list[Agent]:
        return []

    def scopes(self) -> set[Scope]:
        return set()


ALICE = Author(id="U1", name="alice")


def exception_by_person(key: IncidentKey, expires: date) -> ExceptionByPerson:
    """An exception that Alice made of one incident."""
    return ExceptionByPerson(
        id=override_ids(key).resource,
        account=key.account,
        region=key.region,
        subject=key.identity,
        author=ALICE,
        created_at="2026-11-23T00:00:00.000Z",
        scope="resource",
        reason="moved",
        expires=expires,
    )


def mute_by_person(key: ViolationKey | IncidentKey, until: str) -> MuteByPerson:
    """A mute that Alice made of one violation or incident."""
    return MuteByPerson(
        id=override_ids(key).resource,
        account=key.account,
        subject="what was muted",
        author=ALICE,
        created_at="2026-11-23T00:00:00.000Z",
        until=until,
    )


class FakeOverrides:
    """What people decided of one violation or incident, whichever is asked for."""

    def __init__(self, exception: ExceptionByPerson | None = None, mute: MuteByPerson | None = None) -> None:
        self.kept = Overrides(exception=exception, mute=mute)

    def of(self, key: ViolationKey | IncidentKey, without: str | None = None) -> Overrides:
        if self.kept.exception and self.kept.exception.id == without:
            return self.kept.model_copy(update={"exception": None})
        override = self.kept.exception or self.kept.mute
        return self.kept if override and override.id == override_ids(key).resource else Overrides()

    def exceptions(self) -> Iterator[ExceptionByPerson]:
        return iter([self.kept.exception] if self.kept.exception else [])

    def exception(self, exception_id: str) -> ExceptionByPerson | None:
        return next((kept for kept in self.exceptions() if kept.id == exception_id), None)


class FakeLedger:
    """The table in memory; a record is taken whole or not at all, under the conditions of the real one."""

    def __init__(self) -> None:
        self.events: dict[str, Classified] = {}
        self.violations: dict[ViolationKey, Violation] = {}
        self.incidents: dict[IncidentKey, Incident] = {}
        self.resources: dict[ResourceKey, Resource] = {}
        self.in_digest: set[str] = set()
        self.gone: dict[tuple[str, ...], tuple[str, str]] = {}
        self.counters_by_account: dict[CountersKey, Counter[str]] = {}
        self.incident_counters: dict[CountersKey, Counter[str]] = {}
        self.alerts: dict[AlertKey, Alert] = {}
        self.first_evaluations: dict[tuple[str, str, str], str] = {}
        self._lock = Lock()

    def violation(self, key: ViolationKey) -> Violation:
        gone = self.gone.get(key.resource)
        fresh = with_removal(Violation(key=key), *gone) if gone else Violation(key=key)
        return self.violations.get(key, fresh)

    def violations_of(self, *resource: str) -> list[Violation]:
        return [violation for key, violation in self.violations.items() if key.resource == resource]

    def incident(self, key: IncidentKey) -> Incident:
        return self.incidents.get(key, Incident(key=key))

    def resource(self, key: ResourceKey) -> Resource:
        return self.resources.get(key, Resource(key=key))

    def due(self, now: str) -> Iterator[IncidentKey]:
        return iter([key for key, incident in self.incidents.items() if (due_at(incident) or "9") <= now])

    def pages(self, after: Sequence[str] | None) -> Iterator[tuple[list[str], list[IncidentKey]]]:
        """All incidents as if they were open, one to a page."""
        numbered = list(enumerate(self.incidents))
        return iter([([str(n)], [key]) for n, key in numbered if after is None or n > int(after[0])])

    def known_rule(self, region: str, name: str, key: ViolationKey) -> KnownRule:
        first = self.first_evaluations.get((key.account, region, name))
        return KnownRule(account=key.account, region=region, name=name, first_evaluated_at=first)

    def record(self, record: Record, now: datetime) -> Recorded:  # noqa: ARG002 - the port's; no row here has a time
        with self._lock:
            if record.classified and record.classified.event.id in self.events:
                return "duplicate"
            if any(self.violation(after.key) != before for before, after in record.violations):
                raise WriteConflict
            if any(self.incident(after.key) != before for before, after in record.incidents):
                raise WriteConflict
            if any(self.resource(after.key) != before for before, after in record.resources):
                raise WriteConflict
            self._take(record)
        return "stored"

    def _take(self, record: Record) -> None:
        for key, counts in counter_changes(record.violations).items():
            counters = self.counters_by_account.setdefault(key, Counter())
            counters.update(counts)
        for _, after in record.violations:
            self.violations[after.key] = after.model_copy(update={"version": after.version + 1})
        for key, counts in incident_counter_changes(record.incidents).items():
            self.incident_counters.setdefault(key, Counter()).update(counts)
        for _, incident in record.incidents:
            self.incidents[incident.key] = incident.model_copy(update={"version": incident.version + 1})
        for _, known in record.resources:
            self.resources[known.key] = known.model_copy(update={"version": known.version + 1})
        self.alerts |= {alert.key: alert for alert in record.alerts}
        if first := record.first_evaluation:
            self.first_evaluations[first[:3]] = first.evaluated_at
        if record.classified:
            event = record.classified.event
            self.events[event.id] = record.classified
            self.in_digest |= {event.id} if record.in_digest else set()
            if (gone := event.removal) and gone.what == "resource":
                resource = (
                    event.account,
                    region_of_pair(event.region, gone.resource_type),
                    gone.resource_type,
                    gone.resource_id,
                )
                end = (clamp_to_event_time(gone.removed_at, event), event.event_id)
                self.gone[resource] = max(end, self.gone.get(resource, ("", "")))
