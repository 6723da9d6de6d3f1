"""Counters of violations by account and region."""

from collections.abc import Iterable

from config_monitor.domain.compliance.keys import ViolationKey
from config_monitor.domain.compliance.violation import Violation
from config_monitor.domain.events import pair_key
from config_monitor.domain.lifecycle import CountersKey, changed_counters, counters_key_of


def counters_key(key: ViolationKey) -> CountersKey:
    """The counters that a violation belongs to."""
    return counters_key_of(key.account, key.region, pair_key(key.rule_name, key.resource_type, key.resource_id))


def counted_in(violation: Violation) -> str | None:
    """Which counter a violation is in: `compliant`, `excepted`, `open_0` to `open_5` by severity, or none."""
    match violation.counted:
        case "nothing":
            return None
        case "non_compliant":
            return f"open_{int(violation.severity)}"
        case counted:
            return counted


def counter_changes(changes: Iterable[tuple[Violation, Violation]]) -> dict[CountersKey, dict[str, int]]:
    """By sort key, what to add to each counter when violations go from before to after."""
    return changed_counters(changes, lambda violation: counters_key(violation.key), counted_in)
