"""Show what another policy would change of the violations that are open now, before it is in effect."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from config_monitor.domain.compliance import Violation
from config_monitor.domain.policy import Classified, Policy, event_of
from config_monitor.ports import Catalogue
from config_monitor.use_cases.classify_event import classify_event

EXAMPLES = 3
PARTS = ("severity", "channel", "notify", "exception")


class Preview(BaseModel):
    """How many violations are open, and of each part how many would change, with the first examples in words."""

    model_config = ConfigDict(extra="forbid")

    open: int = 0
    changed: dict[str, int] = dict.fromkeys(PARTS, 0)
    examples: dict[str, list[str]] = {part: [] for part in PARTS}


class _Fixed:
    """A policy that stands for the one in force."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def policy(self) -> Policy:
        return self._policy


def preview_policy(
    violations: Iterable[Violation], old: Policy, new: Policy, catalogue: Catalogue, now: datetime
) -> Preview:
    """Judge every open violation by both policies."""
    preview = Preview()
    for violation in violations:
        if violation.is_open:
            preview.open += 1
            event = event_of(violation, now)
            before, after = (classify_event(event, _Fixed(policy), catalogue, now) for policy in (old, new))
            _compare(preview, violation, _parts(before), _parts(after))
    return preview


def _parts(judged: Classified) -> dict[str, str]:
    """What people see of a judgement."""
    return {
        "severity": judged.event.severity.word,
        "channel": judged.route.channel,
        "notify": {"immediate": "at once", "digest": "in the digest", "none": "never"}[judged.route.notify],
        "exception": judged.route.exception or "none",
    }


def _compare(preview: Preview, violation: Violation, before: dict[str, str], after: dict[str, str]) -> None:
    key = violation.key
    for part in PARTS:
        if before[part] != after[part]:
            preview.changed[part] += 1
            if len(preview.examples[part]) < EXAMPLES:
                where = f"{key.rule_name} {key.resource_id} in {key.account} {key.region}"
                preview.examples[part].append(f"{where}: {before[part]} -> {after[part]}")
