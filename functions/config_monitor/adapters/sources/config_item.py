"""AWS Config has recorded a resource anew: a change to keep, and the end of its violations when it is gone."""

from typing import Literal

from pydantic import Field

from config_monitor.adapters.sources.config_item_resource import facts_of, stored_detail
from config_monitor.adapters.sources.envelope import AHEAD, Detail, Envelope, Instant, Name, Parser
from config_monitor.domain.events import CONFIG_ITEM, Parsed, Removal, Severity, config_resource_url

# ResourceNotRecorded is not among them: such a resource may well live on, Config merely looks away.
GONE = ("ResourceDeleted", "ResourceDeletedNotRecorded")
# Config records each compliance change a second time under this type, when its recording is on.
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
    if item.resource_type == COMPLIANCE_ITEM:
        return Parsed.ignored(f"{COMPLIANCE_ITEM}: the compliance change itself is counted, not its copy as an item")
    difference = change.configuration_item_diff if isinstance(change, _ItemChange) else None
    changed = (difference.change_type if difference else None) or item.change_type
    gone = item.configuration_item_status in GONE or (changed == "DELETE" and item.configuration_item_status is None)
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
        removal=_removal(item, captured_at) if gone else None,
        resource=facts_of(envelope.detail, envelope, captured_at, removed=gone),
        console_url=config_resource_url(envelope.region, item.resource_type, item.resource_id),
        account_mismatch=envelope.other_account(item.aws_account_id),
    )


def _removal(item: _Item, captured_at: str) -> Removal:
    """Which resource is gone since when: since the item was captured, failing that since the event."""
    return Removal(resource_type=item.resource_type, resource_id=item.resource_id, removed_at=captured_at)


PARSERS: dict[tuple[str, str], Parser] = {("aws.config", CONFIG_ITEM): parse_item_change}
