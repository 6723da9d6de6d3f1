"""Tell the alerts of one event: the first of a group at once, the next ones in the window are left to a summary."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from config_monitor.domain.violation import AlertKey
from config_monitor.use_cases.tell import tell_again, tell_alone, window_of
from config_monitor.use_cases.tell_endings import tell_ending
from config_monitor.use_cases.telling import Outcome, Telling

# Where one event ends many violations, what is not told by then is left to deliver_alerts; the function has 60 s.
BUDGET_SECONDS = 25.0


class Notified(BaseModel):
    """What NotifySlack answers: `held` waits for a summary, `pending` for Slack; deliver_alerts sends both."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Literal["sent", "held", "pending"]


def notify_slack(keys: Sequence[AlertKey], telling: Telling) -> Notified:
    """Tell each alert, hold it or leave it pending. Slack's troubles are outcomes; the table's are raised."""
    until = telling.now() + BUDGET_SECONDS
    outcomes: set[Outcome] = set()
    for key in keys:
        outcomes.add(_tell(key, telling) if telling.now() < until else "pending")
    return Notified(outcome="pending" if "pending" in outcomes else "held" if "held" in outcomes else "sent")


def _tell(key: AlertKey, telling: Telling) -> Outcome:
    delivery = telling.alerts.get(key)
    if delivery is None or not delivery.unsent:
        return "sent"
    alert = delivery.alert
    if alert.baseline:
        return "held"
    now = telling.now()
    group, seconds = window_of(alert)
    if not telling.pace.open_window(telling.slack.lane(alert.channel), group, alert.alert_id, now, now + seconds):
        return "held"
    if alert.answers:
        return tell_ending(delivery, telling)
    return tell_again(delivery, telling) if alert.follows else tell_alone(delivery, telling)
