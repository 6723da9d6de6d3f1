"""AWS Config has recorded a resource anew: a change to keep, and the end of its violations when it is gone."""

from typing import Literal

from pydantic import Field

from config_monitor.adapters.sources.config_item_resource import facts_of, stored_detail
from config_monitor.adapters.sources.detail import Detail, Instant, Name
from config_monitor.adapters.sources.envelope import AHEAD, Envelope, Parser
from config_monitor.domain.events import (
    CONFIG_ITEM,
    GLOBAL,
    Parsed,
    Removal,
    Severity,
    config_resource_url,
    region_of_pair,
)

# ResourceNotRecorded is not among them: such a resource may well live on, Config merely looks away. Where other regions
# look at the same resource, this region's results end.
NOT_RECORDED = "ResourceNotRecorded"
GONE = ("ResourceDeleted", "ResourceDeletedNotRecorded")
# Config records each compliance change a second time under this type, when its recording is on. Its id is the
# evaluated resource's type and id, joined by a slash; it is deleted when no rule evaluates the resource any more.
COMPLIANCE_ITEM = "AWS::Config::ResourceCompliance"
_SAYS = {"CREATE": "was created", "UPDATE": "was changed", "DELETE": "was deleted"}


class _Item(Detail):
    resource_type: Name
    resource_id: Name
    resource_name: str | None = None
    configuration_item_status: str | None = None
    configuration_item_capture_time: Instant | None = None
    aws_account_id: str | None = None
    change_type: Literal["CREATE", "UPDATE", "DELETE", "NONE"] | None = None


class _Difference(Detail):
    change_type: Literal["CREATE", "UPDATE", "DELETE", "NONE"] | None = None


class _ItemChange(Detail):
    configuration_item: _Item
    configuration_item_diff: _Difference | None = None


class _OversizedItemChange(Detail):
    """An item too large for an event: its summary, and where in the account's own bucket the whole lies."""

    configuration_item: _Item = Field(alias="configurationItemSummary")


def parse_item_change(envelope: Envelope) -> Parsed:
    """One resource's new state; a deletion carries `removal`, which closes the violations of the resource."""
    oversized = "configurationItemSummary" in envelope.detail and "configurationItem" not in envelope.detail
    change: _ItemChange | _OversizedItemChange = (
        _OversizedItemChange.read(envelope.detail) if oversized else _ItemChange.read(envelope.detail)
    )
    item = change.configuration_item
    difference = change.configuration_item_diff if isinstance(change, _ItemChange) else None
    changed = (difference.change_type if difference else None) or item.change_type
    gone = item.configuration_item_status in GONE or (changed == "DELETE" and item.configuration_item_status is None)
    if item.resource_type == COMPLIANCE_ITEM and not gone:
        return Parsed.ignored(f"{COMPLIANCE_ITEM}: the compliance change itself is counted, not its copy as an item")
    captured_at = envelope.occurred_at(item.configuration_item_capture_time, later=AHEAD)
    says = _SAYS.get("DELETE" if gone else changed or "", "was recorded")
    return envelope.parsed(
        title=f"{item.resource_type} {item.resource_name or item.resource_id} {says}",
        category="change",
        severity=Severity.INFORMATIONAL,
        detail=stored_detail(envelope.detail),
        resource_type=item.resource_type,
        resource_id=item.resource_id,
        status=item.configuration_item_status or ("ResourceDeleted" if gone else changed),
        removal=_removal(item, captured_at, gone=gone),
        resource=None if item.resource_type == COMPLIANCE_ITEM else facts_of(envelope, captured_at, removed=gone),
        console_url=config_resource_url(envelope.region, item.resource_type, item.resource_id),
        account_mismatch=envelope.other_account(item.aws_account_id),
    )


def _removal(item: _Item, removed_at: str, *, gone: bool) -> Removal | None:
    """What is gone since when, if anything is."""
    if item.resource_type == COMPLIANCE_ITEM:
        evaluated_type, _, evaluated_id = item.resource_id.partition("/")
        if not evaluated_type or not evaluated_id:
            return None
        return Removal(resource_type=evaluated_type, resource_id=evaluated_id, removed_at=removed_at, what="results")
    of_region = item.configuration_item_status == NOT_RECORDED and region_of_pair("", item.resource_type) == GLOBAL
    if not gone and not of_region:
        return None
    return Removal(
        resource_type=item.resource_type,
        resource_id=item.resource_id,
        removed_at=removed_at,
        what="resource" if gone else "recording",
    )


PARSERS: dict[tuple[str, str], Parser] = {("aws.config", CONFIG_ITEM): parse_item_change}
