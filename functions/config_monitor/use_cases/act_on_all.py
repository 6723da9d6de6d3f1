"""Do what somebody asked for below a summary to all that it is about, each with its own event, and show it there."""

from typing import TYPE_CHECKING

from config_monitor.domain.actions import Action, action_words, summary_action
from config_monitor.domain.events import to_epoch
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.notifications import Batch, Delivery, Notification, Section, batch_context, line
from config_monitor.domain.policy import override_ids
from config_monitor.errors import NotifierBusy
from config_monitor.use_cases.alert_sender import AlertSender
from config_monitor.use_cases.send_resolutions import send_resolutions
from config_monitor.use_cases.write_action import except_others, write_action

if TYPE_CHECKING:
    from config_monitor.use_cases.act_on_alert import ActDependencies

# A mute or an exception outlives what it was made for, so taking it back is not for open ones alone.
FOR_OPEN_ONES = ("acknowledge", "mute", "except", "undo_acknowledge")
# One edit, and one more for each change that others make meanwhile; after that their own edits show it.
EDITS = 4


def act_on_all(action: Action, batch: Batch, ports: "ActDependencies", link: str | None) -> int:
    """How many it was done to, in this try or an earlier one. Raises StorageBusy and NotifierError.

    The summary says so from then on, and its thread who did what to how many, once.
    """
    deliveries, done, ends = ports.sender.alerts.get_all(batch.keys), list[AlertKey](), list[AlertKey]()
    rules: set[str] = set()
    for number, alert_key in enumerate(batch.keys):
        delivery = deliveries.get(alert_key)
        key = (delivery.alert.violation or delivery.alert.incident) if delivery else None
        if key is None:
            continue
        one = action.model_copy(update={"action_id": f"{action.action_id}-{number}", "alert": alert_key})
        event_id = f"{to_epoch(one.at)}-{one.action_id}"
        if not (stored := ports.history.event(event_id)):
            meant = action.kind not in FOR_OPEN_ONES or ports.sender.is_open(key)
            if not meant or write_action(one, key, ports.reapply, link):
                continue
            stored = ports.history.event(event_id) if action.kind == "except" else None
        done.append(alert_key)
        ends += [stored[1]] if stored and stored[1] and action.kind == "except" else []
        if (rule := override_ids(key).rule) not in rules:  # the others of a rule are the same for each of a storm
            except_others(one, key, ports.reapply)
        rules.add(rule)
    if done:
        _send_ends(ends, deliveries[done[0]], ports.sender)
        _show(action, batch, done, ports)
        _reply(action, batch, len(done), ports)
    return len(done)


def _send_ends(ends: list[AlertKey], opening: Delivery, sender: AlertSender) -> None:
    """Send at once that they are excepted, so that it is not posted after somebody has undone it.

    What the channel does not take, deliver_alerts sends.
    """
    waiting = [each for each in sender.alerts.get_all(ends).values() if each.waits_for_channel]
    if waiting:
        send_resolutions(waiting, opening, sender)


def _show(action: Action, batch: Batch, done: list[AlertKey], ports: "ActDependencies") -> None:
    """Edit the summary until it shows what is stored: others may act, or resolve some of it, meanwhile."""
    sender, entry = ports.sender, summary_action(action, len(done))
    again = frozenset(f"excepted#{key.position}" for key in done) if action.kind == "undo_except" else frozenset()
    current = sender.alerts.act_in_batch(batch.rate_limit_key, batch.batch_id, entry, again)
    shown = None
    for _ in range(EDITS):
        if current is None or current == shown:
            return
        sender.edit(current.receipt, batch_context(current))
        shown, current = current, sender.alerts.batch(batch.rate_limit_key, batch.batch_id)


def _reply(action: Action, batch: Batch, done: int, ports: "ActDependencies") -> None:
    if not ports.log.claim_reply(action.action_id, int(ports.now.timestamp())):
        return
    others = "; the others are over, or were so already" if done < len(batch.keys) else ""
    stated = line(f"{done:,} of the {len(batch.keys):,} in this message{others}.")
    words = f"{action_words(action)}: {done:,}"
    reply = Notification(
        headline=words, severity=batch.summary.severity, state="baseline", sections=(Section(lines=(stated,)),)
    )
    channel = batch.receipt.channel_id or ""
    try:
        ports.sender.channels.post(channel, reply, batch.receipt)
    except NotifierBusy:
        ports.log.release_reply(action.action_id)
        raise
