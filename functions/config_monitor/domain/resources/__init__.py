"""A resource: what configuration items say of it, its owner, and what changed of it just before an evaluation."""

from typing import TYPE_CHECKING

from config_monitor.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from config_monitor.domain.resources.differences import property_changes as property_changes
    from config_monitor.domain.resources.known import KnownResource as KnownResource
    from config_monitor.domain.resources.known import known_resource as known_resource
    from config_monitor.domain.resources.resource import Resource as Resource
    from config_monitor.domain.resources.resource import ResourceKey as ResourceKey
    from config_monitor.domain.resources.resource import is_just_before as is_just_before
    from config_monitor.domain.resources.resource import resource_key as resource_key
    from config_monitor.domain.resources.resource import with_facts as with_facts
    from config_monitor.domain.resources.secrets import HIDDEN as HIDDEN
    from config_monitor.domain.resources.secrets import is_secret as is_secret
    from config_monitor.domain.resources.secrets import without_secrets as without_secrets
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "differences": ["property_changes"],
            "known": ["KnownResource", "known_resource"],
            "resource": ["Resource", "ResourceKey", "is_just_before", "resource_key", "with_facts"],
            "secrets": ["HIDDEN", "is_secret", "without_secrets"],
        },
    )
