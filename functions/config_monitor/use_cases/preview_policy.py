"""Show what another policy would change of the violations that are open now, before it is in effect."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from config_monitor.domain.compliance import Violation
from config_monitor.domain.policy import (
    Decision,
    ExceptionByPerson,
    Overrides,
    Policy,
    decide,
    override_ids,
    subject_of_violation,
)
from config_monitor.ports import Catalogue

EXAMPLES = 3
PARTS = ("severity", "channel", "notify", "exception")


class Preview(BaseModel):
    """How many violations are open, and of each part how many would change, with the first examples in words."""

    model_config = ConfigDict(extra="forbid")

    open: int = 0
    changed: dict[str, int] = dict.fromkeys(PARTS, 0)
    examples: dict[str, list[str]] = {part: [] for part in PARTS}


def preview_policy(
    violations: Iterable[Violation],
    old: Policy,
    new: Policy,
    catalogue: Catalogue,
    now: datetime,
    people: Iterable[ExceptionByPerson] = (),
) -> Preview:
    """Compare what both policies decide of every open violation, with people's exceptions, which hold under both."""
    preview, by_id = Preview(), {each.id: each for each in people}
    for violation in violations:
        if violation.is_open:
            preview.open += 1
            subject, known = subject_of_violation(violation), catalogue.find(violation.key.rule_name)
            made = next((by_id[each] for each in override_ids(violation.key) if each in by_id), None)
            held = Overrides(exception=made)
            before, after = (
                _parts(decide(policy, subject, known, now.date(), overrides=held)) for policy in (old, new)
            )
            _compare(preview, violation, before, after)
    return preview


def _parts(decision: Decision) -> dict[str, str]:
    """What people see of a decision."""
    return {
        "severity": decision.severity.word,
        "channel": decision.route.channel,
        "notify": {"immediate": "at once", "digest": "in the digest", "none": "never"}[decision.route.notify],
        "exception": decision.route.exception or "none",
    }


def _compare(preview: Preview, violation: Violation, before: dict[str, str], after: dict[str, str]) -> None:
    key = violation.key
    for part in PARTS:
        if before[part] != after[part]:
            preview.changed[part] += 1
            if len(preview.examples[part]) < EXAMPLES:
                where = f"{key.rule_name} {key.resource_id} in {key.account} {key.region}"
                preview.examples[part].append(f"{where}: {before[part]} -> {after[part]}")
