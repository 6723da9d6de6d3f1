"""A world in which alerts are sent: everything in memory, a clock that waiting moves, a notifier that can fail."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from config_monitor.adapters.notification_templates import TEMPLATES, TemplateWriter
from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import Severity, from_epoch
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.notifications import Alert, Backlog, Batch, Delivery, Receipt, SummaryAction, Waiting
from config_monitor.use_cases.alert_sender import AlertSender
from config_monitor.use_cases.deliver_alerts import deliver_alerts, find_unsent
from config_monitor.use_cases.notification_sender import NotificationSender
from config_monitor.use_cases.notify_slack import notify_slack
from simulation.notifier import FakeNotifier, FakeRateLimiter

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC).timestamp()
WRITER = TemplateWriter(custom=TEMPLATES)  # whatever words a team has put in place of ours


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
        unsent = (d for d in self.kept.values() if d.unsent and d.alert.channel == channel)
        waiting = sorted(unsent, key=lambda d: d.alert.key.position)
        due = [d for d in waiting if d.retry_at <= now]
        next_at = min((d.retry_at for d in waiting if d.retry_at > now), default=None)
        return Waiting(due=due[:limit], more=len(due) > limit, next_at=next_at)

    def backlog(self) -> dict[str, Backlog]:
        times_by_channel: dict[str, list[int]] = {}
        for delivery in self.kept.values():
            if delivery.unsent:
                times_by_channel.setdefault(delivery.alert.channel, []).append(delivery.written_at)
        return {channel: Backlog(alerts=len(times), oldest=min(times)) for channel, times in times_by_channel.items()}

    def claim(self, key: AlertKey, now: float, until: float, batch: str | None = None) -> Delivery | None:
        kept = self.kept.get(key)
        if not kept or not kept.unsent or kept.retry_at > now:
            return None
        self._change(key, retry_at=until, batch=batch, attempts=kept.attempts + 1)
        return self.kept[key]

    def claim_all(self, keys: Iterable[AlertKey], now: float, until: float, batch: str | None = None) -> list[Delivery]:
        return [claimed for key in keys if (claimed := self.claim(key, now, until, batch))]

    def release(self, keys: Iterable[AlertKey], retry_at: float, unanswered: int = 0) -> None:
        for key in keys:
            self._change(key, retry_at=retry_at, unanswered=unanswered or self.kept[key].unanswered)

    def mark_sent(self, keys: Iterable[AlertKey], receipt: Receipt, retry_at: float = 0) -> None:
        for key in keys:
            self._change(
                key, unsent=not receipt.mirrored, receipt=receipt, retry_at=0 if receipt.mirrored else retry_at
            )

    def keep_batch(self, batch: Batch) -> None:
        self.batches[batch.rate_limit_key, batch.batch_id] = batch

    def batch(self, rate_limit_key: str, batch_id: str) -> Batch | None:
        return self.batches.get((rate_limit_key, batch_id))

    def resolve_in_batch(self, rate_limit_key: str, batch_id: str, resolutions: frozenset[str]) -> Batch | None:
        if (rate_limit_key, batch_id) not in self.batches:
            return None
        batch = self.batches[rate_limit_key, batch_id]
        resolved = batch.model_copy(update={"resolutions": batch.resolutions | resolutions})
        self.batches[rate_limit_key, batch_id] = resolved
        return resolved

    def act_in_batch(
        self, rate_limit_key: str, batch_id: str, done: SummaryAction, open_again: frozenset[str]
    ) -> Batch | None:
        batch = self.batches.get((rate_limit_key, batch_id))
        if batch is None or any(each.kind == done.kind and each.at > done.at for each in batch.actions):
            return batch
        others = tuple(each for each in batch.actions if each.kind != done.kind)
        changed = {"actions": (*others, done), "resolutions": batch.resolutions - open_again}
        self.batches[rate_limit_key, batch_id] = batch.model_copy(update=changed)
        return self.batches[rate_limit_key, batch_id]

    def amend(self, alert: Alert) -> None:
        if alert.key in self.kept:
            self._change(alert.key, alert=alert)

    def _change(self, key: AlertKey, **change: Any) -> None:
        self.kept[key] = self.kept[key].model_copy(update=change)


class World:
    """All of it, with a minute's run of deliver_alerts as its machine does it."""

    def __init__(self, *, threads: bool = True) -> None:
        self.time = START
        self.alerts, self.topic = FakeAlerts(), FakeNotifier(now=lambda: self.time)
        self.notifier = FakeNotifier(now=lambda: self.time, threads=threads, wait=self.wait)
        self.ended: set[ViolationKey | IncidentKey] = set()
        ids = count()
        channels = NotificationSender(
            notifier=self.notifier,
            rate_limiter=FakeRateLimiter(),
            clock=lambda: datetime.fromtimestamp(self.time, UTC),
            sleep=self.wait,
            new_id=lambda: f"id-{next(ids)}",
            default_channel="general",
            mirrors=[self.topic],
        )
        self.sender = AlertSender(
            channels=channels, alerts=self.alerts, writer=WRITER, is_open=lambda key: key not in self.ended
        )

    def wait(self, seconds: float) -> None:
        self.time += seconds

    def write(self, *alerts: Alert) -> None:
        """What PersistEvent does: the intent to notify."""
        for alert in alerts:
            self.alerts.kept[alert.key] = Delivery(alert=alert, unsent=True, written_at=int(self.time))

    def notify(self, *alerts: Alert) -> str:
        """Write alerts and have NotifySlack send them, as process_event does."""
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
    number: int = 0, *, rule: str = "restricted-ssh", account: str = "222222222222", at: float = START, **more: Any
) -> Alert:
    """The alert of a violation that opened."""
    resource = more.pop("resource_id", f"sg-{number:05d}")
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
    return Alert(**values | more)


def resolution(opening: Alert, *, after: float = 11520, kind: str = "fixed", **more: Any) -> Alert:
    """The alert of its resolution, some seconds after it opened; 3 h 12 min by default."""
    opened = datetime.fromisoformat(opening.happened_at).timestamp()
    values = {
        "alert_id": f"{opening.alert_id}-{kind}",
        "kind": kind,
        "created_at": from_epoch(opened + after),
        "happened_at": from_epoch(opened + after),
        "resolved_at": None if kind == "excepted" else from_epoch(opened + after),
        "opening_alert": opening.key,
        "baseline": False,
        "previous_alert": None,
    }
    return opening.model_copy(update=values | more)
