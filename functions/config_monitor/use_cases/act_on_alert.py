"""Do what somebody asked for about a violation or incident: decide whether they may, write it, and show it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from config_monitor.domain.actions import (
    Action,
    ActionSubject,
    ExceptionRequest,
    Membership,
    needs_second_person,
    refusal,
    request_notification,
    wrong_exception,
)
from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import Severity, to_epoch
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.notifications import Batch, Notification
from config_monitor.domain.policy import Policy, override_ids
from config_monitor.ports import ActionLog, History, Ledger, Posted, PrivateAnswers, Workspace
from config_monitor.use_cases.act_on_all import act_on_all
from config_monitor.use_cases.action_details import MEMBERS, details_of, details_of_many
from config_monitor.use_cases.alert_sender import AlertSender
from config_monitor.use_cases.excepted_severity import excepted_severity
from config_monitor.use_cases.post_question import post_question
from config_monitor.use_cases.reapply_policy import ReapplyDependencies
from config_monitor.use_cases.show_action import show_action
from config_monitor.use_cases.write_action import except_others, subject_of, write_action

Key = ViolationKey | IncidentKey
NO_SECOND_PERSON = "Two people have to except it, and the policy's approvers are nobody but you, or cannot be read."


@dataclass(frozen=True)
class ActDependencies:
    """The ports of acting; `reapply` has the policy, the overrides, the ledger and the present."""

    reapply: ReapplyDependencies
    history: History
    log: ActionLog
    workspace: Workspace
    private_answers: PrivateAnswers
    sender: AlertSender

    @property
    def ledger(self) -> Ledger:
        """Violations and incidents."""
        return self.reapply.ledger

    @property
    def now(self) -> datetime:
        """The present."""
        return self.reapply.now


class ActionResult(BaseModel):
    """What came of an action; `sentence` is what its author was answered, if it had no effect."""

    model_config = ConfigDict(frozen=True)

    outcome: Literal["done", "shown", "asked", "refused", "unchanged"]
    sentence: str | None = None


def act_on_alert(action: Action, ports: ActDependencies) -> ActionResult:
    """Do it, once however often it is tried. Raises StorageBusy and NotifierError; then it is to be tried again."""
    if action.kind == "approve":
        return _approve(action, ports)
    if batch := _batch(action, ports):
        return _do_all(action, batch, ports)
    key = _key(action, ports)
    if key is None:
        return _answer(action, ports, "unchanged", "What this is about is not kept any more.")
    policy, subject = ports.reapply.policies.policy(), subject_of(key, ports.ledger)
    if not subject.version and not action.exception_id:  # an exception of a rule may outlive what it was made for
        return _answer(action, ports, "unchanged", "What this is about is not kept any more.")
    severity = excepted_severity(action, subject, ports.reapply.violations_by_scope)
    if refused := _refusal(action, severity, policy, ports):
        return _answer(action, ports, "refused", refused)
    if action.kind == "details":
        return _answer(action, ports, "shown", *details_of(subject, ports.reapply.overrides.of(key), ports.now))
    if action.kind == "except":
        action = action.model_copy(update={"severity": severity})
    if needs_second_person(policy, action, severity):
        return _ask(ExceptionRequest(action=action, key=key), subject, policy, ports)
    return _do(action, key, ports)


def _do(action: Action, key: Key, ports: ActDependencies) -> ActionResult:
    """Write and show an action that may be done; one that was written before is only shown."""
    event_id = f"{to_epoch(action.at)}-{action.action_id}"
    if not (stored := ports.history.event(event_id)):
        if unchanged := write_action(action, key, ports.reapply, _link(action, ports)):
            return _answer(action, ports, "unchanged", unchanged)
        stored = ports.history.event(event_id)
    except_others(action, key, ports.reapply)
    alert = stored[1] if stored else None
    show_action(action, key, alert, ports.sender, ports.reapply.overrides, ports.log, ports.ledger, ports.now)
    return ActionResult(outcome="done")


def _batch(action: Action, ports: ActDependencies) -> Batch | None:
    """The summary below which the button was pressed, if it was one."""
    delivery = ports.sender.alerts.get(action.alert) if action.alert else None
    batch_id = delivery.receipt.batch if delivery and delivery.receipt else None
    if not delivery or not batch_id or action.origin != "slack":
        return None
    batch = ports.sender.alerts.batch(ports.sender.rate_limit_key(delivery.alert.channel), batch_id)
    return batch if batch and batch.members else None


def _do_all(action: Action, batch: Batch, ports: ActDependencies) -> ActionResult:
    """Act on all of a summary; what needs two people is excepted one by one."""
    policy, severity = ports.reapply.policies.policy(), batch.summary.severity
    if action.kind == "except":  # the worst of them may be worse by now
        alerts = [delivery.alert for delivery in ports.sender.alerts.get_all(batch.keys).values()]
        keys = [key for alert in alerts if (key := alert.violation or alert.incident)]
        subjects = [subject_of(key, ports.ledger) for key in keys]
        if action.scope == "rule":
            subjects = list({override_ids(subject.key).rule: subject for subject in subjects}.values())
        by_scope = ports.reapply.violations_by_scope
        severity = max([severity, *(excepted_severity(action, subject, by_scope) for subject in subjects)])
        action = action.model_copy(update={"severity": severity})
    if refused := _refusal(action, severity, policy, ports):
        return _answer(action, ports, "refused", refused)
    if action.kind == "details":
        return _answer(action, ports, "shown", *_details_of_all(batch, ports))
    if needs_second_person(policy, action, severity):
        return _answer(
            action, ports, "refused", "Among them are critical ones, each of which two people have to except."
        )
    if not act_on_all(action, batch, ports, _link(action, ports)):
        return _answer(action, ports, "unchanged", "There is none of them that this can still be done to.")
    return ActionResult(outcome="done")


def _details_of_all(batch: Batch, ports: ActDependencies) -> list[str]:
    """What became of a summary, and of the first of what it is about."""
    alerts = [each.alert for each in ports.sender.alerts.get_all(batch.keys[:MEMBERS]).values()]
    keys = [key for alert in alerts if (key := alert.violation or alert.incident)]
    members = [(subject_of(key, ports.ledger), ports.reapply.overrides.of(key)) for key in keys]
    return details_of_many(batch, members, ports.now)


def _ask(request: ExceptionRequest, subject: ActionSubject, policy: Policy, ports: ActDependencies) -> ActionResult:
    """Ask a second person in the approvers' channel, if there is one who may agree."""
    channel = policy.approvers.channel or policy.default_channel
    if not ports.workspace.has_approver_beside(request.action.by.id, policy.approvers):
        return _answer(request.action, ports, "refused", NO_SECOND_PERSON)
    question = _question(request, subject, policy, ports)
    post_question(request, question, channel, ports.log, ports.sender.channels, ports.now)
    return _answer(request.action, ports, "asked", f"A second approver is asked in {channel}.")


def _approve(action: Action, ports: ActDependencies) -> ActionResult:
    """Do what a first person asked for, if a second one may agree; of several who agree the first one counts."""
    asked = ports.log.request(action.request or "")
    if asked is None:
        return _answer(action, ports, "unchanged", "This request is not kept any more.")
    policy, subject = ports.reapply.policies.policy(), subject_of(asked.key, ports.ledger)
    severity = excepted_severity(asked.action, subject, ports.reapply.violations_by_scope)
    if refused := _refusal(action, severity, policy, ports):
        return _answer(action, ports, "refused", refused)
    if action.by.id == asked.action.by.id:
        return _answer(action, ports, "refused", "You asked for it yourself: an approver other than you has to agree.")
    if not asked.approved_by and (outdated := _outdated(asked, severity, policy, ports)):
        return _answer(action, ports, "unchanged", outdated)
    request = ports.log.approve(asked.id, action.by, action.at) or asked
    result = _do(request.agreed, request.key, ports)
    if action.channel_id and action.message_id:
        question = Posted(action.channel_id, action.message_id)
        ports.sender.channels.edit(question, _question(request, subject, policy, ports))
    if request.approved_by and request.approved_by.id != action.by.id:
        return _answer(action, ports, "unchanged", f"{request.approved_by.label} has agreed already.")
    return result


def _question(
    request: ExceptionRequest, subject: ActionSubject, policy: Policy, ports: ActDependencies
) -> Notification:
    account = policy.accounts.get(subject.key.account)
    return request_notification(request, subject, account.name if account else None, _link(request.action, ports))


def _outdated(request: ExceptionRequest, severity: Severity, policy: Policy, ports: ActDependencies) -> str | None:
    """Why what was asked for may not be done any more: the policy, its approvers or the calendar went on."""
    wanted = request.action
    if refused := _refusal(wanted, severity, policy, ports):
        return f"{wanted.by.label} may not except it any more. {refused}"
    longest, expires = policy.approvers.longest_days, f"{wanted.expires}"
    faults = wrong_exception(wanted.reason or "", expires, ports.now.date(), longest)
    return f"It has to be asked for anew. {' '.join(faults.values())}" if faults else None


def _link(action: Action, ports: ActDependencies) -> str | None:
    if not action.channel_id or not action.message_id:
        return None
    return ports.workspace.link(action.channel_id, action.message_id)


def _refusal(action: Action, severity: Severity, policy: Policy, ports: ActDependencies) -> str | None:
    """Why somebody may not act. Of the API's callers IAM has decided."""
    if action.origin == "api":
        return None
    membership: Membership = ports.workspace.membership(action.by.id, policy.approvers)
    return refusal(policy, action.kind, membership, severity)


def _key(action: Action, ports: ActDependencies) -> Key | None:
    if named := action.violation or action.incident:
        return named
    delivery = ports.sender.alerts.get(action.alert) if action.alert else None
    return (delivery.alert.violation or delivery.alert.incident) if delivery else None


def _answer(
    action: Action,
    ports: ActDependencies,
    outcome: Literal["shown", "asked", "refused", "unchanged"],
    *lines: str,
) -> ActionResult:
    """Say something to the author alone."""
    if action.origin == "slack" and action.channel_id:
        ports.private_answers.answer_privately(action.channel_id, action.by.id, lines)
    return ActionResult(outcome=outcome, sentence=" ".join(lines))
