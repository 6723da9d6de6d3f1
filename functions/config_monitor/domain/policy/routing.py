"""What the policy decides of an event: how bad it is, where it is told, and whether at once, in the digest or never.

The functions take a `Subject` rather than an event, so that stored violations can be judged by another policy too.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Literal

from config_monitor.domain.events import Severity, format_instant
from config_monitor.domain.policy.classification import Route
from config_monitor.domain.policy.document import ExceptionEntry, Match, Mute, Policy
from config_monitor.domain.policy.subject import Subject


def severity_by_policy(policy: Policy, subject: Subject) -> Severity | None:
    """The severity that the policy gives the subject's rule, if it gives one."""
    return next((entry.severity for entry in policy.severities if _any(entry.rule, subject.rules)), None)


def route_of(policy: Policy, subject: Subject, severity: Severity, today: date) -> Route:
    """Where and how loudly the subject is told: its channel, then whether its severity reaches the threshold there."""
    account = policy.accounts.get(subject.account)
    channel = channel_of(policy, subject, severity)
    exception = exception_of(policy, subject, today)
    return Route(
        channel=channel,
        notify="none" if exception else _notify(policy, subject, severity, channel),
        account_name=account.name if account else None,
        team=account.team if account else None,
        exception=f"{exception.reason} ({exception.owner})" if exception else None,
        excepted_until=end_of(exception) if exception else None,
    )


def channel_of(policy: Policy, subject: Subject, severity: Severity) -> str:
    """The channel of the first route that matches, else the account's, its team's, the default."""
    for route in policy.routes:
        if _matches(policy, route, subject) and (route.severity is None or severity >= route.severity):
            return route.channel
    account = policy.accounts.get(subject.account)
    team = policy.teams.get(account.team) if account and account.team else None
    return (account and account.channel) or (team and team.channel) or policy.default_channel


def threshold_of(policy: Policy, subject: Subject, channel: str) -> Severity:
    """From which severity on the subject is told at once in its channel."""
    for entry in policy.thresholds:
        if _matches(policy, entry, subject) and (entry.channel is None or _any(entry.channel, (channel,))):
            return entry.threshold
    return policy.threshold


def mute_of(policy: Policy, subject: Subject) -> Mute | None:
    """The entry that keeps the subject from being told at once, if one does."""
    return next((entry for entry in policy.quiet if _matches(policy, entry, subject)), None)


def exception_of(policy: Policy, subject: Subject, today: date) -> ExceptionEntry | None:
    """The exception that holds for the subject today (in UTC), if one does; an expired one never does."""
    for entry in policy.exceptions:
        if today <= entry.expires and matches_exception(policy, entry, subject):
            return entry
    return None


def matches_exception(policy: Policy, entry: ExceptionEntry, subject: Subject) -> bool:
    """Whether an exception is about the subject, whatever the day."""
    return (
        _any(entry.rule, subject.rules)
        and _any(entry.resource, [subject.resource_id or ""])
        and (entry.account is None or _any(entry.account, _account_names(policy, subject)))
    )


def end_of(exception: ExceptionEntry) -> str:
    """The instant from which an exception no longer holds: the end of its last day."""
    midnight = datetime.combine(exception.expires, datetime.min.time(), UTC)
    return format_instant(midnight + timedelta(days=1))


def _notify(
    policy: Policy, subject: Subject, severity: Severity, channel: str
) -> Literal["immediate", "digest", "none"]:
    if quiet := mute_of(policy, subject):
        return "none" if quiet.tell == "never" else "digest"
    return "immediate" if severity >= threshold_of(policy, subject, channel) else "digest"


def _account_names(policy: Policy, subject: Subject) -> tuple[str | None, ...]:
    """What patterns for accounts are held against: the number and the policy's name for it."""
    account = policy.accounts.get(subject.account)
    return (subject.account, account.name if account else None)


def _matches(policy: Policy, entry: Match, subject: Subject) -> bool:
    """Whether all that the entry names fits the subject."""
    account = policy.accounts.get(subject.account)
    named: tuple[tuple[list[str] | None, Iterable[str | None]], ...] = (
        (entry.rule, subject.rules),
        (entry.account, _account_names(policy, subject)),
        (entry.team, (account.team if account else None,)),
        (entry.resource_type, (subject.resource_type,)),
        (entry.source, (subject.source,)),
    )
    return all(patterns is None or _any(patterns, values) for patterns, values in named)


def _any(patterns: list[str], values: Iterable[str | None]) -> bool:
    """Whether one of the values fits one of the patterns."""
    return any(value is not None and fnmatchcase(value, pattern) for value in values for pattern in patterns)
