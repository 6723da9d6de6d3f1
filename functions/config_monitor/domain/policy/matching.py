"""Whether an entry of the policy is about a subject, and how an entry is named to people."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from config_monitor.domain.events import one_line
from config_monitor.domain.policy.document import MATCHED_BY, Match, Policy
from config_monitor.domain.policy.subject import CLOUDWATCH, GUARDDUTY, Subject


def matches(policy: Policy, entry: Match, subject: Subject) -> bool:
    """Whether all that the entry names fits the subject; an entry that names nothing fits everything."""
    account = policy.accounts.get(subject.account)
    values: dict[str, Iterable[str | None]] = {
        "rule": subject.rules,
        "finding": (subject.kind,) if subject.source == GUARDDUTY else (),
        "alarm": (subject.kind,) if subject.source == CLOUDWATCH else (),
        "resource": subject.resource_names,
        "account": (subject.account, account.name if account else None),
        "team": teams_of(policy, subject),
        "resource_type": (subject.resource_type,),
        "source": (subject.source,),
        "resource_owner": (subject.owner,),
    }
    named = ((getattr(entry, key), values[key]) for key in MATCHED_BY)
    return all(patterns is None or fits(patterns, wanted) for patterns, wanted in named)


def teams_of(policy: Policy, subject: Subject) -> tuple[str, ...]:
    """The teams responsible: the owner of the resource where the policy has such a team, then the account's."""
    account = policy.accounts.get(subject.account)
    owner = subject.owner if subject.owner in policy.teams else None
    return tuple(team for team in (owner, account.team if account else None) if team)


def fits(patterns: list[str], values: Iterable[str | None]) -> bool:
    """Whether one of the values fits one of the globs."""
    return any(value is not None and fnmatchcase(value, pattern) for value in values for pattern in patterns)


def label(section: str, position: int, entry: Match) -> str:
    """An entry as `make policy` numbers it, with what it names: `quiet.2 (rule s3-*; account sandbox)`."""
    named = "; ".join(f"{key} {', '.join(getattr(entry, key))}" for key in MATCHED_BY if getattr(entry, key))
    return one_line(f"{section}.{position + 1} ({named or 'everything'})", 200)
