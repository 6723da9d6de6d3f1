"""What figures are made of besides sums: a rule's part, and violations by name."""

from pydantic import BaseModel, ConfigDict

from config_monitor.domain.reports.pair_timeline import Pair, Step

KEPT_VIOLATIONS = 10


class RuleFigures(BaseModel):
    """One canonical rule."""

    severity: int = 0
    open: int = 0
    new: int = 0
    reopened: int = 0
    resolved: int = 0
    not_notified: int = 0
    """Openings without an alert of their own: the digest lists them."""


class OpenViolation(BaseModel):
    """A violation by name, for the lists of the oldest and of those whose exception ends soon."""

    model_config = ConfigDict(frozen=True)

    account: str
    region: str
    rule: str
    resource_type: str
    resource_id: str
    severity: int
    opened_at: str
    excepted_until: str | None = None


def named(pair: Pair, last: Step) -> OpenViolation:
    """A pair by name, open since its last step."""
    key = pair.key
    return OpenViolation(
        account=key.account,
        region=key.region,
        rule=key.rule_name,
        resource_type=key.resource_type,
        resource_id=key.resource_id,
        severity=pair.severity,
        opened_at=last.opened_at or last.at,
        excepted_until=pair.excepted_until,
    )


def oldest_of(violations: list[OpenViolation]) -> list[OpenViolation]:
    """Those that have been open longest."""
    return sorted(violations, key=lambda v: (v.opened_at, v.rule, v.resource_id))[:KEPT_VIOLATIONS]


def soonest_of(violations: list[OpenViolation]) -> list[OpenViolation]:
    """Those whose exceptions end first."""
    return sorted(violations, key=lambda v: (v.excepted_until or "", v.rule, v.resource_id))[:KEPT_VIOLATIONS]
