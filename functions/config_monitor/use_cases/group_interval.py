"""The group interval: the first alert of a group is sent at once, those that follow within it in one message.

Each summary opens the group interval anew; it is longer than the time between two runs of deliver_alerts. The gaps
between the summaries of a channel's storm grow.
"""

from collections.abc import Sequence

from config_monitor.domain.events import Severity
from config_monitor.domain.notifications import Alert, Storm, group_id, new_storm
from config_monitor.use_cases.alert_sender import AlertSender

INTERVAL_SECONDS = 90.0
# Resolutions go to threads, where they are no noise; this only keeps a hundred of them from queueing for their turn.
RESOLUTIONS_SECONDS = 60.0
# A channel takes sixty messages a minute; one account may use so many of them for openings of its own.
ACCOUNT_MESSAGES, ACCOUNT_SECONDS = 10, 60.0
# So many openings of different groups have a message of their own, fewer in a storm; the next summary has what follows.
CHANNEL_MESSAGES, STORM_MESSAGES, CHANNEL_SECONDS = 10, 2, 60.0


def group_interval_of(alert: Alert) -> tuple[str, float]:
    """Whose group interval an alert opens or waits in, and for how many seconds."""
    if alert.opening_alert:
        return f"{alert.group}#ended", RESOLUTIONS_SECONDS
    return alert.group, INTERVAL_SECONDS


def storm_of(alert: Alert, sender: AlertSender) -> Storm | None:
    """The storm in the channel of an opening, if one goes on; none concerns what is critical or ends an opening."""
    if alert.opening_alert or alert.severity >= Severity.CRITICAL:
        return None
    return _storm_at(sender.rate_limit_key(alert.channel), sender.now(), sender)


def is_first(alert: Alert, storm: Storm | None, sender: AlertSender) -> bool:
    """Open the group interval of an alert; False while one that another alert opened is open.

    In a storm the first of a group is the first since the storm began; what follows it later than its group interval
    waits for the storm's next summary.
    """
    group, seconds = group_interval_of(alert)
    key, now = sender.rate_limit_key(alert.channel), sender.now()
    rate_limiter = sender.channels.rate_limiter
    since = min(storm.began_at, now) if storm else now
    open_until = rate_limiter.open_group_interval(key, group, alert.alert_id, since, now + seconds)
    if storm and open_until is not None and open_until <= now and group_id(group) not in storm.groups:
        rate_limiter.join_storm(key, group_id(group))
    return open_until is None


def account_has_room(alert: Alert, sender: AlertSender) -> bool:
    """Whether the account of an opening had fewer messages of its own in the channel than it may within a minute.

    What is over that waits for the next summary, whatever its severity, since that is what its sender says.
    """
    # Apart from the groups: a member names its rules as it likes, also after another account.
    key, now = f"{sender.rate_limit_key(alert.channel)}#accounts", sender.now()
    return sender.channels.rate_limiter.count(key, alert.account, now, ACCOUNT_SECONDS) <= ACCOUNT_MESSAGES


def channel_has_room(alert: Alert, storm: Storm | None, sender: AlertSender) -> bool:
    """Whether the first opening of a group has a message of its own: while few groups open, or when it is critical.

    After a few others within a minute it has none: the next summary names it, a minute later at most.
    """
    if alert.severity >= Severity.CRITICAL:
        return True
    key, now = sender.rate_limit_key(alert.channel), sender.now()
    most = STORM_MESSAGES if storm else CHANNEL_MESSAGES
    return sender.channels.rate_limiter.count(f"{key}#channel", "openings", now, CHANNEL_SECONDS) <= most


def storm_holds(rate_limit_key: str, alerts: Sequence[Alert], sender: AlertSender) -> bool:
    """Whether openings wait for the next summary of their channel's storm."""
    now = sender.now()
    storm = _storm_at(rate_limit_key, now, sender) if alerts else None
    return storm is not None and storm.holds(alerts, now)


def keep_storm(rate_limit_key: str, alerts: Sequence[Alert], sender: AlertSender) -> None:
    """The groups of alerts that were just sent open their intervals anew; several alerts are a storm's summary."""
    groups, now = {alert.group for alert in alerts if not alert.baseline}, sender.now()
    for group in groups:
        sender.channels.rate_limiter.extend_group_interval(rate_limit_key, group, now + INTERVAL_SECONDS)
    if groups and len(alerts) > 1:
        storm = _storm_at(rate_limit_key, now, sender)
        summed_up = storm.with_summary(groups, now, len(alerts)) if storm else new_storm(groups, now)
        sender.channels.rate_limiter.keep_storm(rate_limit_key, summed_up)


def _storm_at(rate_limit_key: str, now: float, sender: AlertSender) -> Storm | None:
    """The storm that goes on now, if one does."""
    storm = sender.channels.rate_limiter.storm(rate_limit_key)
    return storm if storm and storm.is_on(now) else None
