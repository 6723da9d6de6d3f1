"""The summary of many alerts in one message: counts by rule and account, the worst resources by name.

Each alert is named or counted exactly once: `named` and `more` of all lines and `others` add up to `total`.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pydantic import Field

from config_monitor.domain.events import Severity, config_resource_details_url, config_rule_url
from config_monitor.domain.model import DomainModel
from config_monitor.domain.notifications.alert import Alert

NAMED_IN_LINE, ACCOUNTS = 3, 4
NAME_LENGTH = 120


class Size(NamedTuple):
    """The most that a summary has: lines, names over all lines, groups listed without a line of their own."""

    lines: int
    names: int
    listed: int


# Tried in turn until the message fits; the last fits whatever the names are.
SIZES = (Size(12, 12, 20), Size(12, 6, 10), Size(6, 3, 0), Size(2, 0, 0))


class NamedResource(DomainModel):
    """A resource that the summary names."""

    name: str = Field(description="the resource's id, or the title of an event")
    account: str
    region: str
    url: str | None = None


class AccountCount(DomainModel):
    """How many of a line are in one account."""

    account: str
    count: int


class _Group(DomainModel):
    group: str

    @property
    def name(self) -> str:
        """The group for people: a rule, or source and kind; an account as the kind stands beside it anyway."""
        source, _, kind = self.group.partition("#")
        return source if kind.isdecimal() else f"{source} {kind.replace('#', ' ')}".rstrip()


class GroupLine(_Group):
    """One group: the alerts of one rule, or of one kind of event."""

    severity: Severity
    total: int
    account_counts: list[AccountCount]
    more_accounts: int
    named: list[NamedResource]
    more: int
    url: str | None = Field(default=None, description="the console's page of the rule")
    remediation: str | None = Field(default=None, description="what to do, for a critical or high rule of a baseline")


class GroupCount(_Group):
    """A group for which there is only a number."""

    total: int


class AlertSummary(DomainModel):
    """The values of a message about many alerts, small enough to be stored so that the message can be edited later."""

    total: int
    groups: int
    accounts: int
    severity: Severity
    first_at: str
    last_at: str
    flapping: int
    overdue: int = 0
    events: bool = Field(description="alarms, findings and the like rather than violations")
    mixed: bool = Field(default=False, description="some of them are, some are violations")
    lines: list[GroupLine]
    listed: list[GroupCount]
    others: int = Field(description="alerts of groups without a line of their own")


def summarise_alerts(alerts: Sequence[Alert], size: Size = SIZES[0]) -> AlertSummary:
    """Sum up one or more alerts; the worst and largest groups get a line, the worst resources a name.

    Of equal severity the accounts take turns, so that what one account has many of hides nothing of another's.
    """
    groups: dict[str, list[Alert]] = {}
    for alert in alerts:
        groups.setdefault(alert.group, []).append(alert)
    by_size = sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))
    ordered = _in_turns(by_size, lambda g: (max(a.severity for a in g[1]), _main_account(g[1])))
    shown, rest = ordered[: size.lines], ordered[size.lines :]
    names = _names_by_line([len(members) for _, members in shown], size.names)
    return AlertSummary(
        total=len(alerts),
        groups=len(groups),
        accounts=len({alert.account for alert in alerts}),
        severity=max(alert.severity for alert in alerts),
        first_at=min(alert.happened_at for alert in alerts),
        last_at=max(alert.happened_at for alert in alerts),
        flapping=sum(alert.flapping for alert in alerts),
        overdue=sum(alert.overdue for alert in alerts),
        events=not any(alert.violation for alert in alerts),
        mixed=len({alert.violation is None for alert in alerts}) > 1,
        lines=[_line(group, members, n) for (group, members), n in zip(shown, names, strict=True)],
        listed=[GroupCount(group=group, total=len(members)) for group, members in rest[: size.listed]],
        others=sum(len(members) for _, members in rest),
    )


def _names_by_line(sizes: list[int], limit: int) -> list[int]:
    """How many names each line gets: one each from the worst on, then more for the worst, `limit` in all."""
    names = [int(i < limit) for i in range(len(sizes))]
    most = limit if len(sizes) == 1 else NAMED_IN_LINE
    for i, size in enumerate(sizes):
        names[i] += max(min(size, most) - names[i], 0) if limit - sum(names) >= min(size, most) - names[i] else 0
    return names


def _line(group: str, members: list[Alert], names: int) -> GroupLine:
    oldest_first = sorted(members, key=lambda a: (a.happened_at, a.alert_id))
    worst = _in_turns(oldest_first, lambda a: (a.severity, a.account))
    account_counts = Counter(alert.account_name or alert.account for alert in members).most_common()
    return GroupLine(
        group=group,
        severity=worst[0].severity,
        total=len(members),
        account_counts=[AccountCount(account=account, count=count) for account, count in account_counts[:ACCOUNTS]],
        more_accounts=len(account_counts[ACCOUNTS:]),
        named=[_named(alert) for alert in worst[:names]],
        more=len(members) - names,
        url=rule_url(worst[0]),
        remediation=worst[0].remediation if worst[0].baseline and worst[0].severity >= Severity.HIGH else None,
    )


def _in_turns[T](ordered: Sequence[T], of: Callable[[T], tuple[Severity, str]]) -> list[T]:
    """The worst first and, of equal severity (`of` gives it with the account), one of each account in turn."""
    turns: Counter[tuple[Severity, str]] = Counter()
    ranked: list[tuple[int, int, T]] = []
    for one in ordered:
        ranked.append((-(of(one)[0]), turns[of(one)], one))
        turns[of(one)] += 1
    return [one for _, _, one in sorted(ranked, key=lambda each: each[:2])]


def _main_account(alerts: Sequence[Alert]) -> str:
    """The account that most of the alerts are of."""
    return Counter(alert.account for alert in alerts).most_common(1)[0][0]


def _named(alert: Alert) -> NamedResource:
    account = f"{alert.account_name} ({alert.account})" if alert.account_name else alert.account
    return NamedResource(name=alert.name[:NAME_LENGTH], account=account, region=alert.region, url=resource_url(alert))


def resource_url(alert: Alert) -> str | None:
    """The console's page of what an alert is about."""
    if alert.violation and alert.resource_type and alert.resource_id:
        return config_resource_details_url(alert.region, alert.resource_type, alert.resource_id)
    return alert.console_url


def rule_url(alert: Alert) -> str | None:
    """The console's page of the rule that is broken."""
    return config_rule_url(alert.region, alert.rule_name or alert.rule or "") if alert.violation else None
