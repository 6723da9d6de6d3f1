"""Send what waits: alerts that a storm held back, a baseline, what the notifier or a crash kept from being sent."""

from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import Field

from config_monitor.domain.model import DomainModel
from config_monitor.domain.notifications import Delivery, DueMessages, due_messages, waiting_in_all
from config_monitor.use_cases.alert_sender import AlertSender, SendOutcome
from config_monitor.use_cases.find_unanswered import still_to_send
from config_monitor.use_cases.group_interval import storm_holds
from config_monitor.use_cases.send_batch import send_batch
from config_monitor.use_cases.send_change import send_change
from config_monitor.use_cases.send_reminders import send_reminders
from config_monitor.use_cases.send_resolutions import send_resolutions
from config_monitor.use_cases.send_single import send_flapping, send_single
from config_monitor.use_cases.send_to_mirrors import send_to_mirrors
from config_monitor.use_cases.send_updates import send_updates

# As many alerts as one message summarises and one function has time to claim and mark.
PAGE = 1000
# After this no further message is begun; with the last one the function stays within its 60 s.
BUDGET_SECONDS = 30.0
# Reminders in more threads than these, at once, are one message in the channel.
MOST_THREADS = 5
# What is due within this time is worth the machine's waiting; later than that, the next minute's run sends it.
SOON_SECONDS = 15.0


class Unsent(DomainModel):
    """What there is to deliver."""

    channels: list[list[str]] = Field(description="those that share a rate limit together, as with a webhook")
    alerts: int
    oldest_seconds: int = Field(description="how long the oldest unsent alert has waited")


class Delivered(DomainModel):
    """What was done in a channel; `again` asks to be called once more after `wait_seconds`."""

    outcome: Literal["done", "again"]
    wait_seconds: int = 0
    messages: int = 0


def find_unsent(sender: AlertSender) -> Unsent:
    """Which channels have unsent alerts, whatever the policy says of channels today."""
    backlog = sender.alerts.backlog()
    oldest = min((waiting.oldest for waiting in backlog.values()), default=sender.now())
    return Unsent(
        channels=_by_rate_limit_key(backlog, sender),
        alerts=sum(waiting.alerts for waiting in backlog.values()),
        oldest_seconds=max(int(sender.now() - oldest), 0),
    )


def deliver_alerts(channels: Sequence[str], sender: AlertSender) -> Delivered:
    """Send what is due in channels that share a rate limit.

    Any number of these may run at a time: each alert is claimed by one. In a storm openings wait for its next summary;
    more than one summary takes never wait.
    """
    began = sender.now()
    waiting = waiting_in_all([sender.alerts.unsent(channel, began, PAGE) for channel in channels], PAGE)
    waiting = waiting.model_copy(update={"due": still_to_send(waiting.due, sender)})
    due = due_messages(waiting, began)
    if not waiting.more and storm_holds(sender.rate_limit_key(channels[0]), [d.alert for d in due.openings], sender):
        due = due.model_copy(update={"openings": [], "overtaking": {}})
    outcomes = _send(due, sender, began + BUDGET_SECONDS)
    sent, wait = outcomes.count("sent"), max((due.next_at or 0) - sender.now(), 1.0)
    if waiting.more and "pending" not in outcomes:
        return Delivered(outcome="again", wait_seconds=1, messages=sent)
    if due.next_at and wait <= SOON_SECONDS:
        return Delivered(outcome="again", wait_seconds=int(wait) + 1, messages=sent)
    return Delivered(outcome="done", messages=sent)


def _by_rate_limit_key(channels: Iterable[str], sender: AlertSender) -> list[list[str]]:
    together: dict[str, list[str]] = {}
    for channel in channels:
        together.setdefault(sender.rate_limit_key(channel), []).append(channel)
    return list(together.values())


def _send(due: DueMessages, sender: AlertSender, until: float) -> list[SendOutcome]:
    outcomes: list[SendOutcome] = []
    if len(due.openings) == 1:
        outcomes.append(send_single(due.openings[0], sender, due.overtaking_all(due.openings)))
    elif due.openings:
        outcomes.append(send_batch("violations", due.openings, due.overtaking_all(due.openings), sender))
    if due.baseline:
        outcomes.append(send_batch("baseline", due.baseline, due.overtaking_all(due.baseline), sender))
    for delivery in due.flapping:
        outcomes.append(send_flapping(delivery, sender) if sender.now() < until else "pending")
    for delivery in due.changes:
        outcomes.append(send_change(delivery, sender) if sender.now() < until else "pending")
    for updates, opening in _by_message(due.updates, sender):
        outcomes.append(send_updates(updates, opening, sender) if sender.now() < until else "pending")
    for reminders, opening in _one_message_of_many(_by_message(due.reminders, sender)):
        outcomes.append(send_reminders(reminders, opening, sender) if sender.now() < until else "pending")
    for resolutions, opening in _by_message(due.resolutions, sender):
        outcomes.append(send_resolutions(resolutions, opening, sender) if sender.now() < until else "pending")
    if due.unmirrored:
        outcomes.append(send_to_mirrors(due.unmirrored, sender) if sender.now() < until else "pending")
    return outcomes


def _by_message(follow_ups: Sequence[Delivery], sender: AlertSender) -> list[tuple[list[Delivery], Delivery | None]]:
    """Resolutions or updates by the message about their openings, with one of those; those of waiting ones are left."""
    openings = sender.alerts.get_all([f.alert.opening_alert for f in follow_ups if f.alert.opening_alert])
    messages: dict[str, tuple[list[Delivery], Delivery | None]] = {}
    for follow_up in follow_ups:
        opening = openings.get(follow_up.alert.opening_alert) if follow_up.alert.opening_alert else None
        if not opening or not opening.waits_for_channel:
            messages.setdefault(_thread_of(opening), ([], opening))[0].append(follow_up)
    return list(messages.values())


def _one_message_of_many(
    threads: list[tuple[list[Delivery], Delivery | None]],
) -> list[tuple[list[Delivery], Delivery | None]]:
    """Reminders in the threads they are of; where that were too many threads, all in one message of the channel."""
    if len(threads) <= MOST_THREADS:
        return threads
    return [([reminder for reminders, _ in threads for reminder in reminders], None)]


def _thread_of(opening: Delivery | None) -> str:
    """The key of a thread; resolutions without a thread share a message, but not with those of flapping ones."""
    receipt = opening.receipt if opening else None
    if receipt and receipt.message_id:
        return f"{receipt.channel_id}#{receipt.message_id}"
    return "flapping" if receipt and receipt.sent_as == "flapping" else ""
