"""Apply an aggregator result that no event reported, by the same fold and the same transaction as an event."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from config_monitor.domain.compliance import Violation, ViolationKey, change_between, key_of_pair, with_evaluation
from config_monitor.domain.events import Event, format_instant
from config_monitor.domain.lifecycle import with_deadline
from config_monitor.domain.notifications import RECONCILED_LATE, Alert, notify_change, reason_of_change
from config_monitor.domain.policy import Classified
from config_monitor.domain.reasons import Reason
from config_monitor.domain.reconciliation import (
    AggregatorResult,
    RepairOutcome,
    RuleInScope,
    event_from_result,
    last_evaluated_at,
)
from config_monitor.errors import WriteConflict
from config_monitor.ports import Catalogue, Ledger, OverrideSource, Pause, PolicySource, Record, RuleLookup
from config_monitor.ports.events import VIOLATIONS_PER_RECORD
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.optimistic_retry import retry_on_conflict

# A change older than this is not notified at once; the daily report has it.
NEWS = timedelta(days=1)


@dataclass(frozen=True)
class Repairs:
    """The ports that repairs need, and the time now."""

    ledger: Ledger
    policies: PolicySource
    catalogue: Catalogue
    pause: Pause
    now: datetime
    overrides: OverrideSource
    rules: RuleLookup

    def repair(self, rule: RuleInScope, result: AggregatorResult, *, history: bool) -> RepairOutcome | None:
        """Apply one result to its pair and notify it if it is less than a day old.

        None if the stored evaluation is newer. Raises StorageBusy when the pair was changed by others each time.
        """
        classified = self._classified(event_from_result(rule, result))
        key = _key(classified)

        def apply() -> RepairOutcome | None:
            before = self.ledger.violation(key)
            if last_evaluated_at(before, rule) >= result.recorded_at:
                return None
            after, alerts, reason = self._notify(classified, before, self._with_result(before, classified), result)
            noted = classified.with_reason(reason) if history else None
            self.ledger.record(Record(noted, [(before, after)], alerts), self.now)
            return _outcome(before, after)

        return retry_on_conflict(apply, self.pause, key)

    def fill(self, rule: RuleInScope, results: Iterable[AggregatorResult]) -> int:
        """Store the first results of a rule's pairs, many in one transaction, without history and alerts; how many."""
        filled, left = 0, list(results)
        while left:
            chunk, left = left[:VIOLATIONS_PER_RECORD], left[VIOLATIONS_PER_RECORD:]
            events = [self._classified(event_from_result(rule, result)) for result in chunk]
            pairs = [(Violation(key=_key(classified)), classified) for classified in events]
            changes = [(fresh, self._with_result(fresh, classified)) for fresh, classified in pairs]
            try:
                self.ledger.record(Record(None, changes), self.now)
                filled += len(chunk)
            except WriteConflict:  # some pairs are stored already: one by one
                filled += sum(self._fill_one(*pair) for pair in pairs)
        return filled

    def _fill_one(self, fresh: Violation, classified: Classified) -> bool:
        def apply() -> bool:
            before = self.ledger.violation(fresh.key)
            after = self._with_result(before, classified)
            if after is not before:
                self.ledger.record(Record(None, [(before, after)]), self.now)
            return after is not before

        return retry_on_conflict(apply, self.pause, fresh.key)

    def _classified(self, event: Event) -> Classified:
        ports = (self.policies, self.catalogue, self.ledger, self.now, self.overrides, self.rules)
        return classify_event(event, *ports)

    def _with_result(self, before: Violation, classified: Classified) -> Violation:
        event, route = classified.event, classified.route
        if event.evaluation is None:
            return before
        excepted, resource = (route.exception, route.excepted_until), classified.resource
        after = with_evaluation(before, event, event.evaluation, *excepted, resource, route.deadline_days)
        return after if after is before else with_deadline(before, after, format_instant(self.now))

    def _notify(
        self, classified: Classified, before: Violation, after: Violation, result: AggregatorResult
    ) -> tuple[Violation, list[Alert], Reason | None]:
        """The violation and the alerts of a recent change, or the reason why there are none."""
        if result.recorded_at <= format_instant(self.now - NEWS):
            if change_between(before, after) in ("opened", "reopened"):
                after = after.without_alert()
            return after, [], RECONCILED_LATE
        after, alerts = notify_change(classified, before, after)
        reason = None if alerts else reason_of_change(classified.route, before, after, result.recorded_at)
        return after, alerts, reason


def _key(classified: Classified) -> ViolationKey:
    if classified.event.evaluation is None:
        raise TypeError(f"the result {classified.event.id} is no evaluation")
    return key_of_pair(classified.event, classified.event.evaluation)


def _outcome(before: Violation, after: Violation) -> RepairOutcome | None:
    """What the repair made of the pair; one that changed the past alone repaired nothing that shows."""
    if before.state.statuses == after.state.statuses:
        return None
    match change_between(before, after):
        case "opened" | "reopened":
            return "opened"
        case "unchanged":
            return "other"
        case ended:
            return ended
