"""The policy: what `policy.yaml` may say of severities, thresholds, accounts, channels, quiet rules and exceptions.

Every list is read from the top and its first entry that matches decides. Patterns are globs (`s3-*`), case counts; a
rule pattern is held against the canonical and the raw name. All has a default: an empty policy is a sensible one.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from config_monitor.domain.events import Severity

DEFAULT_CHANNEL = "config-monitor"

_WORDS = {severity.word: severity for severity in Severity if severity is not Severity.UNRATED}


def _severity(given: Any) -> Any:
    if isinstance(given, Severity):
        return given
    if not isinstance(given, str) or given not in _WORDS:
        raise ValueError(f"one of {', '.join(_WORDS)} is wanted")
    return _WORDS[given]


def _several(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


def _without_sign(given: Any) -> Any:
    return given.removeprefix("#") if isinstance(given, str) else given


SeverityWord = Annotated[
    Severity,
    BeforeValidator(_severity),
    PlainSerializer(lambda severity: severity.word, return_type=str),
    WithJsonSchema({"type": "string", "enum": list(_WORDS)}),
]
AccountId = Annotated[str, Field(pattern=r"^\d{12}$", description="12 digits")]
Channel = Annotated[
    str,
    BeforeValidator(_without_sign),
    Field(pattern=r"^[^\s#]{1,80}$", description="a Slack channel: its name, with or without `#`, or its id"),
]
Name = Annotated[str, Field(min_length=1, max_length=80)]
Pattern = Annotated[str, Field(min_length=1, max_length=512)]
Patterns = Annotated[
    list[Pattern],
    BeforeValidator(_several, json_schema_input_type=Pattern | Annotated[list[Pattern], Field(min_length=1)]),
    Field(min_length=1),
]


class _Section(BaseModel):
    """What all parts of a policy have in common: they do not change, and a misspelt key is an error.

    Validators are built at first use: every function imports this by way of the ports, one reads policies.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Team(_Section):
    """Who looks after accounts, and where they listen."""

    channel: Channel | None = None


class Account(_Section):
    """An account as people know it; its own channel goes before its team's."""

    name: Name | None = None
    team: Name | None = None
    channel: Channel | None = None


class RuleSeverity(_Section):
    """A severity other than the catalogue's, for the rules that match."""

    rule: Patterns
    severity: SeverityWord


class Match(_Section):
    """What an entry is about: every part that is given must match, one pattern of each is enough."""

    rule: Patterns | None = None
    account: Patterns | None = None
    team: Patterns | None = None
    resource_type: Patterns | None = None
    source: Patterns | None = None


class ThresholdEntry(Match):
    """From which severity on a matching event is told at once, in place of the policy's `threshold`."""

    channel: Patterns | None = None
    threshold: SeverityWord


class RouteEntry(Match):
    """Which channel a matching event goes to; `severity` means this or worse."""

    severity: SeverityWord | None = None
    channel: Channel


class Mute(Match):
    """Violations that are not told at once, however severe: left to the digest, or never told."""

    rule: Patterns
    tell: Literal["digest", "never"] = "digest"


class ExceptionEntry(_Section):
    """Violations that somebody answers for until a day; they are neither told nor counted against the score."""

    rule: Patterns
    resource: Patterns = Field(description="globs on the resource id")
    account: Patterns | None = None
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    owner: Name
    expires: date = Field(description="the last day, in UTC, on which the exception holds")


class Policy(_Section):
    """The whole of `policy.yaml`."""

    default_channel: Channel = DEFAULT_CHANNEL
    threshold: SeverityWord = Severity.HIGH
    severities: list[RuleSeverity] = []
    thresholds: list[ThresholdEntry] = []
    teams: dict[Name, Team] = {}
    accounts: dict[AccountId, Account] = {}
    routes: list[RouteEntry] = []
    quiet: list[Mute] = []
    exceptions: list[ExceptionEntry] = []


def dangling(policy: Policy) -> Iterator[tuple[tuple[str, ...], str]]:
    """Names that the policy uses and does not define: a path into it and a reason for each."""
    for number, account in policy.accounts.items():
        if account.team and account.team not in policy.teams:
            yield ("accounts", number, "team"), f"team {account.team} is not among teams"
