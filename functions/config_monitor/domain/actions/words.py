"""What people read of an action: the reply in the thread, the request for a second person, refusals."""

from typing import Literal

from config_monitor.domain.actions.action import Action
from config_monitor.domain.actions.effects import muted_until, subject_words
from config_monitor.domain.actions.request import ExceptionRequest
from config_monitor.domain.actions.subject import ActionSubject
from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import format_minute
from config_monitor.domain.notifications import (
    Button,
    Fact,
    Notification,
    Section,
    SummaryAction,
    code,
    line,
    link,
    text,
)

_DONE = {
    "acknowledge": "✋ Acknowledged",
    "mute": "🔕 Muted",
    "except": "🛡️ Excepted",
    "undo_acknowledge": "↩️ Acknowledgement undone",
    "undo_mute": "🔔 Unmuted",
    "undo_except": "↩️ Exception ended",
}


def action_words(action: Action) -> str:
    """What was done and by whom, in one line: `🔕 Muted for 7 days by alice (U012)`."""
    words = _DONE[action.kind]
    if action.kind == "mute":
        words += f" for {action.days} {'day' if action.days == 1 else 'days'}"
    if action.kind == "except":
        words += f" until {action.expires}"
    second = f", agreed by {action.confirmed_by.label}" if action.confirmed_by else ""
    return f"{words} by {action.by.label}{second}"


def summary_action(action: Action, number: int) -> SummaryAction:
    """What the summary shows of an action that was done to so many of what it is about."""
    kind: Literal["acknowledge", "mute", "except"]
    match action.kind:
        case "mute" | "undo_mute":
            kind = "mute"
        case "except" | "undo_except":
            kind = "except"
        case _:
            kind = "acknowledge"
    until = f"{action.expires}" if action.kind == "except" else None
    if action.kind == "mute":
        until = muted_until(action)
    undone = action.kind.startswith("undo_")
    return SummaryAction(at=action.at, kind=kind, by=action.by.label, number=number, until=until, undone=undone)


def reply_of(action: Action, subject: ActionSubject) -> Notification:
    """The reply in the thread."""
    quoted = [line(text(action.reason), quoted=True)] if action.reason else []
    lines = (line(text(subject_words(subject))), *quoted)
    return Notification(
        headline=action_words(action), severity=subject.severity, state="baseline", sections=(Section(lines=lines),)
    )


def request_notification(
    request: ExceptionRequest, subject: ActionSubject, account_name: str | None, url: str | None
) -> Notification:
    """The question to the approvers' channel, and what became of it; `url` leads to the message that it is about."""
    action, account = request.action, code(subject.key.account)
    named = line(text(f"{account_name} ("), account, text(")")) if account_name else line(account)
    whole = "this rule" if isinstance(subject, Violation) else f"all that {subject.key.source} reports"
    facts = (
        Fact(name="Account", value=named),
        Fact(name="Region", value=line(text(subject.key.region))),
        Fact(name="Asked by", value=line(text(action.by.label))),
        Fact(name="Until", value=line(text(f"{action.expires}"))),
        Fact(name="For", value=line(text(f"{whole} in this account" if action.scope == "rule" else "this resource"))),
    )
    about = line(text(subject_words(subject)))
    button = Button(action="approve", label="Approve", value=request.id, style="primary")
    approver, at = request.approved_by, request.approved_at
    agreed = line(text(f"Agreed by {approver.label}, {format_minute(at)}")) if approver and at else None
    what = "agreed" if agreed else "a second person is asked"
    return Notification(
        headline=f"{subject.severity.word.capitalize()} exception: {what}",
        severity=subject.severity,
        state="excepted" if agreed else "open",
        facts=facts,
        sections=(Section(lines=(about, line(text(action.reason or ""), quoted=True))),),
        links=(line(link(url, "The message")),) if url else (),
        notes=(agreed,) if agreed else (),
        buttons=() if agreed else (button,),
    )
