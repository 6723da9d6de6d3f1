"""What the message about an opening shows of what people decided since, and of its deadline."""

from config_monitor.domain.actions import ActionSubject
from config_monitor.domain.notifications import Alert
from config_monitor.domain.policy import Overrides


def with_actions(opening: Alert, subject: ActionSubject, overrides: Overrides, now: str) -> Alert:
    """The alert as it stands at a stored instant: acknowledged, muted, overdue or none of it."""
    mute, deadline = overrides.at(now).mute, subject.deadline_at
    return opening.model_copy(
        update={
            "acknowledged_by": subject.acknowledged_by,
            "acknowledged_at": subject.acknowledged_at,
            "deadline_at": deadline,
            "overdue": deadline is not None and deadline <= now,
            "muted_by": mute.author.label if mute else None,
            "muted_until": mute.until if mute else None,
        }
    )
