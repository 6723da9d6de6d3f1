"""What the policy decides of a subject: severity, channel, and whether to notify at once, in the digest or never.

The functions take a `Subject`, so that events and stored violations are decided alike and by any policy.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Literal

from config_monitor.domain.events import LATEST, Severity, format_instant, format_minute
from config_monitor.domain.policy.classification import Route
from config_monitor.domain.policy.deadlines import deadline_of
from config_monitor.domain.policy.document import ExceptionEntry, Mute, Policy
from config_monitor.domain.policy.matching import fits, label, matches, teams_of
from config_monitor.domain.policy.overrides import NO_OVERRIDES, ExceptionByPerson, Overrides
from config_monitor.domain.policy.subject import Subject
from config_monitor.domain.reasons import Reason, ReasonCode, sentence

Notify = Literal["immediate", "digest", "none"]


def severity_by_policy(policy: Policy, subject: Subject) -> Severity | None:
    """The severity of the first entry that matches; None when the policy has none."""
    return next((entry.severity for entry in policy.severities if matches(policy, entry, subject)), None)


def route_of(
    policy: Policy, subject: Subject, severity: Severity, today: date, overrides: Overrides = NO_OVERRIDES
) -> Route:
    """The route on a day (UTC): an exception comes first, then a mute, then the threshold of the channel.

    The policy's exceptions and mutes come before those made by people.
    """
    if overrides.exception and not covers(policy, overrides.exception, severity):
        overrides = overrides.model_copy(update={"exception": None})
    account = policy.accounts.get(subject.account)
    channel = channel_of(policy, subject, severity)
    excepted = exception_of(policy, subject, today)
    notify, reason = _notify(policy, subject, severity, channel, excepted, overrides)
    exception = excepted[0] if excepted else None
    by_person = None if exception else overrides.exception
    return Route(
        channel=channel,
        notify=notify,
        reason=reason,
        account_name=account.name if account else None,
        team=next(iter(teams_of(policy, subject)), None),
        exception=_words(exception, by_person),
        excepted_until=end_of(kept) if (kept := exception or by_person) else None,
        deadline_days=deadline_of(policy, subject, severity).days,
    )


def covers(policy: Policy, exception: ExceptionByPerson, severity: Severity) -> bool:
    """Whether a person's exception is for what is so severe: what has become worse needs who may except that.

    It holds for what it was made for, whatever the policy says of approvers later.
    """
    if exception.severity is None or severity <= exception.severity:
        return True
    approvers = policy.approvers
    if approvers.two_people and severity >= Severity.CRITICAL and not exception.approved_by:
        return False
    return exception.origin == "api" or approvers.severities is None or severity in approvers.severities


def _words(exception: ExceptionEntry | None, by_person: ExceptionByPerson | None) -> str | None:
    """Who answers for something that is excepted, and why: `alice (U012AB3CD): a bastion`."""
    if exception:
        return f"{exception.owner}: {exception.reason}"
    return f"{by_person.author.label}: {by_person.reason}" if by_person else None


def channel_of(policy: Policy, subject: Subject, severity: Severity) -> str:
    """The channel of the first route that matches, else of the owner's team, the account, its team, the default."""
    for route in policy.routes:
        if matches(policy, route, subject) and (route.severity is None or severity >= route.severity):
            return route.channel
    account = policy.accounts.get(subject.account)
    owner = policy.teams.get(subject.owner) if subject.owner else None
    team = policy.teams.get(account.team) if account and account.team else None
    channels = (level.channel for level in (owner, account, team) if level)
    return next(filter(None, channels), policy.default_channel)


def threshold_of(policy: Policy, subject: Subject, channel: str) -> tuple[Severity, str]:
    """From which severity on the subject is notified at once in its channel, and the entry that says so."""
    for position, entry in enumerate(policy.thresholds):
        if matches(policy, entry, subject) and (entry.channel is None or fits(entry.channel, (channel,))):
            return entry.threshold, label("thresholds", position, entry)
    return policy.threshold, "threshold"


def mute_of(policy: Policy, subject: Subject) -> tuple[Mute, str] | None:
    """The first mute that matches, and how people call it."""
    for position, entry in enumerate(policy.quiet):
        if matches(policy, entry, subject):
            return entry, label("quiet", position, entry)
    return None


def exception_of(policy: Policy, subject: Subject, today: date) -> tuple[ExceptionEntry, str] | None:
    """The first exception that matches and has not expired on a day (UTC), and how people call it."""
    for position, entry in enumerate(policy.exceptions):
        if today <= entry.expires and matches(policy, entry, subject):
            return entry, label("exceptions", position, entry)
    return None


def end_of(exception: ExceptionEntry | ExceptionByPerson) -> str:
    """The instant from which an exception no longer holds: the end of its last day."""
    last = datetime.combine(exception.expires, datetime.min.time(), UTC)
    return format_instant(last + timedelta(days=1)) if exception.expires < date.max else format_instant(LATEST)


def _notify(
    policy: Policy,
    subject: Subject,
    severity: Severity,
    channel: str,
    excepted: tuple[ExceptionEntry, str] | None,
    overrides: Overrides,
) -> tuple[Notify, Reason | None]:
    if excepted:
        entry, entry_label = excepted
        why = sentence(f"Excepted until {entry.expires} by {entry.owner}, {entry_label}: {entry.reason}")
        return "none", Reason(code=ReasonCode.EXCEPTED, sentence=why)
    if excepted_by := overrides.exception:
        why = sentence(f"Excepted until {excepted_by.expires} by {excepted_by.author.label}: {excepted_by.reason}")
        return "none", Reason(code=ReasonCode.EXCEPTED, sentence=why)
    if muted := mute_of(policy, subject):
        mute, entry_label = muted
        never = mute.tell == "never"
        why = f"Muted by {entry_label}: {'never notified' if never else 'left to the digest'}."
        return "none" if never else "digest", Reason(code=ReasonCode.MUTED, sentence=why)
    if muted_by := overrides.mute:
        why = f"Muted until {format_minute(muted_by.until)} by {muted_by.author.label}: left to the digest."
        return "digest", Reason(code=ReasonCode.MUTED, sentence=why)
    threshold, entry_label = threshold_of(policy, subject, channel)
    if severity >= threshold:
        return "immediate", None
    why = f"Its severity {severity.word} is below {threshold.word}, the policy's {entry_label}."
    return "digest", Reason(code=ReasonCode.BELOW_THRESHOLD, sentence=why)
