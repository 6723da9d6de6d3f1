"""The parsers of AWS events, one module per source: a new one is a module with PARSERS and its name in SOURCES."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config_monitor.adapters.sources import (
    cloudformation,
    cloudwatch,
    config_compliance,
    config_item,
    config_status,
    general,
    guardduty,
    health,
    log_errors,
    older_agents,
    rule_inventory,
    stack_sets,
)
from config_monitor.adapters.sources.envelope import Envelope, Parser
from config_monitor.domain.events import Parsed, one_line
from config_monitor.errors import RejectedEvent

SOURCES = (
    config_compliance,
    config_item,
    config_status,
    cloudwatch,
    log_errors,
    rule_inventory,
    older_agents,
    health,
    guardduty,
    cloudformation,
    stack_sets,
)

PARSERS: dict[tuple[str, str], Parser] = {kind: parser for source in SOURCES for kind, parser in source.PARSERS.items()}


@dataclass(frozen=True)
class Senders:
    """Senders with special rights: parameters of the hub's stack."""

    administrator_accounts: frozenset[str] = frozenset()
    """accounts that may speak for others: the management account and delegated administrators"""
    additional_sources: frozenset[str] = frozenset()
    """sources that are stored as general events where no parser knows their kind"""


def read_event(
    raw: Any, now: datetime, senders: Senders = Senders(), parsers: Mapping[tuple[str, str], Parser] = PARSERS
) -> Parsed:
    """Read one raw event with the parser of its source and detail-type; `now` is the hub's clock.

    Kinds without a parser are ignored, but for the additional sources. Raises RejectedEvent naming the field that
    breaks the shape its service documents.
    """
    if not isinstance(raw, dict):
        raise RejectedEvent(f"the event is not an object but {_json_word(raw)}")
    if "source" not in raw and ("Records" in raw or "TopicArn" in raw):
        return Parsed.ignored("a notification that SNS delivered, not an EventBridge event")
    source, detail_type = raw.get("source"), raw.get("detail-type")
    for field, value in (("source", source), ("detail-type", detail_type)):
        if not isinstance(value, str) or not value.strip():
            raise RejectedEvent(f"{field}: a text that is not blank is required, not {_json_word(value)}")
    parser = parsers.get((str(source), str(detail_type))) or general.parser_of(
        str(source), str(detail_type), senders.additional_sources
    )
    if parser is None:
        return Parsed.ignored(one_line(f"no parser for {detail_type} of {source}"))
    return parser(Envelope.read(raw, now, senders.administrator_accounts))


def _json_word(value: Any) -> str:
    """JSON's name for the type of a value."""
    words = {
        str: "a text",
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
    }
    return words.get(type(value), "nothing")
