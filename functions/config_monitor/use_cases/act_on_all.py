"""Do what somebody asked for below a summary to all that it is about and that is open, each with its own event."""

from typing import TYPE_CHECKING

from config_monitor.domain.actions import Action, action_words
from config_monitor.domain.events import to_epoch
from config_monitor.domain.notifications import Batch, Notification, Section, line
from config_monitor.domain.policy import override_ids
from config_monitor.errors import NotifierBusy
from config_monitor.use_cases.write_action import except_others, write_action

if TYPE_CHECKING:
    from config_monitor.use_cases.act_on_alert import ActDependencies


def act_on_all(action: Action, batch: Batch, ports: "ActDependencies", link: str | None) -> int:
    """How many it was done to, in this try or an earlier one. Raises StorageBusy and NotifierError.

    The thread of the summary says who did what to how many, once.
    """
    deliveries, done = ports.sender.alerts.get_all(batch.keys), 0
    rules: set[str] = set()
    for number, alert_key in enumerate(batch.keys):
        delivery = deliveries.get(alert_key)
        key = (delivery.alert.violation or delivery.alert.incident) if delivery else None
        if key is None:
            continue
        one = action.model_copy(update={"action_id": f"{action.action_id}-{number}", "alert": alert_key})
        before = ports.history.event(f"{to_epoch(one.at)}-{one.action_id}")
        if not before and (not ports.sender.is_open(key) or write_action(one, key, ports.reapply, link)):
            continue
        done += 1
        if (rule := override_ids(key).rule) not in rules:  # the others of a rule are the same for each of a storm
            except_others(one, key, ports.reapply)
        rules.add(rule)
    _reply(action, batch, done, ports)
    return done


def _reply(action: Action, batch: Batch, done: int, ports: "ActDependencies") -> None:
    if not done or not ports.log.claim_reply(action.action_id, int(ports.now.timestamp())):
        return
    stated = line(f"{done:,} of the {len(batch.keys):,} in this message; the others are over, or were so already.")
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
