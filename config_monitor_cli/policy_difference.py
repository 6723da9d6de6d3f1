"""What two policies differ in: names that one of them lacks, and the lines of both as files."""

import json
from collections.abc import Iterator
from difflib import unified_diff

import yaml

from config_monitor.domain.events import one_line
from config_monitor.domain.policy import Policy, label

NAMED = 10
_LISTS = ("severities", "thresholds", "routes", "quiet", "exceptions", "deadlines")


def policy_text(document: str) -> str:
    """A stored document, which is JSON, as a file that stores the same again."""
    policy = json.loads(document)
    return yaml.safe_dump(policy, sort_keys=False, allow_unicode=True, width=120) if policy else ""


def difference(old: str, new: str) -> list[str]:
    """The lines that were taken away (-) and added (+), with two lines around them; dots where others are between."""
    _, _, _, *lines = [*unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2)] or [""] * 3
    return ["..." if line.startswith("@@") else line for line in lines]


def vanished(old: Policy, new: Policy) -> dict[str, list[str]]:
    """What the old policy names and the new one does not, by its part; parts that keep everything are left out."""
    parts = {
        "accounts": _accounts(old, new),
        "teams": [name for name in old.teams if name not in new.teams],
        **{part: list(_entries(part, old, new)) for part in _LISTS},
        "approvers": [
            name
            for kind in ("users", "groups")
            for name in getattr(old.approvers, kind)
            if name not in getattr(new.approvers, kind)
        ],
    }
    return {part: [one_line(name) for name in names] for part, names in parts.items() if names}


def _accounts(old: Policy, new: Policy) -> list[str]:
    """Accounts that are not there, and those that are there without the name they had."""
    gone = [number for number in old.accounts if number not in new.accounts]
    nameless = [number for number in old.account_names if number in new.accounts and number not in new.account_names]
    return [
        f"{number} ({name})" if (name := old.account_names.get(number)) else number for number in [*gone, *nameless]
    ]


def _entries(part: str, old: Policy, new: Policy) -> Iterator[str]:
    """Entries that are not there as they were; one that was changed is among them."""
    kept = getattr(new, part)
    for position, entry in enumerate(getattr(old, part)):
        if entry not in kept:
            yield label(part, position, entry)
