"""Show what an action did: the message says how it stands, and the thread says who did what, once."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from config_monitor.domain.actions import Action, ActionSubject, reply_of
from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import format_instant
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.notifications import Delivery, MessageContext, Receipt, alert_context
from config_monitor.domain.policy import Overrides
from config_monitor.errors import NotifierBusy
from config_monitor.ports import ActionLog, Ledger, OverrideSource
from config_monitor.use_cases.alert_sender import AlertSender
from config_monitor.use_cases.notify_slack import notify_slack
from config_monitor.use_cases.send_resolutions import send_resolution
from config_monitor.use_cases.with_actions import with_actions
from config_monitor.use_cases.write_action import subject_of

# One edit, and one more for each person who acts at the same moment; after that their own edits show it.
EDITS = 4


def show_action(
    action: Action,
    key: ViolationKey | IncidentKey,
    alert: AlertKey | None,
    sender: AlertSender,
    overrides: OverrideSource,
    log: ActionLog,
    ledger: Ledger,
    now: datetime,
) -> None:
    """Edit the message and reply in its thread; an alert of the action says more, and then it is the reply.

    The message is edited first: an edit can be done twice unseen, a reply cannot. So the reply is claimed before it is
    posted, and one that Slack may have taken is not posted again: the message says what was done all the same.
    Raises NotifierError.
    """
    subject = partial(subject_of, key, ledger)

    def current(opening: Delivery) -> MessageContext | None:
        return _current(opening, subject(), overrides.of(key), format_instant(now))

    replied = _send(alert, sender) if alert else False
    opening = _opening(action, subject(), sender)
    if replied or not opening or not opening.receipt or not opening.receipt.message_id:
        return
    for shown in (opening, *_other_messages(opening, subject(), sender)):
        if shown.receipt and not shown.receipt.batch:
            _edit(shown.receipt, partial(current, shown), sender)
    _reply(action, subject(), opening.alert.channel, opening.receipt, sender, log, int(now.timestamp()))


def _send(key: AlertKey, sender: AlertSender) -> bool:
    """Send an alert of the action; whether it is the reply. What the channel does not take, deliver_alerts sends."""
    delivery = sender.alerts.get(key)
    if not delivery or not delivery.alert.opening_alert:
        notify_slack([key], sender)
        return False
    if delivery.waits_for_channel:
        send_resolution(delivery, sender)
    return True


def _edit(message: Receipt, current: Callable[[], MessageContext | None], sender: AlertSender) -> None:
    """Edit a message until it shows what is stored: others may act meanwhile, and edit it before this function does."""
    shown = None
    for _ in range(EDITS):
        if (context := current()) is None or context == shown:
            return
        sender.edit(message, context)
        shown = context


def _reply(
    action: Action, subject: ActionSubject, channel: str, thread: Receipt, sender: AlertSender, log: ActionLog, now: int
) -> None:
    if not log.claim_reply(action.action_id, now):
        return
    try:
        sender.channels.post(channel, reply_of(action, subject), thread)
    except NotifierBusy:
        log.release_reply(action.action_id)
        raise


def _opening(action: Action, subject: ActionSubject, sender: AlertSender) -> Delivery | None:
    """The alert whose message shows the subject: that of the button, else of its last opening."""
    key = action.alert or subject.alert
    return sender.alerts.get(key) if key else None


def _other_messages(opening: Delivery, subject: ActionSubject, sender: AlertSender) -> list[Delivery]:
    """The other one of the two messages that show what was escalated."""
    keys = {key for key in (subject.alert, subject.escalation) if key and key != opening.alert.key}
    deliveries = sender.alerts.get_all(keys) if subject.escalation else {}
    return [delivery for delivery in deliveries.values() if delivery.receipt and delivery.receipt.message_id]


def _current(opening: Delivery, subject: ActionSubject, overrides: Overrides, now: str) -> MessageContext | None:
    """What the message says from now on; None when it is over, which an earlier edit says."""
    if not subject.is_open:
        return None
    shown = with_actions(opening.alert, subject, overrides, now)
    if not subject.exception:
        return alert_context(shown)
    words = {"kind": "excepted", "exception": subject.exception, "excepted_until": subject.excepted_until}
    return alert_context(shown, shown.model_copy(update=words))
