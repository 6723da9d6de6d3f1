"""Tell the alerts of one event: the first of a group at once, the next ones in the window are left to a summary."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from config_monitor.domain.compliance import AlertKey
from config_monitor.use_cases.alert_sender import AlertSender, Outcome
from config_monitor.use_cases.send_resolutions import send_resolution
from config_monitor.use_cases.send_single import group_interval_of, send_flapping, send_single

# Where one event ends many violations, what is not told by then is left to deliver_alerts; the function has 60 s.
BUDGET_SECONDS = 25.0


class Notified(BaseModel):
    """What NotifySlack answers: `held` waits for a summary, `pending` for Slack; deliver_alerts sends both."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Literal["sent", "held", "pending"]


def notify_slack(keys: Sequence[AlertKey], sender: AlertSender) -> Notified:
    """Tell each alert, hold it or leave it pending. Slack's troubles are outcomes; the table's are raised."""
    until = sender.now() + BUDGET_SECONDS
    outcomes: set[Outcome] = set()
    for key in keys:
        outcomes.add(_tell(key, sender) if sender.now() < until else "pending")
    return Notified(outcome="pending" if "pending" in outcomes else "held" if "held" in outcomes else "sent")


def _tell(key: AlertKey, sender: AlertSender) -> Outcome:
    delivery = sender.alerts.get(key)
    if delivery is None or not delivery.unsent:
        return "sent"
    alert = delivery.alert
    if alert.baseline:
        return "held"
    now = sender.now()
    group, seconds = group_interval_of(alert)
    if not sender.rate_limiter.open_group_interval(
        sender.slack.rate_limit_key(alert.channel), group, alert.alert_id, now, now + seconds
    ):
        return "held"
    if alert.answers:
        return send_resolution(delivery, sender)
    return send_flapping(delivery, sender) if alert.previous_alert else send_single(delivery, sender)
