"""Reapplying the policy: what the policy of today changes of open violations, and where the next step goes on."""

from collections import Counter
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.compliance import Violation
from config_monitor.domain.policy.decision import Decision


class ReapplyCursor(BaseModel):
    """Where the next step goes on: a scope, and within it the position after which violations are still to be read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: str = ""
    region: str = ""
    after: str | None = None


class ReapplyResult(BaseModel):
    """Counts of open violations: how many were checked, how many are excepted, and how many changed in which way."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checked: int = 0
    excepted: int = 0
    newly_excepted: int = 0
    no_longer_excepted: int = 0
    severity_changed: int = 0
    by_exception: dict[str, int] = Field(
        default={}, description="number of open violations that each exception matches, by `fingerprint`"
    )

    @classmethod
    def of(cls, before: Violation, after: Violation) -> Self:
        """The result for one violation."""
        return cls(
            checked=1,
            excepted=int(bool(after.exception)),
            newly_excepted=int(bool(after.exception and not before.exception)),
            no_longer_excepted=int(bool(before.exception and not after.exception)),
            severity_changed=int(before.severity is not after.severity),
        )

    def plus(self, more: "ReapplyResult") -> "ReapplyResult":
        """The sum."""
        counts = {name: n + getattr(more, name) for name, n in self.model_dump(exclude={"by_exception"}).items()}
        return ReapplyResult(**counts, by_exception=dict(Counter(self.by_exception) + Counter(more.by_exception)))


def reapplied(violation: Violation, decision: Decision, managed_rule: str | None) -> Violation:
    """The violation with the decision's severity and exception, and the managed rule that it is by the inventory.

    The very same object if nothing changes.
    """
    decided = {
        "managed_rule": managed_rule,
        "severity": decision.severity,
        "exception": decision.route.exception,
        "excepted_until": decision.route.excepted_until,
    }
    stored = {name: getattr(violation, name) for name in decided}
    return violation if decided == stored else violation.model_copy(update=decided)
