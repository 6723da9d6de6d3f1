"""What the policy refers to and does not define, or cannot exist: teams, accounts, sources, and rules of no source."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from config_monitor.domain.policy.document import Match, Policy
from config_monitor.domain.policy.subject import CLOUDWATCH, CONFIG, GUARDDUTY

Path = tuple[str | int, ...]

ENTRIES = ("severities", "thresholds", "routes", "quiet", "exceptions", "deadlines")
# The one source that each of these keys can match.
SOURCE_OF_KEY = {"rule": CONFIG, "finding": GUARDDUTY, "alarm": CLOUDWATCH}


def wrong_references(policy: Policy, sources: Iterable[str]) -> Iterator[tuple[Path, str]]:
    """Each wrong reference as a path into the policy and a reason; `sources` are those that events can have.

    Rules, resources, findings and alarms that are not stored yet are valid: they may come.
    """
    known = tuple(sources)
    for number, account in policy.accounts.items():
        if account.team and account.team not in policy.teams:
            yield ("accounts", number, "team"), f"team {account.team} is not among teams"
    if reason := _lacks_second_person(policy):
        yield ("approvers", "two_people"), reason
    for section in ENTRIES:
        for position, entry in enumerate(getattr(policy, section)):
            for key, reason in _wrong(policy, entry, known):
                yield (section, position, key), reason


def _lacks_second_person(policy: Policy) -> str | None:
    """Why two people can never agree; who is in groups and channels is known only when somebody asks."""
    approvers = policy.approvers
    if not approvers.two_people or approvers.groups or approvers.channel or len(set(approvers.users)) > 1:
        return None
    return f"two people have to agree, and users has {len(set(approvers.users))}; there is no group and no channel"


def _wrong(policy: Policy, entry: Match, sources: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for pattern in entry.source or ():
        if not _any_fits(pattern, sources):
            yield "source", f"{pattern} is no source; there are {', '.join(sources)}"
    for pattern in entry.team or ():
        if not _any_fits(pattern, policy.teams):
            yield "team", f"{pattern} is not among teams"
    names = {account.name for account in policy.accounts.values() if account.name}
    for pattern in entry.account or ():
        if not _is_glob(pattern) and pattern not in names and pattern not in policy.accounts:
            yield "account", f"{pattern} is not among accounts, neither as a number nor as a name"
    named = [key for key in SOURCE_OF_KEY if getattr(entry, key)]
    if len(named) > 1:
        yield named[1], f"{named[1]} beside {named[0]} matches nothing"
    for key in named:
        if entry.source and not any(fnmatchcase(SOURCE_OF_KEY[key], pattern) for pattern in entry.source):
            yield key, f"{key} is of {SOURCE_OF_KEY[key]} alone, and the entry's source is {', '.join(entry.source)}"


def _any_fits(pattern: str, names: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for name in names)


def _is_glob(pattern: str) -> bool:
    return any(character in pattern for character in "*?[")
