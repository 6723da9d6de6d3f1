"""What one configuration item of AWS Config says of its resource: names, tags, and what changed."""

from pydantic import Field

from config_monitor.domain.model import DomainModel


class PropertyChange(DomainModel):
    """One property that changed; values are JSON in one line, and None stands for a property that is not there."""

    property: str = Field(description="dotted path, such as Configuration.IpPermissions.0")
    old: str | None = None
    new: str | None = None
    sentence: str | None = Field(default=None, description="of a relationship, in place of values: attached to role x")


class ResourceChange(DomainModel):
    """What one configuration item changed, in at most five lines."""

    captured_at: str = Field(description="stored instant at which Config recorded the resource")
    event_id: str
    lines: tuple[PropertyChange, ...]
    more: int = Field(default=0, description="changed properties without a line")


class ResourceFacts(DomainModel):
    """The part of an event that only a configuration item change has; what the item does not state is None."""

    resource_type: str
    resource_id: str
    captured_at: str
    arn: str | None = None
    names: tuple[str, ...] | None = Field(default=None, description="resourceName, then the tag Name")
    tags: dict[str, str] | None = None
    change: ResourceChange | None = None
    removed: bool = False
