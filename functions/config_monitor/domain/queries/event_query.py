"""What may be asked of the history, and which index answers it: judged from the question alone, without looking.

Every index has `id` as its range key, and ids begin with the event's time, so text order is time order in all of them.
"""

from math import ceil
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from config_monitor.domain.events import Severity, parse_instant
from config_monitor.domain.queries.index_plan import Plan
from config_monitor.domain.rules import canonical_rule

# Ids are in order as long as their seconds have ten digits: from 2001 to 2286.
FIRST_SECOND, LAST_SECOND = 1_000_000_000, 9_999_999_999
MAX_LIMIT = 100
MAX_KEY_BYTES = 1024

# What the services say of things, each in its own words: AWS Config, CloudWatch, Health, GuardDuty, CloudFormation.
STATUS_PATTERN = (
    "^(COMPLIANT|NON_COMPLIANT|NOT_APPLICABLE|INSUFFICIENT_DATA|OK|ResourceDiscovered|Resource(Not|Deleted(Not)?)Recorded"
    "|ResourceDeleted|CREATE|UPDATE|DELETE|Config[A-Za-z]{1,60}|ALARM|create|update|delete|open|closed|upcoming"
    "|active|archived|ERRORS|[A-Z]{2,20}(_[A-Z]{2,20}){0,5}_(IN_PROGRESS|COMPLETE|FAILED)|DRIFTED|IN_SYNC|NOT_CHECKED"
    "|UNKNOWN|QUEUED|RUNNING|SUCCEEDED|FAILED|STOPPING|STOPPED|CURRENT|OUTDATED|INOPERABLE)$"
)


def _second(value: object) -> object:
    """Epoch seconds of an ISO 8601 date-time or of epoch seconds as text, rounded up to the whole second."""
    if not isinstance(value, str):
        return value
    try:
        seconds = float(value) if value.replace(".", "", 1).isdecimal() else parse_instant(value).timestamp()
    except ValueError:
        raise PydanticCustomError("instant", "must be an ISO 8601 date-time or epoch seconds") from None
    return ceil(min(seconds, LAST_SECOND))


def _severity(value: object) -> object:
    """A severity from its number or its word."""
    words = {severity.word: severity for severity in Severity} | {str(int(s)): s for s in Severity}
    if isinstance(value, str) and value not in words:
        raise PydanticCustomError("severity", "must be 0 to 5 or one of {words}", {"words": ", ".join(list(words)[:6])})
    return words[value] if isinstance(value, str) else value


def _whole(value: object) -> object:
    """Digits alone as a number; Pydantic would also take `1_0` and `7.0`."""
    if isinstance(value, str) and not (value.isascii() and value.isdecimal()):
        raise PydanticCustomError("whole", "must be a whole number")
    return int(value[:9]) if isinstance(value, str) else value


def _key_sized(text: str) -> str:
    """No key of the table is longer, so nothing longer can be found."""
    if len(text.encode()) > MAX_KEY_BYTES:
        raise PydanticCustomError("long", "must have at most {most} bytes", {"most": MAX_KEY_BYTES})
    return text


SEVERITY_WORDS = [severity.word for severity in Severity]
Text = Annotated[str, Field(min_length=1, max_length=MAX_KEY_BYTES), AfterValidator(_key_sized)]
Account = Annotated[str, Field(pattern="^[0-9]{12}$", description="A 12-digit account id.")]
Region = Annotated[str, Field(pattern="^[a-z0-9-]{2,32}$", description="A region's code, such as eu-central-1.")]
SeverityParameter = Annotated[
    Severity,
    BeforeValidator(_severity),
    WithJsonSchema({"type": "string", "enum": [*SEVERITY_WORDS, *(str(n) for n in range(6))]}),
]
Second = Annotated[
    int,
    BeforeValidator(_second),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "pattern": "^[0-9]{1,12}$"}]}
    ),
]
Limit = Annotated[
    int,
    Field(ge=1, le=MAX_LIMIT, description="At most so many items in one answer."),
    BeforeValidator(_whole),
]
Cursor = Annotated[
    str,
    Field(
        min_length=1,
        max_length=4096,
        description="`cursor` of the answer before; everything else but `limit` must be as it was.",
    ),
]


class ListQuery(BaseModel):
    """What all lists take: how many, and where to go on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: Limit = 50
    cursor: Cursor | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """What a cursor is bound to: everything asked but the page's size and place."""
        return self.model_dump(mode="json", exclude={"limit", "cursor"}, exclude_none=True)


class NoParameters(BaseModel):
    """What takes no parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class EventQuery(ListQuery):
    """A question to the history; every filter is an exact match and all of them hold together."""

    source: Text | None = Field(default=None, description="The service, such as aws.config.")
    account: Account | None = None
    region: Region | None = None
    status: Annotated[str, Field(pattern=STATUS_PATTERN)] | None = Field(
        default=None, description="The source's own word: NON_COMPLIANT, ALARM, CREATE_FAILED, ..."
    )
    rule_name: Text | None = Field(
        default=None,
        description="An AWS Config rule. The plain name finds all copies; a copy's own name finds that copy.",
    )
    resource_type: Text | None = Field(default=None, description="Such as AWS::S3::Bucket.")
    resource_id: Text | None = None
    severity: SeverityParameter | None = None
    start_date: Second | None = Field(default=None, description="From then on: ISO 8601 (UTC without zone) or seconds.")
    end_date: Second | None = Field(default=None, description="Before then: ISO 8601 (UTC without zone) or seconds.")
    direction: Literal["asc", "desc"] = Field(default="desc", description="By time: oldest or newest first.")

    @model_validator(mode="after")
    def _window_is_not_empty(self) -> Self:
        if self.start_date is not None and self.end_date is not None and self.start_date >= self.end_date:
            raise PydanticCustomError("window", "start_date must be before end_date")
        return self


# Most selective first: a resource has a handful of events, a rule one in a hundred, a status nearly half of them.
# `source` comes twice: any other than AWS Config is rare.
_PREFERENCE: tuple[tuple[str, ...], ...] = (
    ("resource_id",),
    ("rule_name",),
    ("account", "rule"),
    ("rule", "status"),
    ("account", "status"),
    ("rule",),
    ("account",),
    ("rare source",),
    ("resource_type",),
    ("severity",),
    ("status",),
    ("region",),
    ("source",),
)
_MOST = "aws.config"


def plan(query: EventQuery) -> Plan:
    """The one index to read for a question, and what is left to filter while reading it."""
    wanted = _wanted(query)
    covered = next((p for p in _PREFERENCE if _covers(p, wanted)), None)
    names = tuple(name.removeprefix("rare ") for name in covered or ())
    filters = {name: value for name, value in wanted.items() if name not in names}
    low = str(query.start_date) if query.start_date and query.start_date > FIRST_SECOND else None
    high = str(max(query.end_date, FIRST_SECOND)) if query.end_date is not None else None
    forward = query.direction == "asc"
    if not names:
        low, high = (f"EVENT#{bound}" if bound else None for bound in (low, high))
        return Plan(None, "pk", "EVENT", filters, "sk", low, high, forward)
    attribute = "_".join(names)
    value = wanted[names[0]] if len(names) == 1 else "#".join(str(wanted[name]) for name in names)
    return Plan(f"by_{attribute}", attribute, value, filters, "id", low, high, forward)


def _wanted(query: EventQuery) -> dict[str, str | int]:
    """By stored attribute what an event must have; a rule's plain name is looked up as the canonical one."""
    names = ("source", "account", "region", "status", "resource_type", "resource_id")
    wanted: dict[str, str | int] = {name: value for name in names if (value := getattr(query, name)) is not None}
    if query.severity is not None:
        wanted["severity"] = int(query.severity)
    if query.rule_name:
        wanted["rule_name" if _is_copy(query.rule_name) else "rule"] = query.rule_name
    return wanted


def _is_copy(rule_name: str) -> bool:
    """Whether a name has the form of a copy; whoever calls a rule of his own so finds it under that name as well."""
    marked = rule_name.startswith(("securityhub-", "OrgConfigRule-", "AWSControlTower_"))
    return marked or canonical_rule(rule_name).name != rule_name


def _covers(preference: tuple[str, ...], wanted: dict[str, str | int]) -> bool:
    if preference == ("rare source",):
        return wanted.get("source", _MOST) != _MOST
    return all(name in wanted for name in preference)
