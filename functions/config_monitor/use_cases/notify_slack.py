"""Notify the alerts of one event: the first of a group at once, those within its group interval in a later summary."""

from collections.abc import Sequence

from pydantic import Field

from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.model import DomainModel
from config_monitor.domain.notifications import BASELINE
from config_monitor.domain.reasons import Reason, ReasonCode
from config_monitor.use_cases.alert_sender import AlertSender, SendOutcome
from config_monitor.use_cases.group_interval import (
    ACCOUNT_MESSAGES,
    CHANNEL_MESSAGES,
    account_has_room,
    channel_has_room,
    is_first,
    storm_of,
)
from config_monitor.use_cases.send_change import send_change
from config_monitor.use_cases.send_resolutions import send_resolution
from config_monitor.use_cases.send_single import send_flapping, send_single
from config_monitor.use_cases.send_updates import send_update

# Where one event ends many violations, what is not sent by then is left to deliver_alerts; the function has 60 s.
BUDGET_SECONDS = 25.0

_GROUPED = Reason(
    code=ReasonCode.GROUPED,
    sentence="Another alert of its group was sent shortly before: those that follow are one message.",
)
_FLOOD = Reason(
    code=ReasonCode.RATE_LIMITED,
    sentence=f"Its account had {ACCOUNT_MESSAGES} messages within a minute: what follows waits for the next summary.",
)
_CROWDED = Reason(
    code=ReasonCode.GROUPED,
    sentence=f"A storm goes on in its channel, or {CHANNEL_MESSAGES} others opened within a minute: "
    "the next summary has it.",
)
_NOT_DELIVERED = Reason(
    code=ReasonCode.NOT_DELIVERED,
    sentence="The channel did not take it yet, or its opening waits too; it is tried again.",
)
_OUT_OF_TIME = Reason(
    code=ReasonCode.RATE_LIMITED, sentence="The event has more alerts than a channel takes in time; it is tried again."
)


class Notified(DomainModel):
    """What NotifySlack returns: `held` waits for a summary, `pending` for the notifier; deliver_alerts sends both."""

    outcome: SendOutcome
    reason: Reason | None = Field(default=None, description="why not everything was sent at once")


def notify_slack(keys: Sequence[AlertKey], sender: AlertSender) -> Notified:
    """Send each alert, hold it or leave it pending. The notifier's troubles are outcomes; the table's are raised."""
    until = sender.now() + BUDGET_SECONDS
    results = [
        _notify(key, sender) if sender.now() < until else Notified(outcome="pending", reason=_OUT_OF_TIME)
        for key in keys
    ]
    order: tuple[SendOutcome, ...] = ("pending", "held", "sent")
    return min(results, key=lambda result: order.index(result.outcome), default=Notified(outcome="sent"))


def _notify(key: AlertKey, sender: AlertSender) -> Notified:
    delivery = sender.alerts.get(key)
    if delivery is None or not delivery.waits_for_channel:
        return Notified(outcome="sent")
    alert = delivery.alert
    if alert.baseline:
        return Notified(outcome="held", reason=BASELINE)
    if delivery.completes_opening:
        return _notified(send_change(delivery, sender))
    storm = storm_of(alert, sender)
    if not is_first(alert, storm, sender):
        return Notified(outcome="held", reason=_GROUPED)
    if alert.is_update:
        return _notified(send_update(delivery, sender))
    if alert.opening_alert:
        return _notified(send_resolution(delivery, sender))
    if not channel_has_room(alert, storm, sender):
        return Notified(outcome="held", reason=_CROWDED)
    if not account_has_room(alert, sender):
        return Notified(outcome="held", reason=_FLOOD)
    return _notified(send_flapping(delivery, sender) if alert.previous_alert else send_single(delivery, sender))


def _notified(outcome: SendOutcome) -> Notified:
    return Notified(outcome=outcome, reason=_NOT_DELIVERED if outcome == "pending" else None)
