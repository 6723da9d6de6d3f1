"""What can be pressed below the message of an alert."""

from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.notifications.alert import Alert
from config_monitor.domain.notifications.notification import Button
from config_monitor.domain.policy import MUTE_DAYS


def buttons_of(alert: Alert, resolution: Alert | None, *, is_over: bool) -> tuple[Button, ...]:
    """What can be pressed below the message of a violation or incident; nothing more once it is over."""
    if not alert.violation and not alert.incident:
        return ()
    details = Button(action="details", label="Details", value=(value := alert.key.model_dump_json()))
    if resolution and resolution.kind == "excepted":
        return (Button(action="undo_except", label="End exception", value=value), details)
    if resolution or is_over:
        return (details,)
    days = tuple((str(n), f"{n} {'day' if n == 1 else 'days'}") for n in MUTE_DAYS)
    acknowledge = "Take over" if alert.acknowledged_by else "Acknowledge"
    return (
        Button(action="acknowledge", label=acknowledge, value=value, style="primary"),
        *([Button(action="undo_acknowledge", label="Undo", value=value)] if alert.acknowledged_by else []),
        Button(action="undo_mute", label="Unmute", value=value)
        if alert.muted_until
        else Button(action="mute", label="Mute …", value=value, options=days),
        Button(action="except", label="Except …", value=value),
        details,
    )


def buttons_of_many(one_of_them: AlertKey, number: int) -> tuple[Button, ...]:
    """What can be pressed below a summary: it is done to all that are open, whose number each button says."""
    value = one_of_them.model_dump_json()
    days = tuple((str(n), f"{n} {'day' if n == 1 else 'days'}") for n in MUTE_DAYS)
    return (
        Button(action="acknowledge", label=f"Acknowledge all {number:,}", value=value, style="primary"),
        Button(action="mute", label=f"Mute all {number:,} …", value=value, options=days),
        Button(action="except", label=f"Except all {number:,} …", value=value),
    )
