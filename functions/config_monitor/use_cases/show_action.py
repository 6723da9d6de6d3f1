"""Show what an action did: the message says how it stands, and the thread says who did what, once."""

from collections.abc import Sequence
from datetime import datetime

from config_monitor.domain.actions import Action, Subject, reply_of
from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import format_instant
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.notifications import Delivery, MessageContext, alert_context
from config_monitor.domain.policy import Overrides
from config_monitor.errors import NotifierBusy
from config_monitor.ports import ActionLog, Ledger, OverrideSource
from config_monitor.use_cases.alert_sender import AlertSender
from config_monitor.use_cases.notify_slack import notify_slack
from config_monitor.use_cases.send_resolutions import send_resolution


def show_action(
    action: Action,
    key: ViolationKey | IncidentKey,
    alerts: Sequence[AlertKey],
    sender: AlertSender,
    overrides: OverrideSource,
    log: ActionLog,
    ledger: Ledger,
    now: datetime,
) -> None:
    """Edit the message and reply in its thread; an alert of the action says more, and then it is the reply.

    The message is edited first: an edit can be done twice unseen, a reply cannot. Raises NotifierError.
    """
    if log.was_shown(action.action_id):
        return
    subject = ledger.violation(key) if isinstance(key, ViolationKey) else ledger.incident(key)
    replied = [_send(alert, sender) for alert in alerts]
    opening = _opening(action, subject, sender)
    if opening and opening.receipt and opening.receipt.message_id and not any(replied):
        held = overrides.of(key).at(format_instant(now))
        if not opening.receipt.batch and (context := _current(opening, subject, held)):
            sender.edit(opening.receipt, context)
        sender.channels.post(opening.alert.channel, reply_of(action, subject), opening.receipt)
    log.mark_shown(action.action_id, int(now.timestamp()))


def _send(key: AlertKey, sender: AlertSender) -> bool:
    """Send an alert of the action; whether it replied in the thread. What the channel does not take waits as others."""
    delivery = sender.alerts.get(key)
    if not delivery or not delivery.alert.opening_alert:
        notify_slack([key], sender)
        return False
    if delivery.waits_for_channel and send_resolution(delivery, sender) != "sent":
        raise NotifierBusy("the thread did not take the reply yet")
    return True


def _opening(action: Action, subject: Subject, sender: AlertSender) -> Delivery | None:
    """The alert whose message shows the subject: that of the button, else of its last opening."""
    key = action.alert or subject.alert
    return sender.alerts.get(key) if key else None


def _current(opening: Delivery, subject: Subject, overrides: Overrides) -> MessageContext | None:
    """What the message says from now on; None when it is over, which an earlier edit says."""
    if not subject.is_open:
        return None
    mute = overrides.mute
    shown = opening.alert.model_copy(
        update={
            "acknowledged_by": subject.acknowledged_by,
            "acknowledged_at": subject.acknowledged_at,
            "muted_by": mute.author.label if mute else None,
            "muted_until": mute.until if mute else None,
        }
    )
    if not subject.exception:
        return alert_context(shown)
    words = {"kind": "excepted", "exception": subject.exception, "excepted_until": subject.excepted_until}
    return alert_context(shown, shown.model_copy(update=words))
