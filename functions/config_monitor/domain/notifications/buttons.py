"""What can be pressed below the message of an alert."""

from collections.abc import Sequence

from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.notifications.alert import Alert
from config_monitor.domain.notifications.delivery import SummaryAction
from config_monitor.domain.notifications.notification import Button
from config_monitor.domain.policy import MUTE_DAYS

_DAYS = tuple((str(n), f"{n} {'day' if n == 1 else 'days'}") for n in MUTE_DAYS)


def buttons_of(alert: Alert, resolution: Alert | None, *, is_over: bool) -> tuple[Button, ...]:
    """What can be pressed below the message of a violation or incident; nothing more once it is over."""
    if not alert.violation and not alert.incident:
        return ()
    details = Button(action="details", label="Details", value=(value := alert.key.model_dump_json()))
    if resolution and resolution.kind == "excepted":
        return (Button(action="undo_except", label="End exception", value=value), details)
    if resolution or is_over:
        return (details,)
    acknowledge = "Take over" if alert.acknowledged_by else "Acknowledge"
    return (
        Button(action="acknowledge", label=acknowledge, value=value, style="primary"),
        *([Button(action="undo_acknowledge", label="Undo", value=value)] if alert.acknowledged_by else []),
        Button(action="undo_mute", label="Unmute", value=value)
        if alert.muted_until
        else Button(action="mute", label="Mute …", value=value, options=_DAYS),
        Button(action="except", label="Except …", value=value),
        details,
    )


def buttons_of_many(one_of_them: AlertKey, number: int, actions: Sequence[SummaryAction]) -> tuple[Button, ...]:
    """What can be pressed below a summary; each button says the number that it is about.

    `number` are still open; `actions` were done to all of them and can be undone.
    """
    value, done = one_of_them.model_dump_json(), {each.kind: each for each in actions if not each.undone}
    buttons = []
    if number:
        acknowledge = "Take over" if "acknowledge" in done else "Acknowledge"
        label = f"{acknowledge}{_all(number)}"
        buttons.append(Button(action="acknowledge", label=label, value=value, style="primary"))
        if taken := done.get("acknowledge"):
            buttons.append(Button(action="undo_acknowledge", label=f"Undo{_all(taken.number, ' for')}", value=value))
    if muted := done.get("mute"):
        buttons.append(Button(action="undo_mute", label=f"Unmute{_all(muted.number)}", value=value))
    elif number:
        buttons.append(Button(action="mute", label=f"Mute{_all(number)} …", value=value, options=_DAYS))
    if number:
        buttons.append(Button(action="except", label=f"Except{_all(number)} …", value=value))
    if excepted := done.get("except"):
        label = f"End exception{_all(excepted.number, ' of')}"
        buttons.append(Button(action="undo_except", label=label, value=value))
    return (*buttons, Button(action="details", label="Details", value=value))


def _all(number: int, of: str = "") -> str:
    """How many a button is about, where it is more than one."""
    return f"{of} all {number:,}" if number > 1 else ""
