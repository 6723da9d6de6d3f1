"""What is known of resources by their configuration items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.resources import Resource, ResourceKey


class Resources(Protocol):
    """The resources of all accounts."""

    def resource(self, key: ResourceKey) -> Resource:
        """The resource as stored, read consistently; one of version 0 when no item was received."""
        ...
