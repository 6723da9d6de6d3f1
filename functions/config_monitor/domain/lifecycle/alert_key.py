"""The key of an alert, by which violations, incidents and messages know it."""

from config_monitor.domain.model import DomainModel


class AlertKey(DomainModel):
    """Which alert: its channel, its group there (a rule, an alarm, ...), and its position by time in that group."""

    channel: str
    group: str
    position: str
