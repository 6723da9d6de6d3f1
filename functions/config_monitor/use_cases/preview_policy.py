"""Show what another policy would change of the violations and incidents that are open, before it is in effect."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import Severity, format_instant
from config_monitor.domain.incidents import Incident
from config_monitor.domain.policy import (
    ExceptionByPerson,
    Overrides,
    Policy,
    Route,
    decide,
    override_ids,
    reapplied_incident,
    subject_of_violation,
)
from config_monitor.ports import Catalogue

EXAMPLES = 3
PARTS = ("severity", "channel", "notify", "exception")


class Preview(BaseModel):
    """How many are open, and of each part how many would change, with the first examples in words."""

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
        if not violation.is_open:
            continue
        key, subject = violation.key, subject_of_violation(violation)
        known, held = catalogue.find(violation.managed_rule or key.rule_name), _held(violation, by_id)
        before, after = (decide(policy, subject, known, now.date(), overrides=held) for policy in (old, new))
        name = f"{key.rule_name} {key.resource_id} in {key.account} {key.region}"
        _compare(preview, name, _parts(before.severity, before.route), _parts(after.severity, after.route))
    return preview


def preview_incidents(
    incidents: Iterable[Incident], old: Policy, new: Policy, now: datetime, people: Iterable[ExceptionByPerson]
) -> Preview:
    """The same of every open incident."""
    preview, by_id, instant = Preview(), {each.id: each for each in people}, format_instant(now)
    for incident in incidents:
        if not incident.is_open or not incident.event:
            continue
        held = _held(incident, by_id).at(instant)
        before, after = (reapplied_incident(policy, incident, held, now) for policy in (old, new))
        name = f"{incident.title} in {incident.key.account} {incident.key.region}"
        _compare(preview, name, *(_parts(decided.severity, route) for route, decided in (before, after)))
    return preview


def _held(of: Violation | Incident, by_id: dict[str, ExceptionByPerson]) -> Overrides:
    return Overrides(exception=next((by_id[each] for each in override_ids(of.key) if each in by_id), None))


def _parts(severity: Severity, route: Route) -> dict[str, str]:
    """What people see of a decision."""
    return {
        "severity": severity.word,
        "channel": route.channel,
        "notify": {"immediate": "at once", "digest": "in the digest", "none": "never"}[route.notify],
        "exception": route.exception or "none",
    }


def _compare(preview: Preview, name: str, before: dict[str, str], after: dict[str, str]) -> None:
    preview.open += 1
    for part in PARTS:
        if before[part] != after[part]:
            preview.changed[part] += 1
            if len(preview.examples[part]) < EXAMPLES:
                preview.examples[part].append(f"{name}: {before[part]} -> {after[part]}")
