"""What an action changes: the violation or incident, and the exceptions and mutes that people made."""

from datetime import timedelta
from typing import NamedTuple

from config_monitor.domain.actions.action import Action
from config_monitor.domain.actions.subject import ActionSubject
from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import between, format_instant, parse_instant
from config_monitor.domain.policy import ExceptionByPerson, MuteByPerson, Overrides, override_ids

# Two people who press the button together are one acknowledgement; after that it hands over.
HAND_OVER_AFTER = timedelta(seconds=30)


class Effect(NamedTuple):
    """The subject and overrides afterwards, what to store of the overrides, or why nothing changes."""

    after: ActionSubject
    overrides: Overrides
    stored: tuple[ExceptionByPerson | MuteByPerson, ...] = ()
    unchanged: str | None = None


def effect_of(action: Action, subject: ActionSubject, overrides: Overrides) -> Effect:
    """The effect of an action on a subject, with the overrides that hold at present.

    An exception changes the subject afterwards, when the policy is reapplied to it with the overrides of the effect.
    """
    match action.kind:
        case "acknowledge":
            return _acknowledged(action, subject, overrides)
        case "undo_acknowledge" if subject.acknowledged_by:
            return Effect(subject.model_copy(update={"acknowledged_by": None, "acknowledged_at": None}), overrides)
        case "mute":
            return _with_mute(_mute(action, subject), subject, overrides)
        case "undo_mute" if overrides.mute:
            ended = overrides.mute.model_copy(update={"ended_at": action.at})
            due = None if subject.alert else action.at  # what the mute kept from being notified is looked at soon
            after = subject.model_copy(update={"muted_until": due})
            return Effect(after, overrides.model_copy(update={"mute": None}), (ended,))
        case "except":
            exception = _exception(action, subject)
            return Effect(subject, overrides.model_copy(update={"exception": exception}), (exception,))
        case "undo_except" if overrides.exception:
            over = overrides.exception.model_copy(update={"ended_at": action.at})
            return Effect(subject, overrides.model_copy(update={"exception": None}), (over,))
        case _:
            return Effect(subject, overrides, unchanged="There is nothing to undo any more.")


def subject_words(subject: ActionSubject) -> str:
    """What an action is about, in words."""
    if isinstance(subject, Violation):
        return f"{subject.key.rule_name}: {subject.key.resource_type} {subject.key.resource_id}"
    return subject.title


def _acknowledged(action: Action, subject: ActionSubject, overrides: Overrides) -> Effect:
    if not subject.is_open:
        return Effect(subject, overrides, unchanged="It is not open any more.")
    taken = subject.acknowledged_by and subject.acknowledged_at
    own = subject.acknowledged_by == action.by.label
    if taken and (own or between(subject.acknowledged_at or "", action.at) < HAND_OVER_AFTER):
        return Effect(subject, overrides, unchanged=f"It was acknowledged by {subject.acknowledged_by}.")
    changed = {"acknowledged_by": action.by.label, "acknowledged_at": action.at}
    return Effect(subject.model_copy(update=changed), overrides)


def muted_until(action: Action) -> str:
    """The instant until which an action mutes."""
    return format_instant(parse_instant(action.at) + timedelta(days=action.days or 1))


def _mute(action: Action, subject: ActionSubject) -> MuteByPerson:
    return MuteByPerson(
        id=override_ids(subject.key).resource,
        account=subject.key.account,
        region=subject.key.region,
        subject=subject_words(subject),
        author=action.by,
        created_at=action.at,
        until=muted_until(action),
    )


def _with_mute(mute: MuteByPerson, subject: ActionSubject, overrides: Overrides) -> Effect:
    before = overrides.mute
    apart = max(between(before.until, mute.until), between(mute.until, before.until)) if before else HAND_OVER_AFTER
    if before and apart < HAND_OVER_AFTER:
        return Effect(subject, overrides, unchanged=f"It is muted until {before.until} already.")
    muted = subject.model_copy(update={"muted_until": mute.until})
    return Effect(muted, overrides.model_copy(update={"mute": mute}), (mute,))


def _exception(action: Action, subject: ActionSubject) -> ExceptionByPerson:
    if not action.reason or not action.expires:
        raise ValueError(f"{action.action_id}: an exception needs a reason and a last day")
    key, ids = subject.key, override_ids(subject.key)
    one = action.scope == "resource"
    violation = key if isinstance(subject, Violation) else None
    return ExceptionByPerson(
        id=ids.resource if one else ids.rule,
        account=key.account,
        region=key.region if one else None,
        subject=subject_words(subject),
        author=action.by,
        created_at=action.at,
        scope=action.scope,
        key=key,
        rule_name=getattr(violation, "rule_name", None),
        resource_type=getattr(violation, "resource_type", None) if one else None,
        resource_id=getattr(violation, "resource_id", None) if one else None,
        reason=action.reason,
        expires=action.expires,
        approved_by=action.confirmed_by,
        origin=action.origin,
        severity=action.severity,
    )
