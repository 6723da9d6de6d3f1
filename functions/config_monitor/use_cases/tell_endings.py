"""Tell how violations ended, where their openings were told; never before those were."""

from collections.abc import Sequence

from config_monitor.domain.alert import Alert
from config_monitor.domain.delivery import LEASE_SECONDS, Delivery, Receipt, ended_in
from config_monitor.domain.message import Message
from config_monitor.domain.wording import colour_of_ending, colour_of_many, facts_of, facts_of_endings, facts_of_many
from config_monitor.errors import SlackError
from config_monitor.use_cases.tell import message_of
from config_monitor.use_cases.telling import Outcome, Telling


def tell_ending(delivery: Delivery, telling: Telling) -> Outcome:
    """Tell one ending, unless its opening still waits: then deliver_alerts tells both in one message."""
    answers = delivery.alert.answers
    opening = telling.alerts.get(answers) if answers else None
    return "pending" if opening and opening.unsent else tell_endings([delivery], opening, telling)


def tell_endings(endings: Sequence[Delivery], opening: Delivery | None, telling: Telling) -> Outcome:
    """Tell endings whose openings one message told, in its thread; `opening` is one of those, None if there is none.

    The first message is edited before the reply is posted: an edit can be done twice unseen, a reply cannot.
    """
    claimed = telling.alerts.claim_all([e.alert.key for e in endings], now := telling.now(), now + LEASE_SECONDS)
    if not claimed:
        return "pending"
    alerts = [taken.alert for taken in claimed]
    told = opening.receipt if opening else None
    if told and told.told_as == "damped" and not told.ts:
        telling.alerts.settle([alert.key for alert in alerts], told)
        return "sent"
    try:
        if opening and told and told.channel_id and told.ts and telling.slack.threads:
            telling.edit(told.channel_id, told.ts, _first_message(opening, alerts, told, telling))
            posted = telling.post(alerts[0].channel, _reply(alerts, telling), told)
        else:
            posted = telling.post(alerts[0].channel, _reply(alerts, telling))
    except SlackError as error:
        return telling.leave(claimed, error)
    telling.settle(alerts, posted, "reply")
    return "sent"


def _first_message(opening: Delivery, endings: Sequence[Alert], told: Receipt, telling: Telling) -> Message | None:
    """What the message that told the openings says from now on; None when it is not known any more."""
    if not told.batch:
        return message_of(opening.alert, max(endings, key=lambda e: e.happened_at), telling)
    batch = telling.alerts.end_in_batch(telling.slack.lane(opening.alert.channel), told.batch, ended_in(endings))
    if not batch:
        return None
    colour = colour_of_many(batch.roundup, batch.kind, batch.counts)
    return telling.writer.write("together", colour, facts_of_many(batch.roundup, batch.kind, batch.counts))


def _reply(endings: Sequence[Alert], telling: Telling) -> Message:
    if len(endings) == 1:
        return telling.writer.write("ending", colour_of_ending(endings[0]), facts_of(endings[0]))
    return telling.writer.write("endings", colour_of_ending(endings[0]), facts_of_endings(endings))
