"""Start what a caller of the API asks for: an exception, or the end of one. IAM has decided that they may."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from config_monitor.domain.actions import LONGEST_REASON, Action, ActionSubject, needs_second_person, wrong_exception
from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import format_instant, one_line
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.lifecycle import key_of_id
from config_monitor.domain.policy import Author, OverrideScope, Policy, fingerprint, holds, override_ids
from config_monitor.ports import ActionStarter, CurrentIncidents, CurrentViolations, OverrideSource, ViolationsByScope
from config_monitor.use_cases.excepted_severity import excepted_severity

# An exception's id is hexadecimal; longer texts are no key of the table.
_ID = re.compile("[0-9a-f]{1,64}")


@dataclass(frozen=True)
class AskDependencies:
    """The ports of asking, who asks, and the present; `action_id` is that of this request alone."""

    policy: Policy
    violations: CurrentViolations
    incidents: CurrentIncidents
    violations_by_scope: ViolationsByScope
    overrides: OverrideSource
    starter: ActionStarter
    by: Author
    action_id: str
    now: datetime


class Asked(NamedTuple):
    """What was started: the id of the exception, and whether a second person has to agree before it holds."""

    exception_id: str
    second_person: bool = False


Refused = Literal["unknown", "not open", "of the policy", "over"]


def ask_for_exception(
    subject_id: str, reason: str, expires: date, scope: OverrideScope, ports: AskDependencies
) -> Asked | Refused | Mapping[str, str]:
    """Start it for a violation or incident by its id; or say why not, with what is wrong by field."""
    longest, today = ports.policy.approvers.longest_days, ports.now.date()
    if faults := wrong_exception(reason, expires.isoformat(), today, longest):
        return faults
    key = key_of_id(subject_id, ViolationKey) or key_of_id(subject_id, IncidentKey)
    if key is None or (subject := _subject(key, ports)) is None:
        return "unknown"
    if not subject.is_open:
        return "not open"
    wanted = {"reason": one_line(reason, LONGEST_REASON), "expires": expires, "scope": scope}
    action = _action("except", key, ports).model_copy(update=wanted)
    _start(action, ports)
    ids = override_ids(key)
    severity = excepted_severity(action, subject, ports.violations_by_scope)
    second_person = needs_second_person(ports.policy, action, severity)
    return Asked(ids.rule if scope == "rule" else ids.resource, second_person)


def ask_to_end_exception(exception_id: str, ports: AskDependencies) -> Asked | Refused:
    """Start ending an exception that a person made; one of the policy is ended in its file."""
    exception = ports.overrides.exception(exception_id) if _ID.fullmatch(exception_id) else None
    if exception is None or exception.key is None:
        own = {fingerprint(entry) for entry in ports.policy.exceptions}
        return "of the policy" if exception_id in own else "unknown"
    if not holds(exception, format_instant(ports.now)):
        return "over"
    ended = {"exception_id": exception_id}
    _start(_action("undo_except", exception.key, ports).model_copy(update=ended), ports)
    return Asked(exception_id)


def _subject(key: ViolationKey | IncidentKey, ports: AskDependencies) -> ActionSubject | None:
    """What it is about; None where there is no such thing."""
    stored = ports.violations.violation(key) if isinstance(key, ViolationKey) else ports.incidents.incident(key)
    return stored[1] if stored else None


def _action(kind: Literal["except", "undo_except"], key: ViolationKey | IncidentKey, ports: AskDependencies) -> Action:
    return Action(
        action_id=ports.action_id,
        kind=kind,
        by=ports.by,
        at=format_instant(ports.now),
        origin="api",
        violation=key if isinstance(key, ViolationKey) else None,
        incident=key if isinstance(key, IncidentKey) else None,
    )


def _start(action: Action, ports: AskDependencies) -> None:
    ports.starter.start(action.action_id, {"action": action.model_dump(mode="json", exclude_none=True)})
