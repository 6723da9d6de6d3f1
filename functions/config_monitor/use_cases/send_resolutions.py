"""Tell how violations ended, where their openings were told; never before those were."""

from collections.abc import Sequence

from config_monitor.domain.notifications import (
    LEASE_SECONDS,
    Alert,
    Delivery,
    Message,
    Receipt,
    colour_of_ending,
    colour_of_many,
    ended_in,
    facts_of,
    facts_of_endings,
    facts_of_many,
)
from config_monitor.errors import NotifierError
from config_monitor.use_cases.alert_sender import AlertSender, Outcome
from config_monitor.use_cases.send_single import message_of


def send_resolution(delivery: Delivery, sender: AlertSender) -> Outcome:
    """Tell one ending, unless its opening still waits: then deliver_alerts tells both in one message."""
    answers = delivery.alert.answers
    opening = sender.alerts.get(answers) if answers else None
    return "pending" if opening and opening.unsent else send_resolutions([delivery], opening, sender)


def send_resolutions(endings: Sequence[Delivery], opening: Delivery | None, sender: AlertSender) -> Outcome:
    """Tell endings whose openings one message told, in its thread; `opening` is one of those, None if there is none.

    The first message is edited before the reply is posted: an edit can be done twice unseen, a reply cannot.
    """
    claimed = sender.alerts.claim_all([e.alert.key for e in endings], now := sender.now(), now + LEASE_SECONDS)
    if not claimed:
        return "pending"
    alerts = [taken.alert for taken in claimed]
    told = opening.receipt if opening else None
    if told and told.sent_as == "damped" and not told.ts:
        sender.alerts.mark_sent([alert.key for alert in alerts], told)
        return "sent"
    try:
        if opening and told and told.channel_id and told.ts and sender.slack.threads:
            sender.edit(told.channel_id, told.ts, _first_message(opening, alerts, told, sender))
            posted = sender.post(alerts[0].channel, _reply(alerts, sender), told)
        else:
            posted = sender.post(alerts[0].channel, _reply(alerts, sender))
    except NotifierError as error:
        return sender.leave(claimed, error)
    sender.mark_sent(alerts, posted, "reply")
    return "sent"


def _first_message(opening: Delivery, endings: Sequence[Alert], told: Receipt, sender: AlertSender) -> Message | None:
    """What the message that told the openings says from now on; None when it is not known any more."""
    if not told.batch:
        return message_of(opening.alert, max(endings, key=lambda e: e.happened_at), sender)
    batch = sender.alerts.end_in_batch(
        sender.slack.rate_limit_key(opening.alert.channel), told.batch, ended_in(endings)
    )
    if not batch:
        return None
    colour = colour_of_many(batch.summary_of_alerts, batch.kind, batch.counts)
    return sender.writer.write("together", colour, facts_of_many(batch.summary_of_alerts, batch.kind, batch.counts))


def _reply(endings: Sequence[Alert], sender: AlertSender) -> Message:
    if len(endings) == 1:
        return sender.writer.write("ending", colour_of_ending(endings[0]), facts_of(endings[0]))
    return sender.writer.write("endings", colour_of_ending(endings[0]), facts_of_endings(endings))
