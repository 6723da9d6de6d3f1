"""A world in which alerts are told: alerts and pace in memory, a clock that waiting moves, a Slack that can fail."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from config_monitor.adapters.messages import JinjaMessages
from config_monitor.domain.compliance import AlertKey, ViolationKey
from config_monitor.domain.events import Severity, from_epoch
from config_monitor.domain.notifications import Alert, Backlog, Batch, Delivery, Message, Receipt, Waiting
from config_monitor.errors import NotifierError
from config_monitor.ports import Posted
from config_monitor.use_cases.alert_sender import AlertSender
from config_monitor.use_cases.deliver_alerts import deliver_alerts, find_unsent
from config_monitor.use_cases.notify_slack import notify_slack

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC).timestamp()
WRITER = JinjaMessages()


class FakeAlerts:
    """The alerts of the table in memory, claimed under the conditions of the real ones."""

    def __init__(self) -> None:
        self.kept: dict[AlertKey, Delivery] = {}
        self.batches: dict[tuple[str, str], Batch] = {}

    def get(self, key: AlertKey) -> Delivery | None:
        return self.kept.get(key)

    def get_all(self, keys: Iterable[AlertKey]) -> dict[AlertKey, Delivery]:
        return {key: self.kept[key] for key in keys if key in self.kept}

    def unsent(self, channel: str, now: float, limit: int) -> Waiting:
        waiting = sorted(
            (d for d in self.kept.values() if d.unsent and d.alert.channel == channel), key=lambda d: d.alert.key.sk
        )
        due = [d for d in waiting if d.not_before <= now]
        next_at = min((d.not_before for d in waiting if d.not_before > now), default=None)
        return Waiting(due=due[:limit], more=len(due) > limit, next_at=next_at)

    def backlog(self) -> dict[str, Backlog]:
        found: dict[str, list[int]] = {}
        for delivery in self.kept.values():
            if delivery.unsent:
                found.setdefault(delivery.alert.channel, []).append(delivery.written_at)
        return {channel: Backlog(alerts=len(times), oldest=min(times)) for channel, times in found.items()}

    def claim(self, key: AlertKey, now: float, until: float, batch: str | None = None) -> Delivery | None:
        kept = self.kept.get(key)
        if not kept or not kept.unsent or kept.not_before > now:
            return None
        self._change(key, not_before=until, batch=batch, attempts=kept.attempts + 1)
        return self.kept[key]

    def claim_all(self, keys: Iterable[AlertKey], now: float, until: float, batch: str | None = None) -> list[Delivery]:
        return [claimed for key in keys if (claimed := self.claim(key, now, until, batch))]

    def rest(self, keys: Iterable[AlertKey], until: float) -> None:
        for key in keys:
            self._change(key, not_before=until)

    def mark_sent(self, keys: Iterable[AlertKey], receipt: Receipt) -> None:
        for key in keys:
            self._change(key, unsent=False, receipt=receipt, not_before=0)

    def keep_batch(self, batch: Batch) -> None:
        self.batches[batch.rate_limit_key, batch.batch_id] = batch

    def batch(self, rate_limit_key: str, batch_id: str) -> Batch | None:
        return self.batches.get((rate_limit_key, batch_id))

    def end_in_batch(self, rate_limit_key: str, batch_id: str, ended: frozenset[str]) -> Batch | None:
        if (rate_limit_key, batch_id) not in self.batches:
            return None
        batch = self.batches[rate_limit_key, batch_id]
        self.batches[rate_limit_key, batch_id] = batch.model_copy(update={"ended": batch.ended | ended})
        return self.batches[rate_limit_key, batch_id]

    def _change(self, key: AlertKey, **change: Any) -> None:
        self.kept[key] = self.kept[key].model_copy(update=change)


class FakePace:
    """Gates and windows in memory."""

    def __init__(self) -> None:
        self.free_at: dict[str, float] = {}
        self.held: dict[str, tuple[str, float]] = {}
        self.windows: dict[tuple[str, str], tuple[str, float]] = {}

    def enter(self, rate_limit_key: str, holder: str, now: float, until: float) -> float | None:
        if self.free_at.get(rate_limit_key, 0) > now:
            return self.free_at[rate_limit_key]
        if rate_limit_key in self.held and self.held[rate_limit_key][1] > now:
            return now + 0.5
        self.held[rate_limit_key] = holder, until
        return None

    def leave(self, rate_limit_key: str, holder: str, free_at: float) -> None:
        if self.held.get(rate_limit_key, ("", 0))[0] == holder:
            del self.held[rate_limit_key]
            self.free_at[rate_limit_key] = free_at

    def open_group_interval(self, rate_limit_key: str, group: str, opener: str, now: float, until: float) -> bool:
        held = self.windows.get((rate_limit_key, group), ("", 0.0))
        if held[1] > now and held[0] != opener:
            return False
        self.windows[rate_limit_key, group] = opener, until
        return True

    def extend_group_interval(self, rate_limit_key: str, group: str, until: float) -> None:
        opener, before = self.windows.get((rate_limit_key, group), ("", 0.0))
        self.windows[rate_limit_key, group] = opener, max(until, before)


@dataclass
class Said:
    """One message that Slack has."""

    via: str
    at: float
    channel: str
    thread: str | None
    ts: str
    message: Message


@dataclass
class FakeSlack:
    """Takes messages; `trouble` is asked before each, and may raise, or raise after it was taken."""

    now: Callable[[], float]
    threads: bool = True
    said: list[Said] = field(default_factory=list)
    trouble: Callable[[str], NotifierError | None] = lambda _channel: None
    takes: bool = False
    seconds: float = 0.3
    wait: Callable[[float], None] = lambda _seconds: None

    def rate_limit_key(self, channel: str) -> str:
        return channel if self.threads else "webhook"

    def post(self, channel: str, message: Message, thread: str | None = None) -> Posted:
        self.wait(self.seconds)
        error = self.trouble(channel)
        if error and not self.takes:
            raise error
        ts = f"{len(self.said)}.0"
        self.said.append(Said("post", self.now(), channel, thread, ts, message))
        if error:
            raise error
        return Posted(channel, ts) if self.threads else Posted(None, None)

    def edit(self, channel_id: str, ts: str, message: Message) -> None:
        if error := self.trouble(channel_id):
            raise error
        self.said.append(Said("edit", self.now(), channel_id, None, ts, message))

    @property
    def posts(self) -> list[Said]:
        return [said for said in self.said if said.via == "post"]


class World:
    """All of it, with a minute's run of deliver_alerts as its machine does it."""

    def __init__(self, *, threads: bool = True) -> None:
        self.time = START
        self.alerts, self.rate_limiter = FakeAlerts(), FakePace()
        self.slack = FakeSlack(now=lambda: self.time, threads=threads, wait=self.wait)
        ids = count()
        self.sender = AlertSender(
            slack=self.slack,
            alerts=self.alerts,
            rate_limiter=self.rate_limiter,
            writer=WRITER,
            clock=lambda: datetime.fromtimestamp(self.time, UTC),
            sleep=self.wait,
            new_id=lambda: f"id-{next(ids)}",
            default_channel="general",
        )

    def wait(self, seconds: float) -> None:
        self.time += seconds

    def write(self, *alerts: Alert) -> None:
        """What PersistEvent does: the intent to tell."""
        for alert in alerts:
            self.alerts.kept[alert.key] = Delivery(alert=alert, unsent=True, written_at=int(self.time))

    def tell(self, *alerts: Alert) -> str:
        """Write alerts and have NotifySlack tell them, as process_event does."""
        self.write(*alerts)
        return notify_slack([alert.key for alert in alerts], self.sender).outcome

    def deliver(self) -> None:
        """One run of deliver_alerts."""
        for channels in find_unsent(self.sender).channels:
            rounds, waited = 0, 0
            while (done := deliver_alerts(channels, self.sender)).outcome == "again" and rounds < 30 and waited <= 45:
                rounds, waited = rounds + 1, waited + done.wait_seconds
                self.wait(done.wait_seconds)

    def minutes(self, number: int) -> None:
        """Some minutes, each with its run."""
        for _ in range(number):
            began = self.time
            self.deliver()
            self.time = max(self.time, began + 60)

    @property
    def unsent(self) -> int:
        return sum(delivery.unsent for delivery in self.alerts.kept.values())


def violation(
    number: int = 0, *, rule: str = "restricted-ssh", account: str = "222222222222", at: float = START, **given: Any
) -> Alert:
    """The alert of a violation that opened."""
    resource = given.pop("resource_id", f"sg-{number:05d}")
    key = ViolationKey(
        account=account,
        region="us-east-1",
        rule_name=rule,
        resource_type="AWS::EC2::SecurityGroup",
        resource_id=resource,
    )
    values: dict[str, Any] = {
        "alert_id": f"event-{number}",
        "kind": "opened",
        "channel": "security",
        "group": rule,
        "created_at": from_epoch(at),
        "severity": Severity.HIGH,
        "account": account,
        "region": "us-east-1",
        "source": "aws.config",
        "detail_type": "Config Rules Compliance Change",
        "title": f"Security group opens SSH to the world: {resource}",
        "category": "security",
        "status": "NON_COMPLIANT",
        "rule": rule,
        "rule_name": rule,
        "resource_type": key.resource_type,
        "resource_id": resource,
        "happened_at": from_epoch(at),
        "opened_at": from_epoch(at),
        "violation": key,
    }
    return Alert(**values | given)


def ending(opening: Alert, *, after: float = 11520, kind: str = "fixed", **given: Any) -> Alert:
    """The alert of its end, some seconds after it opened; 3 h 12 min if not said."""
    opened = datetime.fromisoformat(opening.happened_at).timestamp()
    values = {
        "alert_id": f"{opening.alert_id}-{kind}",
        "kind": kind,
        "created_at": from_epoch(opened + after),
        "happened_at": from_epoch(opened + after),
        "resolved_at": None if kind == "excepted" else from_epoch(opened + after),
        "answers": opening.key,
        "baseline": False,
        "previous_alert": None,
    }
    return opening.model_copy(update=values | given)
