"""A resource as its configuration items describe it, merged by capture time so that their order plays no part."""

from datetime import timedelta
from typing import NamedTuple

from pydantic import Field

from config_monitor.domain.events import ResourceChange, ResourceFacts, parse_instant, region_of_pair
from config_monitor.domain.model import DomainModel

# Of the changes of a resource this many are kept: an evaluation may arrive after a later change.
CHANGES_KEPT = 3
# Config evaluates a change within minutes of recording it.
JUST_BEFORE = timedelta(minutes=15)


class ResourceKey(NamedTuple):
    """Which resource; the region of a global one is `global`."""

    account: str
    region: str
    resource_type: str
    resource_id: str


def resource_key(account: str, region: str, resource_type: str, resource_id: str) -> ResourceKey:
    """The key of a resource in a region."""
    return ResourceKey(account, region_of_pair(region, resource_type), resource_type, resource_id)


class Resource(DomainModel):
    """What is known of one resource."""

    key: ResourceKey
    arn: str | None = None
    names: tuple[str, ...] = ()
    tags: dict[str, str] = {}
    described_by: tuple[str, str] = Field(default=("", ""), description="capture time and event of names and tags")
    removed_at: str = Field(default="", description="the last removal; it is gone if nothing was captured later")
    changes: tuple[ResourceChange, ...] = Field(default=(), description="the last ones, newest first")
    version: int = Field(default=0, description="how often it was written; 0 when nothing is stored")

    @property
    def is_gone(self) -> bool:
        """Whether it was removed and not recorded since."""
        return bool(self.removed_at) and self.removed_at >= self.described_by[0]


def with_facts(before: Resource, facts: ResourceFacts, event_id: str) -> Resource:
    """The resource after one more item; the very same object when the item adds nothing."""
    update: dict[str, object] = {}
    if facts.removed:
        update["removed_at"] = max(before.removed_at, facts.captured_at)
    elif facts.names is not None and (order := (facts.captured_at, event_id)) > before.described_by:
        update |= {"described_by": order, "names": facts.names, "tags": facts.tags or {}, "arn": facts.arn}
    if facts.change and facts.change not in before.changes:
        changes = sorted([*before.changes, facts.change], key=lambda c: (c.captured_at, c.event_id), reverse=True)
        update["changes"] = tuple(changes[:CHANGES_KEPT])
    after = before.model_copy(update=update)
    return before if after == before else after


def change_before(resource: Resource, evaluated_at: str) -> ResourceChange | None:
    """What changed last within the 15 minutes before an evaluation, both ends included."""
    return next((change for change in resource.changes if is_just_before(change, evaluated_at)), None)


def is_just_before(change: ResourceChange, evaluated_at: str) -> bool:
    """Whether a change was recorded within the 15 minutes before an evaluation."""
    return timedelta() <= parse_instant(evaluated_at) - parse_instant(change.captured_at) <= JUST_BEFORE
