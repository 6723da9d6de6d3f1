"""The group interval: the first alert of a group is sent at once, those that follow within it in one message.

A group that has another alert within the first time is a storm, and stays one until it was quiet for the second. Both
are longer than the time between two runs of deliver_alerts.
"""

from collections.abc import Sequence

from config_monitor.domain.notifications import Alert
from config_monitor.use_cases.alert_sender import AlertSender

INTERVAL_SECONDS, STORM_SECONDS = 90.0, 300.0
# Resolutions go to threads, where they are no noise; this only keeps a hundred of them from queueing for their turn.
RESOLUTIONS_SECONDS = 60.0


def group_interval_of(alert: Alert) -> tuple[str, float]:
    """Whose group interval an alert opens or waits in, and for how many seconds."""
    if alert.opening_alert:
        return f"{alert.group}#ended", RESOLUTIONS_SECONDS
    return alert.group, INTERVAL_SECONDS


def is_first(alert: Alert, sender: AlertSender) -> bool:
    """Open the group interval of an alert; False while one that another alert opened is open."""
    group, seconds = group_interval_of(alert)
    key, now = sender.rate_limit_key(alert.channel), sender.now()
    return sender.channels.rate_limiter.open_group_interval(key, group, alert.alert_id, now, now + seconds)


def keep_storm(rate_limit_key: str, alerts: Sequence[Alert], sender: AlertSender) -> None:
    """The groups of alerts that were just sent in numbers are a storm for a while longer."""
    for group in {alert.group for alert in alerts if not alert.baseline}:
        sender.channels.rate_limiter.extend_group_interval(rate_limit_key, group, sender.now() + STORM_SECONDS)
