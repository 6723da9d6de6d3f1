"""The policy: what `policy.yaml` may say of severities, thresholds, accounts, channels, mutes and exceptions.

Every list is read from the top and its first entry that matches decides. Patterns are case-sensitive globs (`s3-*`);
a rule pattern is matched against the canonical and the raw names. Every key has a default: an empty policy is valid.
"""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from config_monitor.domain.events import Severity
from config_monitor.domain.model import DomainModel
from config_monitor.domain.policy.fields import DEFAULT_CHANNEL, Channel, SeverityWord


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


AccountId = Annotated[str, Field(pattern=r"^\d{12}$", description="12 digits")]
Name = Annotated[str, Field(min_length=1, max_length=80)]
type Pattern = Annotated[str, Field(min_length=1, max_length=512)]
type Patterns = Annotated[
    list[Pattern],
    BeforeValidator(_as_list, json_schema_input_type=Pattern | Annotated[list[Pattern], Field(min_length=1)]),
    Field(min_length=1),
]


_NumberOfDays = Annotated[int, Field(ge=1, le=3650)]
# YAML reads an unquoted `off` as false.
Days = Annotated[
    _NumberOfDays | Literal["off"],
    BeforeValidator(
        lambda days: "off" if days is False else days, json_schema_input_type=_NumberOfDays | Literal["off", False]
    ),
]


def _without_blanks(value: Any) -> Any:
    return value.strip() or None if isinstance(value, str) else value


class Team(DomainModel):
    """A team that is responsible for accounts, and the channel where it is notified."""

    channel: Channel | None = None


class Account(DomainModel):
    """An account's name, team and channel; its own channel comes before its team's."""

    name: Annotated[Name | None, BeforeValidator(_without_blanks)] = None
    team: Name | None = None
    channel: Channel | None = None


class Match(DomainModel):
    """What an entry is about: every key that it has must match, and one pattern of each is enough."""

    rule: Patterns | None = Field(default=None, description="AWS Config rules, by canonical or raw name")
    finding: Patterns | None = Field(default=None, description="GuardDuty findings, by type")
    alarm: Patterns | None = Field(default=None, description="CloudWatch alarms, by name")
    resource: Patterns | None = Field(default=None, description="resources, by id or name")
    account: Patterns | None = Field(default=None, description="accounts, by number or by name among `accounts`")
    team: Patterns | None = Field(default=None, description="teams, by name among `teams`")
    resource_type: Patterns | None = Field(default=None, description="such as AWS::S3::Bucket")
    source: Patterns | None = Field(default=None, description="such as aws.cloudwatch")
    resource_owner: Patterns | None = Field(default=None, description="the values of resources' owner tags")


MATCHED_BY = tuple(Match.model_fields)


class _NamesSomething(Match):
    """An entry that must not be about everything by omission."""

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if all(getattr(self, key) is None for key in MATCHED_BY):
            raise ValueError(f"one of {', '.join(MATCHED_BY)} is wanted")
        return self


class SeverityEntry(_NamesSomething):
    """A severity in place of the catalogue's or the source's."""

    severity: SeverityWord


class ThresholdEntry(Match):
    """From which severity on a matching subject is notified at once, in place of the policy's `threshold`."""

    channel: Patterns | None = None
    threshold: SeverityWord


class RouteEntry(Match):
    """The channel of a matching subject; `severity` means this or worse."""

    severity: SeverityWord | None = None
    channel: Channel


class Mute(_NamesSomething):
    """What is not notified at once, however severe: left to the digest, or never notified."""

    tell: Literal["digest", "never"] = "digest"


class DeadlineEntry(Match):
    """How long a matching subject may be open, and who is notified then; `severity` means this or worse."""

    severity: SeverityWord | None = None
    days: Days | None = Field(
        default=None, description="days until it is overdue, or off; by default what its severity has"
    )
    mention_channel: bool = Field(default=False, description="everybody in the channel is notified when it is overdue")
    escalate_to: Channel | None = Field(
        default=None, description="the channel that is notified too when it is overdue and nobody acknowledged it"
    )

    @model_validator(mode="after")
    def _has_an_end(self) -> Self:
        if self.days == "off" and (self.mention_channel or self.escalate_to):
            raise ValueError("what is never overdue has neither mention_channel nor escalate_to")
        return self


class ExceptionEntry(Match):
    """What somebody takes responsibility for until a day: not notified, and not counted against the score."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]
    owner: Name
    expires: date = Field(description="the last day, in UTC, on which the exception holds")

    @model_validator(mode="after")
    def _is_specific(self) -> Self:
        if not (self.rule or self.finding or self.alarm or self.source):
            raise ValueError("rule, finding, alarm or source is missing")
        if self.rule and not self.resource:
            raise ValueError('resource is missing; all resources are written as resource: "*"')
        return self


class Approvers(DomainModel):
    """Who may except and mute from Slack, and how: users and groups by id, members of a private channel."""

    users: list[Name] = Field(default=[], description="Slack users, by id")
    groups: list[Name] = Field(default=[], description="Slack user groups, by id; their members may")
    channel: Channel | None = Field(
        default=None, description="where a second person is asked; its members may too if it is private"
    )
    severities: list[SeverityWord] | None = Field(default=None, description="which they may except; all by default")
    two_people: bool = Field(default=False, description="critical exceptions need a second approver")
    longest_days: int = Field(default=365, ge=1, le=365, description="how long an exception may be at most")


class Policy(DomainModel):
    """The whole of `policy.yaml`."""

    default_channel: Channel = DEFAULT_CHANNEL
    threshold: SeverityWord = Severity.HIGH
    severities: list[SeverityEntry] = []
    thresholds: list[ThresholdEntry] = []
    teams: dict[Name, Team] = {}
    accounts: dict[AccountId, Account] = {}
    owner_tags: list[Name] = Field(
        default=["owner", "team"], description="keys of the tag that says whose a resource is; the first present counts"
    )
    routes: list[RouteEntry] = []
    quiet: list[Mute] = []
    exceptions: list[ExceptionEntry] = []
    deadlines: list[DeadlineEntry] = Field(
        default=[], description="by default critical 1 day, high 7, medium 30, low 90"
    )
    approvers: Approvers = Field(default_factory=Approvers)

    @property
    def account_names(self) -> dict[str, str]:
        """The names of the accounts that have one."""
        return {account: about.name for account, about in self.accounts.items() if about.name}

    @property
    def teams_by_account(self) -> dict[str, str]:
        """The teams of the accounts that have one."""
        return {account: about.team for account, about in self.accounts.items() if about.team}
