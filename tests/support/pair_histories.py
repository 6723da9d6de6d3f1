"""Weeks of compliance changes made up for tests of reports, and what they come to, counted the plain way.

The count here shares no code with the one it checks: it walks the raw changes of each pair by their local dates.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from config_monitor.domain.compliance import Violation, ViolationKey, ViolationTransition, with_transition
from config_monitor.domain.events import ComplianceStatus, Severity

NC, C, NA = ComplianceStatus.NON_COMPLIANT, ComplianceStatus.COMPLIANT, ComplianceStatus.NOT_APPLICABLE
DAYS = 28
RULES = ("encrypted-volumes", "required-tags", "restricted-ssh", "s3-bucket-versioning-enabled")


@dataclass(frozen=True)
class Change:
    """One word of AWS Config on one pair."""

    account: str
    rule: str
    resource: str
    at: datetime
    status: ComplianceStatus


def generated(zone: str, last: date, seed: int) -> list[Change]:
    """Changes over four weeks of local days up to `last`; many fall on midnight itself and the minutes about it."""
    draw = random.Random(seed)
    first = datetime.combine(last - timedelta(days=DAYS), datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    changes: list[Change] = []
    for account in ("111122223333", "444455556666"):
        for number in range(60):
            rule, moments = RULES[number % len(RULES)], set()
            for _ in range(draw.randrange(1, 12)):
                day = last - timedelta(days=draw.randrange(DAYS))
                midnight = datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
                near = timedelta(minutes=draw.choice((-1, 0, 0, 1)))
                moments.add(midnight + (near if draw.random() < 0.5 else timedelta(minutes=draw.randrange(1440))))
            for moment in sorted(m for m in moments if m >= first):
                changes.append(Change(account, rule, f"r-{number}", moment, draw.choice((C, NC, NC, C, NA))))
    return changes


def violations(changes: list[Change], seed: int) -> Iterator[Violation]:
    """The same changes as the table remembers them, having received them in any order."""
    pairs: dict[tuple[str, str, str], list[Change]] = {}
    for change in changes:
        pairs.setdefault((change.account, change.rule, change.resource), []).append(change)
    for (account, rule, resource), own in pairs.items():
        key = ViolationKey(
            account=account,
            region="eu-central-1",
            rule_name=rule,
            resource_type="AWS::S3::Bucket",
            resource_id=resource,
        )
        violation = Violation(key=key, severity=Severity.HIGH)
        for change in random.Random(seed).sample(own, len(own)):
            violation = with_transition(
                violation,
                ViolationTransition(
                    evaluated_at=change.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                    rule_name=rule,
                    status=change.status,
                    event_id=f"{resource}-{change.at.timestamp()}",
                ),
            )
        yield violation


def independently_counted(changes: list[Change], account: str, days: set[date], zone: str) -> Counter[str]:
    """What happened to an account's pairs on some local days, and how they stood when the last of them ended."""
    local = ZoneInfo(zone)
    actual: Counter[str] = Counter()
    pairs: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        if change.account == account:
            pairs.setdefault((change.rule, change.resource), []).append(change)
    for own in pairs.values():
        status, opened, ever = None, None, False
        for change in sorted(own, key=lambda c: c.at):
            on = change.at.astimezone(local).date()
            if on > max(days):
                break
            if change.status == NC and status != NC:
                actual["reopened" if ever else "new"] += on in days
                opened, ever = change.at, True
            if change.status != NC and status == NC and opened:
                actual["fixed" if change.status == C else "removed"] += on in days
                if change.status == C and on in days:
                    actual["fixed_seconds"] += int((change.at - opened).total_seconds())
            status = change.status
        actual["compliant"] += status == C
        actual["open"] += status == NC
    return actual
