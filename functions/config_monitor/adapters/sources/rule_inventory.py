"""The agent's list of the AWS Config rules of its account and region, in parts of at most 200 KB.

Shape: `taken_at` (ISO 8601), `part`, `parts`, and `rules`, of each of which only the name is required.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from config_monitor.adapters.sources.detail import Detail, Instant, Name, free_text
from config_monitor.adapters.sources.envelope import Envelope, Parser
from config_monitor.adapters.sources.log_errors import AGENT
from config_monitor.domain.events import RULE_BYTES, InventoryRule, Parsed, RuleInventory, Severity, one_line, size
from config_monitor.errors import RejectedEvent

RULE_INVENTORY = "Rule Inventory"
MAX_PARTS, PARAMETERS_BYTES = 100, 4_000
# An agent's part has up to 200 KB; with the fields it left out it stays below a state machine's payload.
PART_BYTES = 235_000


def _short(name: str) -> str:
    """A name that can be a key, as an evaluated rule's can."""
    if len(name.encode()) > RULE_BYTES:
        raise ValueError(f"more than {RULE_BYTES} bytes")
    return name


class _Rule(Detail):
    name: Annotated[Name, AfterValidator(_short)]
    arn: str | None = Field(default=None, max_length=2048)
    id: str | None = Field(default=None, max_length=128)
    owner: Literal["AWS", "CUSTOM_LAMBDA", "CUSTOM_POLICY"] | None = None
    source_identifier: str | None = Field(default=None, alias="source_identifier", max_length=512)
    description: str | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)
    state: str | None = Field(default=None, max_length=64)
    created_by: str | None = Field(default=None, alias="created_by", max_length=256)


class _Inventory(Detail):
    taken_at: Instant = Field(alias="taken_at")
    part: int = Field(ge=1, le=MAX_PARTS, strict=True)
    parts: int = Field(ge=1, le=MAX_PARTS, strict=True)
    rules: tuple[_Rule, ...]


def parse_rule_inventory(envelope: Envelope) -> Parsed:
    """One part of an inventory: kept with the rules, and no history."""
    payload = _Inventory.read(envelope.detail)
    envelope.check_agent()
    envelope.check_recent("detail.taken_at", payload.taken_at)
    if payload.part > payload.parts:
        raise RejectedEvent("detail.part: more than detail.parts")
    about = {"taken_at": payload.taken_at, "part": payload.part, "parts": payload.parts}
    inventory = RuleInventory(**about, rules=tuple(_rule(rule) for rule in payload.rules))
    if size(inventory.model_dump(mode="json")) > PART_BYTES:
        raise RejectedEvent(f"detail: more than the {PART_BYTES:,} bytes that a part may have")
    count = len(payload.rules)
    return envelope.parsed(
        title=f"{count} AWS Config {'rule' if count == 1 else 'rules'}, part {payload.part} of {payload.parts}",
        category="operations",
        severity=Severity.INFORMATIONAL,
        detail=about,
        rule_inventory=inventory,
    )


def _rule(stated: _Rule) -> InventoryRule:
    """A rule with its description on one line and without parameters that are too large to be any."""
    parameters = stated.parameters if size(stated.parameters) <= PARAMETERS_BYTES else {}
    description = one_line(free_text(stated.description) or "", 512) or None
    return InventoryRule(**stated.model_dump() | {"parameters": parameters, "description": description})


PARSERS: dict[tuple[str, str], Parser] = {(AGENT, RULE_INVENTORY): parse_rule_inventory}
