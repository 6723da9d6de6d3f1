"""Tell one alert: claimed, said, written down; what keeps Slack from taking it leaves it unsent for the next try."""

from collections.abc import Sequence

from config_monitor.domain.notifications import (
    LEASE_SECONDS,
    Alert,
    Delivery,
    Message,
    colour_of_alert,
    facts_of,
    template_of,
)
from config_monitor.errors import NotifierError
from config_monitor.use_cases.alert_sender import AlertSender, Outcome

# A group that is heard of again within the first time is a storm, and stays one until it was quiet for the second: the
# first alert is told at once, those of the storm each minute together. Both are longer than the time between two runs.
WINDOW_SECONDS, STORM_SECONDS = 90.0, 300.0
# Endings are told in threads, where they are no noise; this only keeps a hundred of them from queueing for their turn.
ENDINGS_WINDOW_SECONDS = 60.0
# A flapping violation is told anew in its channel once a day with threads; a webhook, which has none, is quiet an hour.
FLAPPING_SECONDS, FLAPPING_QUIET_SECONDS = 86400.0, 3600.0


def group_interval_of(alert: Alert) -> tuple[str, float]:
    """Whose window an alert opens or waits in, and for how many seconds."""
    return (f"{alert.group}#ended", ENDINGS_WINDOW_SECONDS) if alert.answers else (alert.group, WINDOW_SECONDS)


def send_single(delivery: Delivery, sender: AlertSender, overtaking: Sequence[Delivery] = ()) -> Outcome:
    """Tell an alert in a message of its own; one that has ended by now is told as ended, and its ending with it."""
    alert = delivery.alert
    keys = [alert.key, *(ending.alert.key for ending in overtaking)]
    claimed = sender.alerts.claim_all(keys, now := sender.now(), now + LEASE_SECONDS)
    if alert.key not in {taken.alert.key for taken in claimed}:
        sender.alerts.rest([taken.alert.key for taken in claimed], now)
        return "pending"
    endings = [taken.alert for taken in claimed if taken.alert.answers]
    ending = max(endings, key=lambda e: e.happened_at, default=None)
    try:
        posted = sender.post(alert.channel, message_of(alert, ending, sender))
    except NotifierError as error:
        return sender.leave(claimed, error)
    sender.mark_sent([alert], posted, "alone")
    sender.mark_sent(endings, posted, "resolved")
    return "sent"


def send_flapping(delivery: Delivery, sender: AlertSender) -> Outcome:
    """Tell that a flapping violation opened once more: in the thread that told of the flapping, not in the channel."""
    alert = delivery.alert
    before = sender.alerts.get(alert.previous_alert) if alert.previous_alert else None
    if before and before.unsent:
        return "pending"
    told = before.receipt if before and before.alert.flapping else None
    age = sender.now() - told.sent_at if told else FLAPPING_SECONDS
    if not told or age >= (FLAPPING_SECONDS if told.ts else FLAPPING_QUIET_SECONDS):
        return send_single(delivery, sender)
    claimed = sender.alerts.claim(alert.key, now := sender.now(), now + LEASE_SECONDS)
    if not claimed:
        return "pending"
    try:
        if told.channel_id and told.ts:
            sender.edit(told.channel_id, told.ts, message_of(alert, None, sender))
            again = sender.writer.write("again", colour_of_alert(alert), facts_of(alert))
            sender.post(alert.channel, again, told)
    except NotifierError as error:
        return sender.leave([claimed], error)
    sender.alerts.mark_sent([alert.key], told.model_copy(update={"sent_as": "damped"}))
    return "sent"


def message_of(alert: Alert, ending: Alert | None, sender: AlertSender) -> Message:
    """The message of an alert told alone, as it was or as it has ended."""
    return sender.writer.write(template_of(alert), colour_of_alert(alert, ending), facts_of(alert, ending))
