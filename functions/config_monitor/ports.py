"""What the use cases need of the outside world; the adapters provide it, tests put ten-line fakes in its place.

The domain's models are named here and not imported: a function pays at its cold start for those alone that it uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.agents import Agent
    from config_monitor.domain.compliance import AlertKey, Violation, ViolationKey
    from config_monitor.domain.events import Event, Parsed
    from config_monitor.domain.notifications import Alert, Backlog, Batch, Delivery, Message, Receipt, Waiting
    from config_monitor.domain.policy import Classified, ExceptionStatus, Policy
    from config_monitor.domain.queries import Plan
    from config_monitor.domain.reconciliation import AggregatorResult
    from config_monitor.domain.reports import Chart, DailyTotals, Day, Figures, OtherEvents, Pair, Report, Span
    from config_monitor.domain.rules import ManagedRule


class Clock(Protocol):
    """The present, as an aware datetime in UTC."""

    def __call__(self) -> datetime:
        """Tell the time."""
        ...


@dataclass(frozen=True)
class Posted:
    """Where Slack put a message; a webhook does not say."""

    channel_id: str | None
    ts: str | None


class Slack(Protocol):
    """Slack's channels; every method raises SlackError, whose subclasses say what that means for the message."""

    @property
    def threads(self) -> bool:
        """Whether messages can be answered and edited."""
        ...

    def rate_limit_key(self, channel: str) -> str:
        """What Slack's limit of one message a second holds for, when a channel is meant."""
        ...

    def post(self, channel: str, message: Message, thread: str | None = None) -> Posted:
        """Post to a channel, by name or id, or into the thread of one of its messages."""
        ...

    def edit(self, channel_id: str, ts: str, message: Message) -> None:
        """Put another text in the place of a posted one."""
        ...


class MessageWriter(Protocol):
    """Whoever puts facts into words."""

    def write(self, template: str, colour: str, facts: Mapping[str, Any]) -> Message:
        """The message that a template makes of facts, with a bar of that colour."""
        ...


class Alerts(Protocol):
    """Alerts that wait and that were told; times are epoch seconds."""

    def get(self, key: AlertKey) -> Delivery | None:
        """One alert, read consistently; None when it is not there."""
        ...

    def get_all(self, keys: Iterable[AlertKey]) -> dict[AlertKey, Delivery]:
        """Several alerts, read consistently; those that are not there are left out."""
        ...

    def unsent(self, channel: str, now: float, limit: int) -> Waiting:
        """What waits in a channel, the oldest `limit` of those that are due; may lag behind by a moment."""
        ...

    def backlog(self) -> dict[str, Backlog]:
        """Every channel with unsent alerts."""
        ...

    def claim(self, key: AlertKey, now: float, until: float, batch: str | None = None) -> Delivery | None:
        """Take an unsent alert that nobody holds, until `until`; None when it is sent, held or resting."""
        ...

    def claim_all(self, keys: Iterable[AlertKey], now: float, until: float, batch: str | None = None) -> list[Delivery]:
        """Take as many of the alerts as are free, for one message."""
        ...

    def rest(self, keys: Iterable[AlertKey], until: float) -> None:
        """Give claimed alerts back; nobody takes them before `until`."""
        ...

    def mark_sent(self, keys: Iterable[AlertKey], receipt: Receipt) -> None:
        """Write down that alerts were told, and where."""
        ...

    def keep_batch(self, batch: Batch) -> None:
        """Keep a message that told many alerts: from now on all of them count as told."""
        ...

    def batch(self, rate_limit_key: str, batch_id: str) -> Batch | None:
        """A message that told many alerts; None when it was never sent."""
        ...

    def end_in_batch(self, rate_limit_key: str, batch_id: str, ended: frozenset[str]) -> Batch | None:
        """Add endings to a kept message, each once however often it is added; None when it is not kept any more."""
        ...


class RateLimiter(Protocol):
    """How fast and how often a channel is spoken to; times are epoch seconds."""

    def enter(self, rate_limit_key: str, holder: str, now: float, until: float) -> float | None:
        """Be the lane's only sender until `until` at most: None when entered, else when it may be free."""
        ...

    def leave(self, rate_limit_key: str, holder: str, free_at: float) -> None:
        """Let the next one in, from `free_at` on."""
        ...

    def open_group_interval(self, rate_limit_key: str, group: str, opener: str, now: float, until: float) -> bool:
        """Be the first of a group in a lane; False while the window of another one is open."""
        ...

    def extend_group_interval(self, rate_limit_key: str, group: str, until: float) -> None:
        """Keep a group's window open: something of the group was told just now."""
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


class Aggregator(Protocol):
    """An AWS Config aggregator: what all accounts and regions say of all rules, some minutes late."""

    def accounts(self) -> list[str]:
        """The accounts it sees, in order."""
        ...

    def rules(self, account: str) -> list[tuple[str, str]]:
        """Region and raw name of each rule of an account that has results."""
        ...

    def results(self, account: str, region: str, rule_name: str) -> Iterable[AggregatorResult]:
        """All results of one rule."""
        ...

    def updated_at(self) -> dict[tuple[str, str], str]:
        """When each account and region was last looked at with success; those it does not tell of are left out."""
        ...


class ViolationsByScope(Protocol):
    """The violations of a place, read as a whole; a place is an account and a region."""

    def places(self) -> set[tuple[str, str]]:
        """The accounts and regions of which violations are known."""
        ...

    def rules(self, account: str, region: str) -> dict[str, str]:
        """The raw rule names known in a place, each with its canonical name."""
        ...

    def of_rule(self, account: str, region: str, rule: str) -> list[Violation]:
        """All pairs of one rule, by its canonical name; read consistently."""
        ...

    def of_scope(self, account: str, region: str, after: str | None = None) -> Iterator[tuple[str, list[Violation]]]:
        """All pairs of a place in pages, each with the position to go on after."""
        ...

    def reconciled(self, account: str, region: str) -> str | None:
        """When the place was last compared with the aggregator to the end, if ever."""
        ...

    def mark_reconciled(self, account: str, region: str, at: str) -> None:
        """Remember that the place has been compared to the end."""
        ...


class ExceptionStatuses(Protocol):
    """How the policy's exceptions stood at the last sweep."""

    def keep(self, found: Sequence[ExceptionStatus], day: date) -> None:
        """Replace what was kept."""
        ...

    def latest(self) -> list[ExceptionStatus]:
        """What was kept last; nothing before the first sweep."""
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


class CurrentViolations(Protocol):
    """How every pair of rule and resource stands now."""

    def page(self, plan: Plan, after: Place | None, limit: int) -> Page:
        """At most `limit` violations of a plan from after a place on; fewer when the work for one request is done."""
        ...

    def violation(self, key: ViolationKey) -> tuple[dict[str, Any], Violation] | None:
        """One violation, as stored and as the fold knows it."""
        ...

    def counters_by_account(self) -> Iterator[tuple[str, dict[str, int]]]:
        """By account, the live counts of each of its regions and shards."""
        ...

    def day(self, day: date) -> Mapping[str, tuple[int, int]]:
        """Compliant and non-compliant pairs of an earlier day, by account; empty when its figures are not kept."""
        ...


class FiguresStore(Protocol):
    """What reports count, and the figures they keep; `now` is in epoch seconds."""

    def accounts(self) -> list[str]:
        """Every account with violations or an agent, in order."""
        ...

    def pairs(self, account: str, since: str) -> Iterator[Pair]:
        """An account's pairs as a stream; those that changed at the instant `since` or later with all their steps."""
        ...

    def detections(self, account: str, span: Span) -> tuple[int, int]:
        """How many violations were evaluated and stored within a span, and the seconds between, summed."""
        ...

    def digest(self, span: Span) -> list[OtherEvents]:
        """Events of a span that are no violations and were left to the report, by kind, the worst first."""
        ...

    def keep_result(self, run: str, account: str, figures: Figures, days: dict[date, DailyTotals], now: int) -> None:
        """Keep what one account came to in one run."""
        ...

    def results(self, run: str) -> Iterator[tuple[str, Figures, dict[date, DailyTotals]]]:
        """What each account that did not fail came to in a run."""
        ...

    def keep_day(self, account: str, day: date, figures: Figures, as_of: str, now: int) -> None:
        """Keep one account's figures of one day in place of any kept before."""
        ...

    def figures_of_day(self, account: str, day: date) -> Figures | None:
        """One account's kept figures of one day."""
        ...

    def keep_whole_day(self, day: Day, as_of: str, now: int) -> None:
        """Keep the day of all accounts in place of any kept before."""
        ...

    def whole_days(self, first: date, last: date) -> dict[date, Day]:
        """The kept days of all accounts, both ends included."""
        ...


class ReportLog(Protocol):
    """Who was told which report: what is told once stays told once, however often it is tried."""

    def begin(self, report: str, channel: str, run: str, now: int) -> bool:
        """Claim the telling of a report in a channel; False when it was told, or another run is at it."""
        ...

    def told(self, report: str, channel: str) -> None:
        """Mark it told."""
        ...


class ChartRenderer(Protocol):
    """Whoever draws charts."""

    def __call__(self, report: Report) -> list[Chart]:
        """The charts of a report; those without anything to show are left out."""
        ...


class PageWriter(Protocol):
    """Whoever writes the page of a report."""

    def __call__(self, report: Report, charts: list[Chart]) -> str:
        """One self-contained HTML document."""
        ...


class ReportFiles(Protocol):
    """Where pages and pictures are kept for those who have a link."""

    def keep(self, name: str, content: bytes, content_type: str) -> str:
        """Keep a file; the link to it comes back and works for `lifetime` at most."""
        ...

    @property
    def lifetime(self) -> timedelta:
        """How long links work."""
        ...


class ReportMessenger(Protocol):
    """Slack, for reports."""

    def tell(self, channel: str, report: Report, link: str | None, charts: list[Chart]) -> None:
        """Post a report with its charts. Raises SlackError."""


class ExportFile(Protocol):
    """A file that grows."""

    def write(self, data: bytes) -> None:
        """Take in bytes."""
        ...

    def finish(self) -> str:
        """End the file; a link to it that works for a quarter of an hour."""
        ...


class ExportStore(Protocol):
    """Where exports lie that are too large for an answer."""

    def file(self, content_type: str, ending: str) -> AbstractContextManager[ExportFile]:
        """A new file, which comes to be when something is written; a failure leaves nothing of it behind."""
        ...
