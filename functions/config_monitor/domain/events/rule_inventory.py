"""A rule inventory: one part of the list of AWS Config rules that an agent takes in its account and region."""

from typing import Any, Literal

from pydantic import Field

from config_monitor.domain.model import DomainModel


class InventoryRule(DomainModel):
    """One AWS Config rule as DescribeConfigRules has it."""

    name: str = Field(description="the raw name")
    arn: str | None = None
    id: str | None = Field(default=None, description="config-rule-xxxxxx")
    owner: Literal["AWS", "CUSTOM_LAMBDA", "CUSTOM_POLICY"] | None = None
    source_identifier: str | None = Field(
        default=None, description="a managed rule's identifier, or the ARN of the function that evaluates"
    )
    description: str | None = None
    parameters: dict[str, Any] = {}
    state: str | None = Field(default=None, description="ACTIVE, DELETING, DELETING_RESULTS or EVALUATING")
    created_by: str | None = Field(default=None, description="the service principal that made it, if a service did")


class RuleInventory(DomainModel):
    """One part; an inventory is complete when all `parts` of one `taken_at` are there."""

    taken_at: str = Field(description="stored instant at which the agent listed the rules")
    part: int = Field(ge=1)
    parts: int = Field(ge=1)
    rules: tuple[InventoryRule, ...]
