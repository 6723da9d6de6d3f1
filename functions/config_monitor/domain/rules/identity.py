"""Rule identity: the one name under which every copy of an AWS Config rule is judged, counted and excepted.

The same managed rule arrives as `securityhub-<name>-<suffix>`, `OrgConfigRule-<name>-<suffix>`,
`<name>-conformance-pack-<suffix>`, `AWSControlTower_AWS-GR_<NAME>` or plain. A rule that a service made says so in its
ARN (`/aws-service-rule/<service principal>/`); a name alone only looks like it.
"""

import re
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.rules.guardrails import MANAGED_RULE_OF_GUARDRAIL


class Origin(StrEnum):
    """Who put a rule into the account."""

    ACCOUNT = "account"  # made by the account's own people: managed or custom, which the name alone does not prove
    SECURITY_HUB = "security hub"
    ORGANIZATION = "organization"
    CONFORMANCE_PACK = "conformance pack"
    CONTROL_TOWER = "control tower"
    OTHER_SERVICE = "other service"  # service-linked, by a service whose naming is not known: the name stays whole


class Rule(BaseModel):
    """A rule's canonical name and its origin; the raw name stays on the event."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(description="canonical: for a copy of a managed rule the managed rule's own name")
    origin: Origin


# Words of six to eight letters or digits with which managed rules' names end: a copy without a suffix, seen in older
# accounts (`securityhub-alb-waf-required`), keeps its last word. A test holds this against the catalogue.
_WORDS = (
    "access actions allowed attached backups blocks bucket closed created creation default deletion disabled enable "
    "enabled enforced exists findings identity imdsv2 instance logging logins managed manager packets periodic policy "
    "provided public region required rotated rotation secrets sharing storage support tagged target template tenancy "
    "transit unused update upgrade version volumes"
)
LAST_WORDS = frozenset(_WORDS.split())

# Managed rules that go by their identifier's words at times, in Security Hub and in AWS's own lists, by that name.
OTHER_NAMES = {
    "cloud-trail-enabled": "cloudtrail-enabled",
    "ec2-instance-managed-by-ssm": "ec2-instance-managed-by-systems-manager",
    "incoming-ssh-disabled": "restricted-ssh",
    "instances-in-vpc": "ec2-instances-in-vpc",
    "multi-region-cloud-trail-enabled": "multi-region-cloudtrail-enabled",
    "restricted-incoming-traffic": "restricted-common-ports",
}

_SERVICE = re.compile(r":config-rule/aws-service-rule/([^/]+)/")
_PACK = re.compile(r"(.+)-conformance-pack-[0-9a-z]{8,9}", re.DOTALL)
_SUFFIX = re.compile(r"(.+)-([0-9a-z]{6,8})", re.DOTALL)
_HUB_PREFIX, _ORGANIZATION_PREFIX = "securityhub-", "OrgConfigRule-"
_GUARDRAIL = re.compile(r"AWSControlTower_AWS-GR_([A-Z0-9_]+)")
# What the name of a Security Hub copy must end in to be believed without an ARN: hexadecimal, or letters with a digit
# among them. `securityhub-findings-critical` is somebody's own rule.
_TELLING = re.compile(r"[0-9a-f]{8}|(?=.*[0-9])[0-9a-z]{6,8}")


def canonical_rule(raw_name: str, arn: str | None = None) -> Rule:
    """The rule that `raw_name` is a copy of; where there is an ARN, the ARN decides and a look-alike is left alone.

    Control Tower's detective controls are the exception: their ARNs are ordinary ones, so their name, which Control
    Tower keeps for itself, decides either way. Without an ARN (the aggregator gives none) a name must fit a whole form.
    """
    if guardrail := _GUARDRAIL.fullmatch(raw_name):
        return Rule(name=MANAGED_RULE_OF_GUARDRAIL.get(guardrail[1], raw_name), origin=Origin.CONTROL_TOWER)
    if not arn:
        return _by_name(raw_name)
    service = _SERVICE.search(arn)
    return (
        _by_service(raw_name, service[1].partition(".")[0]) if service else Rule(name=raw_name, origin=Origin.ACCOUNT)
    )


def _by_service(raw_name: str, service: str) -> Rule:
    """The rule a service's copy stands for; a name that lacks the service's marks stays whole."""
    match service:
        case "securityhub":
            name = _without_suffix(raw_name.removeprefix(_HUB_PREFIX)) if raw_name.startswith(_HUB_PREFIX) else raw_name
            return Rule(name=OTHER_NAMES.get(name, name), origin=Origin.SECURITY_HUB)
        case "config-conforms":
            pack = _PACK.fullmatch(raw_name)
            return Rule(name=_by_prefix(pack[1]).name if pack else raw_name, origin=Origin.CONFORMANCE_PACK)
        case "config-multiaccountsetup":
            pack = _PACK.fullmatch(raw_name)  # a pack deployed to an organisation
            name = pack[1] if pack else raw_name
            if name.startswith(_ORGANIZATION_PREFIX):
                name = _without_suffix(name.removeprefix(_ORGANIZATION_PREFIX), length=8)
            return Rule(name=name, origin=Origin.CONFORMANCE_PACK if pack else Origin.ORGANIZATION)
        case "controltower":
            return Rule(name=raw_name, origin=Origin.CONTROL_TOWER)
        case _:
            return Rule(name=raw_name, origin=Origin.OTHER_SERVICE)


def _by_name(raw_name: str) -> Rule:
    """The rule that a name alone tells of: the pack's mark first, since packs hold copies of other copies."""
    if pack := _PACK.fullmatch(raw_name):
        return Rule(name=_by_prefix(pack[1]).name, origin=Origin.CONFORMANCE_PACK)
    return _by_prefix(raw_name)


def _by_prefix(name: str) -> Rule:
    """The rule that a name's prefix and suffix together tell of."""
    if found := _copy(name, _ORGANIZATION_PREFIX):
        inner, suffix = found
        if len(suffix) == 8 and suffix not in LAST_WORDS:
            return Rule(name=inner, origin=Origin.ORGANIZATION)
    if found := _copy(name, _HUB_PREFIX):
        inner, suffix = found
        if _TELLING.fullmatch(suffix) and suffix not in LAST_WORDS:
            return Rule(name=OTHER_NAMES.get(inner, inner), origin=Origin.SECURITY_HUB)
    return Rule(name=name, origin=Origin.ACCOUNT)


def _copy(raw_name: str, prefix: str) -> tuple[str, str] | None:
    """The name and the suffix between which a prefixed copy divides, if it does."""
    found = _SUFFIX.fullmatch(raw_name.removeprefix(prefix)) if raw_name.startswith(prefix) else None
    return (found[1], found[2]) if found else None


def _without_suffix(name: str, length: int | None = None) -> str:
    """A name without the random suffix of its copy, if it has one (of `length`, where that is fixed)."""
    found = _SUFFIX.fullmatch(name)
    return found[1] if found and found[2] not in LAST_WORDS and length in (None, len(found[2])) else name
