"""Rule identity: the one name under which every copy of an AWS Config rule is rated, counted and excepted.

The same managed rule arrives as `securityhub-<name>-<suffix>`, `OrgConfigRule-<name>-<suffix>`,
`<name>-conformance-pack-<suffix>`, `AWSControlTower_AWS-GR_<NAME>` or plain. A rule that a service made says so in its
ARN (`/aws-service-rule/<service principal>/`); a name alone only looks like it.
"""

import re

from config_monitor.domain.rules.guardrails import MANAGED_RULE_OF_GUARDRAIL

# Words of six to eight letters or digits with which managed rules' names end: a copy without a suffix, seen in older
# accounts (`securityhub-alb-waf-required`), keeps its last word. A test holds this against the catalogue.
_WORDS = """
access actions allowed attached backups blocks bucket closed created creation default deletion
disabled enable enabled enforced exists findings identity imdsv2 instance logging logins managed
manager packets periodic policy provided public region required rotated rotation secrets sharing
storage support tagged target template tenancy transit unused update upgrade version volumes
"""
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
_DISTINCTIVE_SUFFIX = re.compile(r"[0-9a-f]{8}|(?=.*[0-9])[0-9a-z]{6,8}")


def canonical_rule(raw_name: str, arn: str | None = None) -> str:
    """The canonical name of a rule: the name of the managed rule that it is a copy of, else its own.

    Where there is an ARN, the ARN decides, and a name that only looks like a copy is left alone.

    Control Tower's detective controls are the exception: their ARNs are ordinary ones, so their name, which Control
    Tower keeps for itself, decides either way. Without an ARN (the aggregator gives none) a name must fit a whole form.
    """
    if guardrail := _GUARDRAIL.fullmatch(raw_name):
        return MANAGED_RULE_OF_GUARDRAIL.get(guardrail[1], raw_name)
    if not arn:
        return _by_name(raw_name)
    service = _SERVICE.search(arn)
    return _by_service(raw_name, service[1].partition(".")[0]) if service else raw_name


def _by_service(raw_name: str, service: str) -> str:
    """The rule a service's copy stands for; a name that lacks the service's marks stays whole."""
    match service:
        case "securityhub":
            name = _without_suffix(raw_name.removeprefix(_HUB_PREFIX)) if raw_name.startswith(_HUB_PREFIX) else raw_name
            return OTHER_NAMES.get(name, name)
        case "config-conforms":
            pack = _PACK.fullmatch(raw_name)
            return _by_prefix(pack[1]) if pack else raw_name
        case "config-multiaccountsetup":
            pack = _PACK.fullmatch(raw_name)  # a pack deployed to an organisation
            name = pack[1] if pack else raw_name
            if name.startswith(_ORGANIZATION_PREFIX):
                name = _without_suffix(name.removeprefix(_ORGANIZATION_PREFIX), length=8)
            return name
        case _:
            return raw_name


def _by_name(raw_name: str) -> str:
    """The rule that a name alone identifies: the pack's mark first, since packs hold copies of other copies."""
    if pack := _PACK.fullmatch(raw_name):
        return _by_prefix(pack[1])
    return _by_prefix(raw_name)


def _by_prefix(name: str) -> str:
    """The rule that a name's prefix and suffix together stand for."""
    if copy := _copy(name, _ORGANIZATION_PREFIX):
        inner, suffix = copy
        if len(suffix) == 8 and suffix not in LAST_WORDS:
            return inner
    if copy := _copy(name, _HUB_PREFIX):
        inner, suffix = copy
        if _DISTINCTIVE_SUFFIX.fullmatch(suffix) and suffix not in LAST_WORDS:
            return OTHER_NAMES.get(inner, inner)
    return name


def _copy(raw_name: str, prefix: str) -> tuple[str, str] | None:
    """The name and the suffix between which a prefixed copy divides, if it does."""
    match = _SUFFIX.fullmatch(raw_name.removeprefix(prefix)) if raw_name.startswith(prefix) else None
    return (match[1], match[2]) if match else None


def _without_suffix(name: str, length: int | None = None) -> str:
    """A name without the random suffix of its copy, if it has one (of `length`, where that is fixed)."""
    match = _SUFFIX.fullmatch(name)
    return match[1] if match and match[2] not in LAST_WORDS and length in (None, len(match[2])) else name
