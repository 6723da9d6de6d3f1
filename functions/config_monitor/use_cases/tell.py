"""Tell one alert: claimed, said, written down; what keeps Slack from taking it leaves it unsent for the next try."""

from typing import Literal

from config_monitor.domain.alert import Alert
from config_monitor.domain.delivery import LEASE_SECONDS, Delivery, Receipt, retry_after
from config_monitor.domain.wording import colour_of_alert, colour_of_ending, facts_of, template_of
from config_monitor.errors import SlackError, SlackRefused, SlackUnavailable
from config_monitor.observability import logger
from config_monitor.use_cases.telling import Telling

Outcome = Literal["sent", "held", "pending"]

# A storm is a group that is heard of again within this time; longer than the minute between two runs of deliver_alerts,
# each of which keeps the window open, so that a lasting storm is told once a minute and nothing of it at once.
WINDOW_SECONDS = 90.0
# Endings are told in threads, where they are no noise; this only keeps a hundred of them from queueing for their turn.
ENDINGS_WINDOW_SECONDS = 60.0


def window_of(alert: Alert) -> tuple[str, float]:
    """Whose window an alert opens or waits in, and for how many seconds."""
    return (f"{alert.group}#ended", ENDINGS_WINDOW_SECONDS) if alert.answers else (alert.group, WINDOW_SECONDS)


def tell_alone(delivery: Delivery, telling: Telling) -> Outcome:
    """Tell an alert in a message of its own."""
    alert = delivery.alert
    claimed = telling.alerts.claim(alert.key, now := telling.now(), now + LEASE_SECONDS)
    if not claimed:
        return "pending"
    message = telling.writer.write(template_of(alert), colour_of_alert(alert), facts_of(alert))
    try:
        posted = telling.post(alert.channel, message)
    except SlackError as error:
        return leave_pending([claimed], error, telling)
    receipt = Receipt(told_as="alone", told_at=telling.now(), channel_id=posted.channel_id, ts=posted.ts)
    telling.alerts.settle([alert.key], receipt)
    return "sent"


def tell_ending(delivery: Delivery, telling: Telling) -> Outcome:
    """Tell the end of a violation where its opening was told; never before it."""
    alert = delivery.alert
    opening = telling.alerts.get(alert.answers) if alert.answers else None
    if opening and opening.unsent:
        return "pending"
    claimed = telling.alerts.claim(alert.key, now := telling.now(), now + LEASE_SECONDS)
    if not claimed:
        return "pending"
    message = telling.writer.write("ending", colour_of_ending(alert), facts_of(alert))
    told = opening.receipt if opening else None
    try:
        if opening and told and told.channel_id and told.ts and telling.slack.threads:
            _edit(opening.alert, alert, told.channel_id, told.ts, telling)
            posted = telling.post(told.channel_id, message, told.ts)
        else:
            posted = telling.post(alert.channel, message)
    except SlackError as error:
        return leave_pending([claimed], error, telling)
    receipt = Receipt(told_as="reply", told_at=telling.now(), channel_id=posted.channel_id, ts=posted.ts)
    telling.alerts.settle([alert.key], receipt)
    return "sent"


def _edit(opening: Alert, ending: Alert, channel_id: str, ts: str, telling: Telling) -> None:
    """Let the first message say that it is over. Done before the reply, since an edit can be done twice unseen."""
    message = telling.writer.write(template_of(opening), colour_of_alert(opening, ending), facts_of(opening, ending))
    try:
        telling.slack.edit(channel_id, ts, message)
    except SlackRefused as refused:
        logger.warning("Slack refused an edit", extra={"code": refused.code})


def leave_pending(claimed: list[Delivery], error: SlackError, telling: Telling) -> Outcome:
    """Give claimed alerts back for a later try."""
    asked = (error.retry_after or 0) if isinstance(error, SlackUnavailable) else 0
    rest = max(asked, retry_after(max(delivery.attempts for delivery in claimed)))
    telling.alerts.rest([delivery.alert.key for delivery in claimed], telling.now() + rest)
    logger.warning("not told yet", extra={"alerts": len(claimed), "reason": str(error), "rest_seconds": round(rest, 1)})
    return "pending"
