"""The event that records an action in the history: who did what, on what, before and after."""

from typing import Any

from config_monitor.domain.actions.action import Action
from config_monitor.domain.actions.effects import subject_words
from config_monitor.domain.actions.subject import ActionSubject
from config_monitor.domain.actions.words import action_words
from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import Event, one_line, to_epoch
from config_monitor.domain.policy import Classified, Overrides, Route
from config_monitor.domain.reasons import Reason, ReasonCode

SOURCE = "config-monitor.slack"


def audit_event(
    action: Action,
    before: ActionSubject,
    after: ActionSubject,
    overrides: tuple[Overrides, Overrides],
    link: str | None,
) -> Classified:
    """The event of an action; `overrides` are those before and after. It is stored and nobody is notified of it.

    `link` leads to the message whose button was pressed.
    """
    resource_type, resource_id = _resource(before)
    event = Event(
        event_id=action.action_id,
        account=before.key.account,
        region=before.key.region,
        source=SOURCE,
        detail_type=f"Action {action.kind}",
        detail={
            "action": action.model_dump(mode="json", exclude_none=True),
            "subject": before.key.model_dump(mode="json"),
            "before": _state(before, overrides[0]),
            "after": _state(after, overrides[1]),
            "message": {"channel_id": action.channel_id, "message_id": action.message_id, "link": link},
        },
        published_at=to_epoch(action.at),
        title=one_line(f"{action_words(action)}: {subject_words(before)}"),
        category="compliance" if isinstance(before, Violation) else "operations",
        severity=before.severity,
        resource_type=resource_type,
        resource_id=resource_id,
    )
    reason = Reason(code=ReasonCode.ACTION, sentence="An action of a person is recorded and shown in its thread.")
    return Classified(event=event, route=Route(channel="", notify="none", reason=reason))


def _resource(subject: ActionSubject) -> tuple[str | None, str | None]:
    if isinstance(subject, Violation):
        return subject.key.resource_type, subject.key.resource_id
    return (subject.event.resource_type, subject.event.resource_id) if subject.event else (None, None)


def _state(subject: ActionSubject, overrides: Overrides) -> dict[str, Any]:
    return {
        "acknowledged_by": subject.acknowledged_by,
        "exception": subject.exception,
        "excepted_until": subject.excepted_until,
        "overrides": overrides.model_dump(mode="json", exclude_none=True),
    }
