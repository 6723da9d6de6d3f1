"""What people's actions change, who may do them, and what a wrong exception is answered."""

from datetime import UTC, date, datetime

import pytest

from config_monitor.domain.actions import Action, Membership, effect_of, needs_second_person, refusal, wrong_exception
from config_monitor.domain.compliance import Violation, ViolationKey
from config_monitor.domain.compliance.transitions import ViolationState
from config_monitor.domain.events import ComplianceStatus, Severity, format_instant
from config_monitor.domain.policy import NO_OVERRIDES, Author, Policy, Subject, decide

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
KEY = ViolationKey(
    account="222222222222", region="us-east-1", rule_name="s3-x", resource_type="AWS::S3::Bucket", resource_id="logs"
)
OPEN = Violation(
    key=KEY, state=ViolationState(statuses={"s3-x": ComplianceStatus.NON_COMPLIANT}), severity=Severity.CRITICAL
)
ALICE, BOB = Author(id="UALICE", name="alice"), Author(id="UBOB", name="bob")
APPROVER, MEMBER = Membership(full_member=True, approver=True), Membership(full_member=True, approver=False)
POLICY = Policy.model_validate({"approvers": {"users": ["UALICE"], "two_people": True}})


def action(kind: str, by: Author = ALICE, at: datetime = NOW, **values: object) -> Action:
    return Action.model_validate({"action_id": "a1", "kind": kind, "by": by, "at": format_instant(at), **values})


def test_an_acknowledgement_has_its_author_and_can_be_taken_over_and_undone() -> None:
    taken = effect_of(action("acknowledge"), OPEN, NO_OVERRIDES).after
    assert taken.acknowledged_by == "alice (UALICE)"
    together = effect_of(action("acknowledge", BOB, NOW.replace(second=5)), taken, NO_OVERRIDES)
    assert together.unchanged
    later = effect_of(action("acknowledge", BOB, NOW.replace(minute=5)), taken, NO_OVERRIDES).after
    assert later.acknowledged_by == "bob (UBOB)"
    assert effect_of(action("undo_acknowledge"), later, NO_OVERRIDES).after.acknowledged_by is None
    assert effect_of(action("undo_acknowledge"), OPEN, NO_OVERRIDES).unchanged


def test_a_mute_holds_for_its_days_and_leaves_the_violation_to_the_digest() -> None:
    effect = effect_of(action("mute", days=7), OPEN, NO_OVERRIDES)
    assert effect.after == OPEN.model_copy(update={"muted_until": "2026-12-03T12:00:00.000Z"})
    subject = Subject(account=KEY.account, rules=("s3-x",), resource_names=("logs",))
    for day in (27, 30):
        held = effect.overrides.at(format_instant(NOW.replace(day=day)))
        assert decide(Policy(), subject, None, date(2026, 11, day), overrides=held).route.notify == "digest"
    assert effect.overrides.at("2026-12-03T12:00:00.000Z").mute is None


def test_an_exception_holds_until_its_last_day_is_over_and_can_be_ended() -> None:
    wanted = action("except", reason="a bastion", expires="2026-12-01", severity=Severity.CRITICAL)
    effect = effect_of(wanted, OPEN, NO_OVERRIDES)
    held = effect.overrides.at("2026-12-01T23:59:59.000Z")
    assert held.exception
    assert held.exception.severity is Severity.CRITICAL
    route = decide(Policy(), Subject(account=KEY.account), None, date(2026, 12, 1), overrides=held).route
    assert (route.notify, route.exception) == ("none", "alice (UALICE): a bastion")
    assert route.excepted_until == "2026-12-02T00:00:00.000Z"
    assert effect.overrides.at("2026-12-02T00:00:00.000Z").exception is None
    over = effect_of(action("undo_except"), OPEN, effect.overrides)
    assert over.stored[0].ended_at
    assert over.overrides.exception is None


@pytest.mark.parametrize(
    ("kind", "membership", "refused"),
    [
        ("acknowledge", MEMBER, False),
        ("mute", MEMBER, True),
        ("except", MEMBER, True),
        ("except", APPROVER, False),
        ("undo_except", MEMBER, True),
        ("acknowledge", Membership(full_member=False, approver=False), True),
    ],
)
def test_who_may(kind: str, membership: Membership, refused: bool) -> None:
    reason = refusal(POLICY, action(kind).kind, membership, Severity.CRITICAL)
    assert bool(reason) is refused
    if refused and membership.full_member:
        assert "Only approvers may do this: UALICE" in str(reason)


def test_two_people_are_needed_for_what_is_critical_where_the_policy_says_so() -> None:
    wanted = action("except", reason="a", expires="2026-12-01")
    assert needs_second_person(POLICY, wanted, Severity.CRITICAL)
    assert not needs_second_person(POLICY, wanted, Severity.HIGH)
    assert not needs_second_person(Policy(), wanted, Severity.CRITICAL)


@pytest.mark.parametrize(
    ("reason", "expires", "faults"),
    [
        ("why", "2026-11-26", set()),
        ("why", "2026-11-25", {"expires"}),
        ("why", "2027-01-01", {"expires"}),
        (" ", "soon", {"reason", "expires"}),
        ("x" * 501, "2026-12-01", {"reason"}),
    ],
)
def test_what_is_wrong_with_an_exception(reason: str, expires: str, faults: set[str]) -> None:
    assert set(wrong_exception(reason, expires, NOW.date(), 30)) == faults
