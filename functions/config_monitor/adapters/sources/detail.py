"""What a source documents of its events' `detail`: the base of its models, their types of text, and how it is read."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel

from config_monitor.domain.events import format_instant, one_line, parse_instant
from config_monitor.errors import RejectedEvent

ANNOTATION_CHARACTERS = 1024
# Where Pydantic's words speak of Python, ours speak of the event.
_MESSAGES = {
    "model_type": "an object is required",
    "dict_type": "an object is required",
    "string_pattern_mismatch": "holds characters that it may not hold",
}


def _instant(text: str) -> str:
    """An instant in stored form; the reason for refusing one does not repeat it."""
    try:
        return format_instant(parse_instant(text))
    except ValueError:
        raise ValueError("not an ISO 8601 date-time between 1970 and 9999") from None


def _named(text: str) -> str:
    """A name as it came, which may hold blanks but not be blank."""
    if not text.strip():
        raise ValueError("must not be blank")
    return text


Instant = Annotated[str, AfterValidator(_instant)]
Name = Annotated[str, AfterValidator(_named)]
Token = Annotated[
    str, StringConstraints(pattern=r"^[\x21-\x22\x24-\x7e]+$", max_length=64)
]  # goes into keys before a `#`


class Detail(BaseModel):
    """The base of what a source documents of its `detail`: camel case, further keys welcome, the named ones checked.

    A null counts as absent, as it does for the services.
    """

    model_config = ConfigDict(alias_generator=to_camel, frozen=True, defer_build=True)  # an event has one of them

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, detail: Any) -> Any:
        if not isinstance(detail, dict):
            return detail
        return {key: value for key, value in detail.items() if value is not None}

    @classmethod
    def read(cls, detail: Mapping[str, Any]) -> Self:
        """Check a `detail`; raises RejectedEvent naming up to three fields and what is wrong with each."""
        return checked(cls, detail, "detail.")


def free_text(text: str | None) -> str | None:
    """Free text of a source as stored beside the event: trimmed, at most 1,024 characters, None when blank."""
    stripped = (text or "").strip()
    return f"{stripped[: ANNOTATION_CHARACTERS - 1]}…" if len(stripped) > ANNOTATION_CHARACTERS else stripped or None


def value_at(value: Any, path: str) -> Any:
    """What stands at a dotted path of objects and lists; None where the path ends early."""
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit():
            value = value[int(step)] if int(step) < len(value) else None
        else:
            return None
    return value


def checked[Model: BaseModel](model: type[Model], value: Mapping[str, Any], prefix: str = "") -> Model:
    """Validate; raises RejectedEvent naming up to three fields and what is wrong with each, never their values."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        description = [
            f"{prefix}{'.'.join(map(str, fault['loc']))}: {_MESSAGES.get(fault['type'], fault['msg'])}"
            for fault in error.errors(include_input=False)[:3]
        ]
        raise RejectedEvent(one_line("; ".join(description).replace("Value error, ", ""), 500)) from error
