"""A violation: the state of one rule and one resource, folded from the evaluations received so far.

The fold sorts its evaluations, so any order and any repetition of them results in the same violation.
Only the newest `KEPT` transitions are stored; older ones are folded into `base` and can no longer change.
"""

from typing import Literal

from pydantic import Field

from config_monitor.domain.compliance.keys import ViolationKey
from config_monitor.domain.compliance.transitions import (
    EVERY_COPY,
    Because,
    ViolationState,
    ViolationTransition,
    copy_key,
    fold,
)
from config_monitor.domain.events import GLOBAL, RULE_BYTES, ComplianceStatus, Evaluation, Event, Severity, size
from config_monitor.domain.lifecycle import Lifecycle, clamp_to_event_time, fold_in
from config_monitor.domain.resources import KnownResource

# What the names of all copies of a rule may take in a pair, which stores them three times in an item of 400 KB: some
# hundred names as services give them in each region.
COPIES_BYTES = 60_000
_LONGEST_COPY = 6 * RULE_BYTES  # as ASCII JSON

ScoreClass = Literal["compliant", "non_compliant", "excepted", "nothing"]


class Violation(Lifecycle):
    """The state of one pair; stored for compliant pairs too, since the score counts them."""

    key: ViolationKey
    state: ViolationState = Field(default_factory=ViolationState)
    base: ViolationState = Field(default_factory=ViolationState)
    transitions: list[ViolationTransition] = Field(default_factory=list)
    severity: Severity = Severity.UNRATED
    annotation: str | None = None
    rule_arn: str | None = None
    resource_names: tuple[str, ...] = Field(default=(), description="what people call the resource, besides its id")
    resource_owner: str | None = Field(default=None, description="the value of its owner tag")
    managed_rule: str | None = Field(
        default=None, description="the managed rule that it is by the inventory, where its name says otherwise"
    )
    attributes_from: tuple[bool, str, str, str, str] | None = Field(
        default=None,
        description="the evaluation that severity, annotation, rule ARN and exception are of: "
        "whether it is NON_COMPLIANT, then its order",
    )

    @property
    def copies(self) -> list[tuple[str, str]]:
        """Region and raw name of each copy of the rule that sent a result, in order."""
        if self.key.region != GLOBAL:
            return [(self.key.region, name) for name in sorted(self.state.statuses)]
        return [(region, name) for region, _, name in (copy.partition("/") for copy in sorted(self.state.statuses))]

    def status_of(self, rule_name: str, region: str) -> ComplianceStatus | None:
        """The last status of a copy of the rule (raw name) in a region; None when it has reported none."""
        return self.state.statuses.get(copy_key(rule_name, region if self.key.region == GLOBAL else None))

    def has_no_room_for(self, rule_name: str, region: str) -> bool:
        """Whether a copy (raw name) that has sent no result would be one too many."""
        return self.status_of(rule_name, region) is None and size(self.state.statuses) > COPIES_BYTES - _LONGEST_COPY

    def is_reported_by(self, region: str) -> bool:
        """Whether a copy of the rule in a region reports a status that still holds."""
        statuses = {self.status_of(name, where) for where, name in self.copies if where == region}
        return bool(statuses - {ComplianceStatus.NOT_APPLICABLE})

    @property
    def rule_names(self) -> list[str]:
        """The raw names of the copies of the rule that sent a result, in order."""
        return sorted({name for _, name in self.copies})

    @property
    def regions(self) -> list[str]:
        """The regions that evaluated the pair, in order: several for a global one."""
        return sorted({region for region, _ in self.copies})

    @property
    def status(self) -> ComplianceStatus:
        """The latest status, over all copies of the rule."""
        return self.state.status

    @property
    def is_open(self) -> bool:
        """Whether the resource violates the rule now."""
        return self.status is ComplianceStatus.NON_COMPLIANT

    @property
    def counted(self) -> ScoreClass:
        """How the score counts the pair: `nothing` leaves out NOT_APPLICABLE and INSUFFICIENT_DATA."""
        if self.is_open:
            return "excepted" if self.exception else "non_compliant"
        return "compliant" if self.status is ComplianceStatus.COMPLIANT else "nothing"

    @property
    def closed_as(self) -> Literal["fixed", "removed", "excepted"] | None:
        """How it ended, or `excepted` while it is open under an exception; None while it is open without one."""
        if self.is_open and self.exception:
            return "excepted"
        return self.state.closed_as


def with_evaluation(
    before: Violation,
    event: Event,
    evaluation: Evaluation,
    exception: str | None,
    until: str | None,
    resource: KnownResource | None = None,
    deadline_days: int | None = None,
) -> Violation:
    """The violation after one more evaluation, with the names and owner of its resource where they are known.

    Severity, annotation, exception and deadline are those of the newest NON_COMPLIANT evaluation, so that a resolved
    violation still shows what was wrong; while there never was one, those of the newest evaluation.
    """
    transition = ViolationTransition(
        evaluated_at=clamp_to_event_time(evaluation.evaluated_at, event),
        rule_name=evaluation.rule_name,
        status=evaluation.status,
        previous_status=evaluation.previous_status,
        previous_at=evaluation.previous_at,
        event_id=event.event_id,
        region=event.region if before.key.region == GLOBAL else None,
        ordered_at=evaluation.ordered_at if evaluation.ordered_at != evaluation.evaluated_at else None,
    )
    after = with_transition(before, transition)
    attributes_from = (transition.status is ComplianceStatus.NON_COMPLIANT, *transition.order)
    if after is before:
        return before
    if resource:
        after = with_resource(after, resource.names, resource.owner)
    if before.attributes_from and attributes_from < before.attributes_from:
        return after
    return after.model_copy(
        update={
            "severity": event.severity,
            "annotation": evaluation.annotation,
            "rule_arn": evaluation.rule_arn,
            "managed_rule": evaluation.managed_rule,
            "exception": exception,
            "excepted_until": until,
            "deadline_days": deadline_days,
            "attributes_from": attributes_from,
        }
    )


def with_resource(violation: Violation, names: tuple[str, ...], owner: str | None) -> Violation:
    """The violation with the names and owner of its resource; the same object when nothing changes."""
    if (violation.resource_names, violation.resource_owner) == (names, owner):
        return violation
    return violation.model_copy(update={"resource_names": names, "resource_owner": owner})


def with_removal(
    before: Violation,
    removed_at: str,
    event_id: str,
    *,
    rule_name: str = EVERY_COPY,
    region: str | None = None,
    because: Because | None = None,
) -> Violation:
    """The violation after its resource is gone, for every copy of the rule.

    `removed_at` is the result of `clamp_to_event_time`. With `because` the resource may live on: one copy's results are
    gone (`rule_name`), or those of one region of a global violation (`region`).
    """
    gone = ViolationTransition(
        evaluated_at=removed_at,
        rule_name=rule_name,
        status=ComplianceStatus.NOT_APPLICABLE,
        event_id=event_id,
        region=region if before.key.region == GLOBAL else None,
        because=because,
    )
    return with_transition(before, gone)


def with_transition(before: Violation, transition: ViolationTransition) -> Violation:
    """The violation after one more transition; the same object if that is stored already or is older than `base`.

    Copies that are gone are forgotten when there is no room for them; then a copy more changes nothing.
    """
    folded = fold_in(before.base, before.transitions, transition, fold)
    if folded is None:
        return before
    base, kept = folded
    state = fold(base, kept)
    if size(state.statuses) > COPIES_BYTES:
        base = _without_gone_copies(base)
        state = fold(base, kept)
        if size(state.statuses) > COPIES_BYTES and transition.copy_key not in before.state.statuses:
            return before
    return before.model_copy(update={"base": base, "transitions": kept, "state": state})


def _without_gone_copies(state: ViolationState) -> ViolationState:
    live = {copy: status for copy, status in state.statuses.items() if status is not ComplianceStatus.NOT_APPLICABLE}
    return state.model_copy(update={"statuses": live})


ViolationChange = Literal["opened", "reopened", "fixed", "removed", "unchanged"]


def change_between(before: Violation, after: Violation) -> ViolationChange:
    """What happened to the violation, for its notification; a late event that changes only the past is `unchanged`."""
    opened_anew = (after.opened_at or "") > before.state.evaluated_at
    if after.is_open and (not before.is_open or opened_anew):
        return "reopened" if after.reopened else "opened"
    if before.is_open and not after.is_open:
        return after.state.closed_as or "removed"
    return "unchanged"
