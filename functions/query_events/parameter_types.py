"""The types of query string parameters: how a text is checked and read, and what OpenAPI says of it."""

from math import ceil
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from config_monitor.domain.events import Severity, parse_instant

MAX_LIMIT = 100
MAX_TEXT_BYTES = 1_024
LAST_SECOND = 9_999_999_999  # in the year 2286

# The status words of AWS Config, CloudWatch, Health, GuardDuty, CloudFormation and the agent.
STATUS_PATTERN = (
    "^(COMPLIANT|NON_COMPLIANT|NOT_APPLICABLE|INSUFFICIENT_DATA|OK|ResourceDiscovered|Resource(Not|Deleted(Not)?)Recorded"
    "|ResourceDeleted|CREATE|UPDATE|DELETE|Config[A-Za-z]{1,60}|ALARM|create|update|delete|open|closed|upcoming"
    "|active|archived|ERRORS|[A-Z]{2,20}(_[A-Z]{2,20}){0,5}_(IN_PROGRESS|COMPLETE|FAILED)|DRIFTED|IN_SYNC|NOT_CHECKED"
    "|UNKNOWN|QUEUED|RUNNING|SUCCEEDED|FAILED|STOPPING|STOPPED|CURRENT|OUTDATED|INOPERABLE)$"
)
SEVERITY_WORDS = [severity.word for severity in Severity]


def _second(value: object) -> object:
    """Epoch seconds of an ISO 8601 date-time, or of epoch seconds as text, rounded up to a whole second."""
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
        raise PydanticCustomError("severity", "must be 0 to 5 or one of {words}", {"words": ", ".join(SEVERITY_WORDS)})
    return words[value] if isinstance(value, str) else value


def _whole_number(value: object) -> object:
    """ASCII digits alone as a number; Pydantic would also take `1_0` and `7.0`."""
    if isinstance(value, str) and not (value.isascii() and value.isdecimal()):
        raise PydanticCustomError("whole", "must be a whole number")
    return int(value[:9]) if isinstance(value, str) else value


def _short_enough(text: str) -> str:
    """Refuse what is longer than any key of the table."""
    if len(text.encode()) > MAX_TEXT_BYTES:
        raise PydanticCustomError("long", "must have at most {most} bytes", {"most": MAX_TEXT_BYTES})
    return text


TextParameter = Annotated[str, Field(min_length=1, max_length=MAX_TEXT_BYTES), AfterValidator(_short_enough)]
AccountParameter = Annotated[str, Field(pattern="^[0-9]{12}$", description="A 12-digit account id.")]
RegionParameter = Annotated[
    str, Field(pattern="^[a-z0-9-]{2,32}$", description="A region's code, such as eu-central-1.")
]
StatusParameter = Annotated[str, Field(pattern=STATUS_PATTERN)]
SeverityParameter = Annotated[
    Severity,
    BeforeValidator(_severity),
    WithJsonSchema({"type": "string", "enum": [*SEVERITY_WORDS, *(str(n) for n in range(6))]}),
]
DateParameter = Annotated[
    int,
    BeforeValidator(_second),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "pattern": "^[0-9]{1,12}$"}]}
    ),
]
LimitParameter = Annotated[
    int,
    Field(ge=1, le=MAX_LIMIT, description="At most so many items in one response."),
    BeforeValidator(_whole_number),
]
CursorParameter = Annotated[
    str,
    Field(
        min_length=1,
        max_length=4096,
        description="`cursor` of the previous response; all other parameters but `limit` must be the same.",
    ),
]
