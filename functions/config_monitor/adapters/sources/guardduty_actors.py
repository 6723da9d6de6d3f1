"""Who a GuardDuty finding is about and from where they came: the parts of its detail that people ask for first.

Shapes: the finding format of the GuardDuty User Guide, with camel case keys.
"""

from collections.abc import Iterator
from typing import Any

from config_monitor.adapters.sources.detail import value_at

Labelled = tuple[str, object]

# Below `service.action`: the part of each kind of action that names the remote side.
_REMOTE = (
    "awsApiCallAction",
    "networkConnectionAction",
    "kubernetesApiCallAction",
    "rdsLoginAttemptAction",
    "portProbeAction.portProbeDetails.0",
)
_DOMAINS = ("awsApiCallAction.domainDetails.domain", "dnsRequestAction.domain")


def who(detail: dict[str, Any]) -> Iterator[Labelled]:
    """User or role, session and access key; for containers and databases the user within, for instances their role."""
    key = value_at(detail, "resource.accessKeyDetails")
    kind, name, principal = (value_at(key, field) for field in ("userType", "userName", "principalId"))
    is_role = kind in ("AssumedRole", "Role")
    yield ("Role" if is_role else "User"), name
    if isinstance(kind, str) and kind not in ("AssumedRole", "Role", "IAMUser"):
        yield "Kind of user", kind
    if isinstance(principal, str) and ":" in principal:
        yield "Session", principal.partition(":")[2]
    yield "Access key", value_at(key, "accessKeyId")
    yield "Kubernetes user", value_at(detail, "resource.kubernetesDetails.kubernetesUserDetails.username")
    yield "Database user", value_at(detail, "resource.rdsDbUserDetails.user")
    yield "Instance role", value_at(detail, "resource.instanceDetails.iamInstanceProfile.arn")
    actors = value_at(detail, "service.detection.sequence.actors")
    for actor in actors[:3] if isinstance(actors, list) else ():
        yield "Actor", value_at(actor, "user.name") or value_at(actor, "id")


def where_from(detail: dict[str, Any]) -> Iterator[Labelled]:
    """The remote address with its country and organisation, the domain, and the API call."""
    action = value_at(detail, "service.action")
    for path in _REMOTE:
        remote = value_at(action, f"{path}.remoteIpDetails")
        if isinstance(remote, dict):
            yield "Address", value_at(remote, "ipAddressV4") or value_at(remote, "ipAddressV6")
            yield "Country", value_at(remote, "country.countryName")
            yield "Organisation", value_at(remote, "organization.org") or value_at(remote, "organization.asnOrg")
            break
    yield "Domain", next(filter(None, (value_at(action, path) for path in _DOMAINS)), None)
    api, service = (value_at(action, f"awsApiCallAction.{field}") for field in ("api", "serviceName"))
    yield "API call", f"{api} of {service}" if api and service else api
