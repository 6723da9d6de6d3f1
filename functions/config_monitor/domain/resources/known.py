"""What a classified event takes over of its resource: names, owner and the change that explains the evaluation."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from config_monitor.domain.events import ResourceChange
from config_monitor.domain.model import DomainModel
from config_monitor.domain.resources.resource import Resource, change_before


class KnownResource(DomainModel):
    """A resource as people know it."""

    names: tuple[str, ...] = ()
    owner: str | None = Field(default=None, description="the value of its owner tag")
    change: ResourceChange | None = Field(default=None, description="what changed of it just before the evaluation")


def known_resource(resource: Resource, owner_tags: Sequence[str], evaluated_at: str | None = None) -> KnownResource:
    """What an event evaluated at an instant takes over of a resource."""
    return KnownResource(
        names=resource.names,
        owner=owner_of(resource.tags, owner_tags),
        change=change_before(resource, evaluated_at) if evaluated_at else None,
    )


def owner_of(tags: Mapping[str, str], keys: Sequence[str]) -> str | None:
    """The value of the first of the keys that a tag has, whatever its case; None when no tag has one."""
    values = {key.lower(): value for key, value in tags.items() if value.strip()}
    return next((values[key.lower()] for key in keys if key.lower() in values), None)
