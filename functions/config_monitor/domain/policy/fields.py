"""The values that a policy and the functions' settings have in common: severities by their words, and channels."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from config_monitor.domain.events import Severity

DEFAULT_CHANNEL = "config-monitor"

_WORDS = {severity.word: severity for severity in Severity if severity is not Severity.UNRATED}


def _severity(value: Any) -> Any:
    if isinstance(value, Severity):
        return value
    if not isinstance(value, str) or value not in _WORDS:
        raise ValueError(f"one of {', '.join(_WORDS)} is wanted")
    return _WORDS[value]


def _without_sign(value: Any) -> Any:
    return value.removeprefix("#") if isinstance(value, str) else value


SeverityWord = Annotated[
    Severity,
    BeforeValidator(_severity),
    PlainSerializer(lambda severity: severity.word, return_type=str),
    WithJsonSchema({"type": "string", "enum": list(_WORDS)}),
]
Channel = Annotated[
    str,
    BeforeValidator(_without_sign),
    Field(pattern=r"^[^\s#]{1,80}$", description="a Slack channel: its name, with or without `#`, or its id"),
]
