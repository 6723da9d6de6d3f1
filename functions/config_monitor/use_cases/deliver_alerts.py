"""Tell what waits: alerts a storm held back, a baseline, what Slack or a crash kept from being told."""

from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.compliance import AlertKey
from config_monitor.domain.notifications import Delivery, Plan, due_messages, waiting_in_all
from config_monitor.use_cases.alert_sender import AlertSender, Outcome
from config_monitor.use_cases.send_batch import send_batch
from config_monitor.use_cases.send_resolutions import send_resolutions
from config_monitor.use_cases.send_single import send_flapping, send_single

# As many alerts as one message tells and one function has time to claim and mark.
PAGE = 1000
# After this no further message is begun; with the last one the function stays within its 60 s.
BUDGET_SECONDS = 30.0
# What is due within this time is worth the machine's waiting; later than that, the next minute's run does it.
SOON_SECONDS = 15.0


class Unsent(BaseModel):
    """What there is to deliver."""

    model_config = ConfigDict(frozen=True)

    channels: list[list[str]] = Field(description="together those for which Slack's limit is one, as with a webhook")
    alerts: int
    oldest_seconds: int = Field(description="how long the oldest unsent alert has waited")


class Delivered(BaseModel):
    """What was done in a channel; `again` asks to be called once more after `wait_seconds`."""

    model_config = ConfigDict(frozen=True)

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
    """Tell what is due in channels of one lane; any number of these may run at a time: each alert is claimed by one."""
    began = sender.now()
    waiting = waiting_in_all([sender.alerts.unsent(channel, began, PAGE) for channel in channels], PAGE)
    plan = due_messages(waiting, began)
    outcomes = _told(plan, sender, began + BUDGET_SECONDS)
    sent, wait = outcomes.count("sent"), max((plan.next_at or 0) - sender.now(), 1.0)
    if waiting.more and "pending" not in outcomes:
        return Delivered(outcome="again", wait_seconds=1, messages=sent)
    if plan.next_at and wait <= SOON_SECONDS:
        return Delivered(outcome="again", wait_seconds=int(wait) + 1, messages=sent)
    return Delivered(outcome="done", messages=sent)


def _by_rate_limit_key(channels: Iterable[str], sender: AlertSender) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for channel in channels:
        found.setdefault(sender.slack.rate_limit_key(channel), []).append(channel)
    return list(found.values())


def _told(plan: Plan, sender: AlertSender, until: float) -> list[Outcome]:
    outcomes: list[Outcome] = []
    overtaking = _by_opening(plan.overtaking)
    if len(plan.openings) == 1:
        outcomes.append(send_single(plan.openings[0], sender, overtaking.get(plan.openings[0].alert.key, [])))
    elif plan.openings:
        outcomes.append(_together("violations", plan.openings, overtaking, sender))
    if plan.baseline:
        outcomes.append(_together("baseline", plan.baseline, overtaking, sender))
    for delivery in plan.again:
        outcomes.append(send_flapping(delivery, sender) if sender.now() < until else "pending")
    for endings, opening in _by_message(plan.endings, sender):
        outcomes.append(send_resolutions(endings, opening, sender) if sender.now() < until else "pending")
    return outcomes


def _together(
    kind: Literal["violations", "baseline"],
    openings: Sequence[Delivery],
    overtaking: dict[AlertKey, list[Delivery]],
    sender: AlertSender,
) -> Outcome:
    endings = [ending for opening in openings for ending in overtaking.get(opening.alert.key, [])]
    return send_batch(kind, openings, endings, sender)


def _by_opening(endings: Sequence[Delivery]) -> dict[AlertKey, list[Delivery]]:
    found: dict[AlertKey, list[Delivery]] = {}
    for ending in endings:
        if ending.alert.answers:
            found.setdefault(ending.alert.answers, []).append(ending)
    return found


def _by_message(endings: Sequence[Delivery], sender: AlertSender) -> list[tuple[list[Delivery], Delivery | None]]:
    """Endings by the message that told their openings, with one of those openings; those of unsent ones wait."""
    openings = sender.alerts.get_all([e.alert.answers for e in endings if e.alert.answers])
    found: dict[str, tuple[list[Delivery], Delivery | None]] = {}
    for ending in endings:
        opening = openings.get(ending.alert.answers) if ending.alert.answers else None
        if opening and opening.unsent:
            continue
        told = opening.receipt if opening else None
        thread = (
            f"{told.channel_id}#{told.ts}"
            if told and told.ts
            else "damped"
            if told and told.sent_as == "damped"
            else ""
        )
        found.setdefault(thread, ([], opening))[0].append(ending)
    return list(found.values())
