"""Tell many alerts of a channel in one message: what a storm held back, what waited for Slack, or a baseline."""

from collections.abc import Sequence

from config_monitor.domain.notifications import (
    LEASE_SECONDS,
    SIZES,
    Alert,
    AlertSummary,
    Batch,
    Delivery,
    Kind,
    Message,
    Receipt,
    colour_of_many,
    ended_in,
    facts_of_many,
    summarise_alerts,
)
from config_monitor.errors import NotifierError
from config_monitor.use_cases.alert_sender import AlertSender, Outcome
from config_monitor.use_cases.send_single import STORM_SECONDS


def send_batch(
    kind: Kind, openings: Sequence[Delivery], overtaking: Sequence[Delivery], sender: AlertSender
) -> Outcome:
    """Tell openings of one lane, with the endings that overtook them, in one message; what others hold is theirs.

    The alerts are claimed for a batch, and the batch is kept with one write once Slack has taken the message: should
    this function end before every alert is marked, the next one finds the batch and only marks what is left.
    """
    channel = openings[0].alert.channel
    rate_limit_key = sender.slack.rate_limit_key(channel)
    waiting = _not_told_before(rate_limit_key, [*openings, *overtaking], sender)
    if not waiting:
        return "sent"
    batch_id, now = sender.new_id(), sender.now()
    claimed = sender.alerts.claim_all([d.alert.key for d in waiting], now, now + LEASE_SECONDS, batch_id)
    told = [d.alert for d in claimed if not d.alert.answers]
    endings = [d.alert for d in claimed if d.alert.answers]
    if not told:
        sender.alerts.rest([alert.key for alert in endings], now)
        return "pending"
    batch = Batch(
        batch_id=batch_id,
        rate_limit_key=rate_limit_key,
        kind=kind,
        summary_of_alerts=summarise_alerts(told),
        receipt=Receipt(sent_as="together", sent_at=now, batch=batch_id),
        ended=ended_in(endings),
    )
    message, batch = _fitting(told, batch, sender)
    try:
        posted = sender.post(channel, message)
    except NotifierError as error:
        return sender.leave(claimed, error)
    place = {"channel_id": posted.channel_id, "ts": posted.ts, "sent_at": sender.now()}
    batch = batch.model_copy(update={"receipt": batch.receipt.model_copy(update=place)})
    sender.alerts.keep_batch(batch)
    sender.alerts.mark_sent([d.alert.key for d in claimed], batch.receipt)
    _keep_windows(rate_limit_key, told, sender)
    return "sent"


def _not_told_before(rate_limit_key: str, deliveries: Sequence[Delivery], sender: AlertSender) -> list[Delivery]:
    """Leave out, and mark, what an earlier message told whose sender did not live to mark it."""
    batches = {b: sender.alerts.batch(rate_limit_key, b) for b in {d.batch for d in deliveries} if b}
    for batch_id, batch in batches.items():
        if batch:
            sender.alerts.mark_sent([d.alert.key for d in deliveries if d.batch == batch_id], batch.receipt)
    return [d for d in deliveries if not (d.batch and batches[d.batch])]


def _fitting(told: Sequence[Alert], batch: Batch, sender: AlertSender) -> tuple[Message, Batch]:
    """The longest roundup that Slack takes whole; the shortest one always fits."""
    for size in SIZES:
        batch = batch.model_copy(update={"summary_of_alerts": summarise_alerts(told, size)})
        message = _written(batch.summary_of_alerts, batch, sender)
        if message.whole:
            break
    return message, batch


def _written(summary_of_alerts: AlertSummary, batch: Batch, sender: AlertSender) -> Message:
    colour = colour_of_many(summary_of_alerts, batch.kind, batch.counts)
    return sender.writer.write("together", colour, facts_of_many(summary_of_alerts, batch.kind, batch.counts))


def _keep_windows(rate_limit_key: str, told: Sequence[Alert], sender: AlertSender) -> None:
    """What was just told of in numbers is a storm for a while longer."""
    for group in {alert.group for alert in told if not alert.baseline}:
        sender.rate_limiter.extend_group_interval(rate_limit_key, group, sender.now() + STORM_SECONDS)
