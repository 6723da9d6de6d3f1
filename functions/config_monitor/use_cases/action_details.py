"""The details that one person asks for by a button: state, people's decisions, timeline."""

from collections.abc import Sequence
from datetime import datetime

from config_monitor.domain.actions import ActionSubject, subject_words
from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import between, duration_words, format_instant, format_minute, last_day
from config_monitor.domain.notifications import Batch, ways
from config_monitor.domain.policy import Overrides

SHOWN, MEMBERS = 8, 10


def details_of(subject: ActionSubject, overrides: Overrides, now: datetime) -> list[str]:
    """Lines of text, the newest part of the timeline last."""
    instant = format_instant(now)
    held = overrides.at(instant)
    lines = [subject_words(subject), f"Account {subject.key.account}, {subject.key.region}"]
    if subject.is_open and subject.opened_at:
        lines.append(
            f"Open for {duration_words(between(subject.opened_at, instant))}, since {format_minute(subject.opened_at)}"
        )
    elif subject.state.resolved_at:
        lines.append(f"Over since {format_minute(subject.state.resolved_at)} ({subject.closed_as})")
    times = "once" if subject.state.opened == 1 else f"{subject.state.opened} times"
    lines.append(f"Severity {subject.severity.word}, opened {times}")
    if subject.acknowledged_by and subject.acknowledged_at:
        lines.append(f"Acknowledged by {subject.acknowledged_by}, {format_minute(subject.acknowledged_at)}")
    if subject.excepted:
        lines.append(subject.excepted)
    if held.mute:
        lines.append(f"Muted until {format_minute(held.mute.until)} by {held.mute.author.label}")
    return [*lines, *_timeline(subject)]


def details_of_many(batch: Batch, members: Sequence[tuple[ActionSubject, Overrides]], now: datetime) -> list[str]:
    """Lines of text about a summary: how many of it are over, and how the first of what it is about stand."""
    instant, over, total = format_instant(now), sum(batch.counts.values()), len(batch.keys)
    lines = [f"{total:,} in this message, {total - over:,} of them open" + (f"; {ways(batch.counts)}" if over else "")]
    lines += [f"{subject_words(subject)}: {_stands(subject, held.at(instant), instant)}" for subject, held in members]
    return [
        *lines,
        *([f"{total - len(members):,} more: /compliance lists what is open"] if total > len(members) else []),
    ]


def _stands(subject: ActionSubject, held: Overrides, instant: str) -> str:
    if not subject.is_open or not subject.opened_at:
        return f"over ({subject.closed_as})"
    stands = [f"open for {duration_words(between(subject.opened_at, instant))}"]
    stands += [f"acknowledged by {subject.acknowledged_by}"] if subject.acknowledged_by else []
    stands += [f"excepted until {last_day(subject.excepted_until)}"] if subject.excepted_until else []
    stands += [f"muted until {format_minute(held.mute.until)} by {held.mute.author.label}"] if held.mute else []
    return ", ".join(stands)


def _timeline(subject: ActionSubject) -> list[str]:
    if isinstance(subject, Violation):
        copies = sorted(subject.state.statuses)
        return [
            *([f"Copies of the rule: {', '.join(copies)}"] if copies != [subject.key.rule_name] else []),
            *(f"{format_minute(t.evaluated_at)}: {t.status} by {t.rule_name}" for t in subject.transitions[-SHOWN:]),
        ]
    return [f"{format_minute(t.occurred_at)}: {t.phase} {t.status or ''}".strip() for t in subject.transitions[-SHOWN:]]
