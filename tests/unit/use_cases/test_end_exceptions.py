"""Exceptions that are ended early: one of two, and one of a rule."""

from config_monitor.domain.policy import Author, override_ids
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import KEY, NC, C, evaluated
from tests.support.acting import Acting


def test_ending_one_of_two_exceptions_leaves_the_other_in_force() -> None:
    acting, ids = Acting(), override_ids(KEY)
    until = {"reason": "a test", "expires": "2026-12-10"}
    acting.carried_out(acting.press("except", **until))
    acting.carried_out(acting.press("except", scope="rule", **{**until, "expires": "2026-12-20"}))
    by_api = {"origin": "api", "violation": KEY, "alert": None, "channel_id": None}
    ended = acting.press("undo_except", Author(id="arn:aws:iam::1:user/x"), exception_id=ids.rule, **by_api)
    acting.carried_out(ended)
    assert acting.violation.exception == "alice (UALICE): a test"
    acting.world.time += 60
    again = acting.press("undo_except", exception_id=ids.resource, **by_api)
    acting.carried_out(again)
    assert acting.violation.exception is None


def test_ending_an_exception_of_a_rule_opens_what_else_it_held() -> None:
    acting = Acting()
    other = KEY.model_copy(update={"resource_id": "vol-2"})
    persist_event(evaluated(NC, 9, C, resource="vol-2"), acting.ledger, acting.now, lambda _: None)
    acting.carried_out(acting.press("except", scope="rule", reason="a test", expires="2026-12-10"))
    assert acting.ledger.violation(other).exception
    acting.world.time += 60
    acting.carried_out(acting.press("undo_except"))
    assert acting.ledger.violation(other).exception is None
