"""Who may do what: everybody of the workspace may acknowledge, the policy's approvers may mute and except."""

from pydantic import Field

from config_monitor.domain.actions.action import Action, ActionKind
from config_monitor.domain.events import Severity
from config_monitor.domain.model import DomainModel
from config_monitor.domain.policy import Policy

FOR_APPROVERS: frozenset[ActionKind] = frozenset({"mute", "except", "approve", "undo_mute", "undo_except"})


class Membership(DomainModel):
    """What the workspace says of a user."""

    full_member: bool = Field(description="of this workspace: no guest, no bot, not deactivated, of no other workspace")
    approver: bool = Field(description="named by the policy, of one of its groups or in its private channel")


def refusal(policy: Policy, kind: ActionKind, membership: Membership, severity: Severity) -> str | None:
    """Why somebody may not act, in one sentence that says who may; None when they may."""
    if not membership.full_member:
        return "Only full members of this workspace may act here."
    if kind not in FOR_APPROVERS:
        return None
    if not membership.approver:
        return f"Only approvers may do this: {_who(policy)}."
    allowed = policy.approvers.severities
    if kind in ("except", "approve") and allowed is not None and severity not in allowed:
        words = ", ".join(each.word for each in allowed)
        return f"The policy lets approvers except {words} severities only; this one is {severity.word}."
    return None


def needs_second_person(policy: Policy, action: Action, severity: Severity) -> bool:
    """Whether an exception holds only once another approver agrees."""
    return action.kind == "except" and policy.approvers.two_people and severity >= Severity.CRITICAL


def _who(policy: Policy) -> str:
    approvers = policy.approvers
    named = [
        *approvers.users,
        *(f"members of the group {group}" for group in approvers.groups),
        *([f"members of #{approvers.channel}, if it is private"] if approvers.channel else []),
    ]
    return ", ".join(named) or "the policy names none yet"
