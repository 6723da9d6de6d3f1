"""Tell many alerts of a channel in one message: what a storm held back, what waited for Slack, or a baseline."""

from collections.abc import Sequence

from config_monitor.domain.alert import Alert
from config_monitor.domain.delivery import LEASE_SECONDS, Batch, Delivery, Kind, Receipt, ended_in
from config_monitor.domain.message import Message
from config_monitor.domain.roundup import SIZES, Roundup, roundup_of
from config_monitor.domain.wording import colour_of_many, facts_of_many
from config_monitor.errors import SlackError
from config_monitor.use_cases.tell import STORM_SECONDS
from config_monitor.use_cases.telling import Outcome, Telling


def tell_together(
    kind: Kind, openings: Sequence[Delivery], overtaking: Sequence[Delivery], telling: Telling
) -> Outcome:
    """Tell openings of one lane, with the endings that overtook them, in one message; what others hold is theirs.

    The alerts are claimed for a batch, and the batch is kept with one write once Slack has taken the message: should
    this function end before every alert is marked, the next one finds the batch and only marks what is left.
    """
    channel = openings[0].alert.channel
    lane = telling.slack.lane(channel)
    waiting = _not_told_before(lane, [*openings, *overtaking], telling)
    if not waiting:
        return "sent"
    batch_id, now = telling.new_id(), telling.now()
    claimed = telling.alerts.claim_all([d.alert.key for d in waiting], now, now + LEASE_SECONDS, batch_id)
    told = [d.alert for d in claimed if not d.alert.answers]
    endings = [d.alert for d in claimed if d.alert.answers]
    if not told:
        telling.alerts.rest([alert.key for alert in endings], now)
        return "pending"
    batch = Batch(
        batch_id=batch_id,
        lane=lane,
        kind=kind,
        roundup=roundup_of(told),
        receipt=Receipt(told_as="together", told_at=now, batch=batch_id),
        ended=ended_in(endings),
    )
    message, batch = _fitting(told, batch, telling)
    try:
        posted = telling.post(channel, message)
    except SlackError as error:
        return telling.leave(claimed, error)
    place = {"channel_id": posted.channel_id, "ts": posted.ts, "told_at": telling.now()}
    batch = batch.model_copy(update={"receipt": batch.receipt.model_copy(update=place)})
    telling.alerts.keep_batch(batch)
    telling.alerts.settle([d.alert.key for d in claimed], batch.receipt)
    _keep_windows(lane, told, telling)
    return "sent"


def _not_told_before(lane: str, deliveries: Sequence[Delivery], telling: Telling) -> list[Delivery]:
    """Leave out, and mark, what an earlier message told whose sender did not live to mark it."""
    batches = {b: telling.alerts.batch(lane, b) for b in {d.batch for d in deliveries} if b}
    for batch_id, batch in batches.items():
        if batch:
            telling.alerts.settle([d.alert.key for d in deliveries if d.batch == batch_id], batch.receipt)
    return [d for d in deliveries if not (d.batch and batches[d.batch])]


def _fitting(told: Sequence[Alert], batch: Batch, telling: Telling) -> tuple[Message, Batch]:
    """The longest roundup that Slack takes whole; the shortest one always fits."""
    for size in SIZES:
        batch = batch.model_copy(update={"roundup": roundup_of(told, size)})
        message = _written(batch.roundup, batch, telling)
        if message.whole:
            break
    return message, batch


def _written(roundup: Roundup, batch: Batch, telling: Telling) -> Message:
    colour = colour_of_many(roundup, batch.kind, batch.counts)
    return telling.writer.write("together", colour, facts_of_many(roundup, batch.kind, batch.counts))


def _keep_windows(lane: str, told: Sequence[Alert], telling: Telling) -> None:
    """What was just told of in numbers is a storm for a while longer."""
    for group in {alert.group for alert in told if not alert.baseline}:
        telling.pace.keep_window(lane, group, telling.now() + STORM_SECONDS)
