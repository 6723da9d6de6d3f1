"""What people do has one effect and is shown once, whoever else acts, whoever dies and what changed meanwhile."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from config_monitor.domain.actions import Action
from config_monitor.domain.events import Severity
from config_monitor.domain.policy import Author, Classified, Policy, override_ids, route_of, subject_of_violation
from config_monitor.errors import NotifierBusy, NotifierUnanswered, ThreadGone
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import AT_ONCE, KEY, NC, C, evaluated
from tests.support.acting import ALICE, BOB, CAROL, POLICY, Acting
from tests.support.faults import killed_after
from tests.support.incidents import reported

DAY = "2026-12-24"
EXCEPTION: dict[str, object] = {"reason": "a bastion", "expires": DAY}


def approval(acting: Acting) -> Action:
    """The press of a second person for what a first one asked for."""
    asked = acting.press("except", **EXCEPTION)
    assert acting.carried_out(asked).outcome == "asked"
    return acting.press("approve", CAROL, request=asked.action_id, message_id="question")


PRESSES: dict[str, tuple[Severity, Callable[[Acting], Action], str, str]] = {
    "acknowledge": (Severity.HIGH, lambda acting: acting.press("acknowledge", BOB), "acknowledge", "cknowledged"),
    "mute": (Severity.HIGH, lambda acting: acting.press("mute", days=7), "mute", "uted"),
    "except": (Severity.HIGH, lambda acting: acting.press("except", **EXCEPTION), "except", "xcepted"),
    "approve": (Severity.CRITICAL, approval, "except", "xcepted"),
}


@pytest.mark.parametrize("name", PRESSES)
def test_an_action_has_one_effect_and_one_reply_wherever_its_process_dies(name: str) -> None:
    """An exception's reply is an alert: as every alert it comes twice if its sender dies before it marks it sent."""
    severity, pressed, kind, words = PRESSES[name]
    twice = 0
    for call in range(1, 100):
        acting = Acting(severity)
        action, dies = pressed(acting), killed_after(call)
        died = acting.act(action, dies) is None
        assert acting.carried_out(action).outcome == "done"
        acting.world.minutes(3)  # what the dead process had claimed, deliver_alerts sends
        assert acting.actions == [kind], call
        assert words in acting.message, call
        twice += len(acting.replies) > 1
        if not died:
            assert call > 10
            assert len(acting.replies) == 1
            assert twice <= (2 if kind == "except" else 0)
            return
    raise AssertionError("the action never ends")


def test_only_a_death_between_claim_and_post_costs_the_reply_which_the_message_makes_good() -> None:
    silent = []
    for call in range(1, 100):
        acting = Acting()
        action = acting.press("acknowledge", BOB)
        if acting.act(action, killed_after(call)):
            break
        acting.carried_out(action)
        silent += [] if acting.replies else [call]
        assert "bob (UBOB)" in acting.message
    assert 0 < len(silent) <= 3  # after the claim of the reply, and while its channel is asked for


@pytest.mark.parametrize("kind", ["acknowledge", "mute"])
def test_ten_people_who_press_at_once_are_one_effect_shown_once(kind: str) -> None:
    acting = Acting()
    people = [Author(id=f"U{n}", name=f"person-{n}") for n in range(10)]
    approvers = {"approvers": {"users": [person.id for person in people]}}
    acting.policy = Policy.model_validate(approvers)
    presses = [acting.press(kind, person, **({"days": 7} if kind == "mute" else {})) for person in people]
    with ThreadPoolExecutor(10) as pool:
        results = list(pool.map(acting.carried_out, presses))
    assert sorted(result.outcome for result in results) == ["done", *["unchanged"] * 9]
    assert (len(acting.actions), len(acting.replies)) == (1, 1)
    assert len({user for user, _ in acting.people.answers}) == 9


def test_ten_approvers_who_agree_at_once_are_one_exception_by_the_first() -> None:
    acting = Acting(Severity.CRITICAL)
    people = [Author(id=f"U{n}", name=f"person-{n}") for n in range(10)]
    approvers = {"users": ["UALICE", *(person.id for person in people)], "channel": "approvers", "two_people": True}
    acting.policy = Policy.model_validate({"approvers": approvers})
    asked = acting.press("except", **EXCEPTION)
    acting.carried_out(asked)
    presses = [acting.press("approve", person, request=asked.action_id, message_id="question") for person in people]
    with ThreadPoolExecutor(10) as pool:
        results = list(pool.map(acting.carried_out, presses))
    acting.world.minutes(3)
    assert sorted(result.outcome for result in results) == ["done", *["unchanged"] * 9]
    first = people[[result.outcome for result in results].index("done")]
    assert (acting.actions, len(acting.replies)) == (["except"], 1)
    (kept,) = acting.ledger.kept.values()
    assert getattr(kept, "approved_by", None) == first
    questions = [sent.text for sent in acting.world.notifier.sent if sent.message_id == "question"]
    assert questions
    assert all(f"Agreed by {first.label}" in question for question in questions)


def test_an_edit_that_is_refused_costs_neither_the_effect_nor_the_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    acting = Acting()

    def refused(*_: Any) -> None:
        raise ThreadGone("message_not_found")

    monkeypatch.setattr(acting.world.notifier, "edit", refused)
    assert acting.carried_out(acting.press("acknowledge", BOB)).outcome == "done"
    assert (acting.actions, len(acting.replies)) == (["acknowledge"], 1)


@pytest.mark.parametrize(("taken", "trouble"), [(False, NotifierBusy("429", 1)), (True, NotifierUnanswered("lost"))])
def test_a_reply_that_slack_did_not_take_is_posted_again_and_one_it_may_have_taken_is_not(
    taken: bool, trouble: NotifierBusy | NotifierUnanswered
) -> None:
    acting = Acting()
    troubles = [None, None, trouble, trouble]  # the edit, the one after it, then the reply
    notifier = acting.world.notifier
    notifier.takes = taken
    notifier.trouble = lambda _: troubles.pop(0) if troubles else None
    assert acting.carried_out(acting.press("acknowledge", BOB)).outcome == "done"
    assert len(acting.replies) == 1


def test_two_who_act_at_once_both_stand_in_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """One edit is overtaken: it shows what was stored before the other one acted, and is then made again."""
    acting = Acting()
    edit, late = acting.world.notifier.edit, acting.press("mute", CAROL, days=7)

    def slow(*arguments: Any) -> None:
        monkeypatch.setattr(acting.world.notifier, "edit", edit)
        acting.carried_out(late)
        edit(*arguments)

    monkeypatch.setattr(acting.world.notifier, "edit", slow)
    acting.carried_out(acting.press("acknowledge", BOB))
    assert "bob (UBOB)" in acting.message
    assert "carol (UCAROL)" in acting.message


def test_an_alert_that_is_gone_changes_nothing_and_says_so() -> None:
    acting = Acting()
    action = acting.press("mute", days=7)
    acting.world.alerts.kept.clear()
    assert acting.carried_out(action).outcome == "unchanged"
    assert acting.actions == []
    assert acting.people.answers == [("UALICE", "What this is about is not kept any more.")]


@pytest.mark.parametrize("kind", ["acknowledge", "details", "mute"])
def test_a_user_who_was_removed_or_is_a_guest_may_do_nothing(kind: str) -> None:
    acting = Acting()
    acting.people.strangers.add("UALICE")
    assert acting.carried_out(acting.press(kind, days=7)).outcome == "refused"
    assert acting.actions == []


def test_approvers_that_changed_in_between_count() -> None:
    acting = Acting(Severity.CRITICAL)
    press = approval(acting)
    acting.policy = Policy.model_validate({"approvers": {"users": ["UCAROL"], "two_people": True}})
    assert acting.carried_out(press).outcome == "unchanged"  # who asked may not except any more
    acting.policy = Policy.model_validate({"approvers": {"users": ["UALICE"], "two_people": True}})
    assert acting.carried_out(press).outcome == "refused"  # who agrees may not any more
    assert "may not except it any more" in acting.people.answers[-2][1]
    assert acting.actions == []
    acting.policy = POLICY
    assert acting.carried_out(press).outcome == "done"


def test_who_asked_is_no_second_person_and_a_request_ends_with_its_last_day() -> None:
    acting = Acting(Severity.CRITICAL)
    named = {**POLICY.model_dump(mode="json", exclude_unset=True), "accounts": {KEY.account: {"name": "orchard"}}}
    acting.policy = Policy.model_validate(named)
    press = approval(acting)
    question = acting.world.notifier.posts[-1].text
    assert f"orchard (`{KEY.account}`)" in question
    assert "<https://company.slack.com/archives/C1/p1.0|The message>" in question
    own = acting.carried_out(press.model_copy(update={"by": ALICE, "action_id": "own"}))
    assert own.outcome == "refused"
    acting.world.time += 40 * 86400
    late = acting.carried_out(press)
    assert (late.outcome, acting.actions) == ("unchanged", [])
    assert "asked for anew" in str(late.sentence)
    assert acting.carried_out(press.model_copy(update={"request": "unknown"})).outcome == "unchanged"


def test_what_is_done_is_undone_by_a_button_too() -> None:
    acting = Acting()
    for kind, undo, values in (
        ("acknowledge", "undo_acknowledge", {}),
        ("mute", "undo_mute", {"days": 1}),
        ("except", "undo_except", EXCEPTION),
    ):
        assert acting.carried_out(acting.press(kind, **values)).outcome == "done"
        assert acting.carried_out(acting.press(undo)).outcome == "done"
        assert acting.carried_out(acting.press(undo)).outcome == "unchanged"
        acting.world.time += 60
    assert acting.actions == ["acknowledge", "undo_acknowledge", "mute", "undo_mute", "except", "undo_except"]
    assert (acting.violation.acknowledged_by, acting.violation.exception) == (None, None)


def test_an_incident_is_acted_on_as_a_violation_is() -> None:
    acting = Acting(event=Classified(event=reported(9), route=AT_ONCE))
    for kind, values, words in (
        ("acknowledge", {}, "alice (UALICE)"),
        ("mute", {"days": 7}, "Muted until"),
        ("except", EXCEPTION, "Excepted until"),
    ):
        assert acting.carried_out(acting.press(kind, **values)).outcome == "done"
        assert words in acting.message
        acting.world.time += 60
    (incident,) = acting.ledger.incidents.values()
    assert incident.exception == "alice (UALICE): a bastion"
    assert (acting.actions, len(acting.replies)) == (["acknowledge", "mute", "except"], 3)
    assert acting.carried_out(acting.press("undo_except")).outcome == "done"
    assert acting.ledger.incident(incident.key).exception is None


@pytest.mark.parametrize(("reason", "end"), [("a bastion", "a bastion."), ("It is a bastion.", "It is a bastion.")])
def test_until_when_by_whom_and_why_it_is_excepted_reads_alike_everywhere(reason: str, end: str) -> None:
    """The last day is the one that was chosen in the dialog, not the midnight that ends it."""
    acting, words = Acting(), f"until {DAY} by alice (UALICE): {reason}"
    acting.carried_out(acting.press("except", reason=reason, expires=DAY))
    assert f"Excepted {words}" in acting.message
    assert f"excepted {words}" in [post.text for post in acting.world.notifier.posts if post.thread][-1]
    acting.carried_out(acting.press("details", BOB))
    assert f"Excepted {words}" in acting.people.answers[-1][1]
    overrides = acting.ledger.of(KEY)
    route = route_of(acting.policy, subject_of_violation(acting.violation), Severity.HIGH, acting.now.date(), overrides)
    assert route.reason
    assert route.reason.sentence == f"Excepted until {DAY} by alice (UALICE): {end}"


@pytest.mark.parametrize(
    ("copy", "named"), [("encrypted-volumes", False), ("securityhub-encrypted-volumes-0a1b2c3d", True)]
)
def test_details_name_the_copies_of_a_rule_that_has_some(copy: str, named: bool) -> None:
    acting = Acting(event=evaluated(NC, 9, C, rule_name=copy))
    acting.carried_out(acting.press("details", BOB))
    assert (f"Copies of the rule: {copy}" in acting.people.answers[-1][1]) is named


def test_an_action_is_an_event_with_author_before_after_and_a_link() -> None:
    acting = Acting()
    acting.carried_out(acting.press("acknowledge", BOB))
    (event,) = [c.event for c in acting.ledger.events.values() if c.event.source == "config-monitor.slack"]
    detail = event.detail
    assert detail["action"]["by"] == {"id": "UBOB", "name": "bob"}
    assert (detail["before"]["acknowledged_by"], detail["after"]["acknowledged_by"]) == (None, "bob (UBOB)")
    assert detail["subject"] == acting.violation.key.model_dump()
    assert detail["message"]["link"] == "https://company.slack.com/archives/C1/p1.0"
    assert event.title.startswith("✋ Acknowledged by bob (UBOB): encrypted-volumes")


WHOLE_RULE = {**EXCEPTION, "scope": "rule"}


def test_an_exception_of_a_rule_is_as_severe_as_the_worst_that_it_covers() -> None:
    acting = Acting()
    worse = evaluated(NC, 10, C, resource="vol-worse", severity=Severity.CRITICAL)
    persist_event(worse, acting.ledger, acting.now, lambda _: None)
    assert acting.carried_out(acting.press("except", **WHOLE_RULE)).outcome == "asked"
    assert acting.ledger.violation(worse_key := KEY.model_copy(update={"resource_id": "vol-worse"})).exception is None
    acting.policy = Policy.model_validate({"approvers": {"users": ["UALICE"], "severities": ["high"]}})
    assert acting.carried_out(acting.press("except", **WHOLE_RULE)).outcome == "refused"
    assert acting.carried_out(acting.press("except", **EXCEPTION)).outcome == "done"
    assert acting.ledger.violation(worse_key).exception is None


def test_an_exception_of_all_that_a_source_reports_needs_two_people_however_harmless_this_one_is() -> None:
    acting = Acting(event=Classified(event=reported(9), route=AT_ONCE))
    press = acting.press("except", **WHOLE_RULE)
    assert acting.carried_out(press).outcome == "asked"
    agreed = acting.press("approve", CAROL, request=press.action_id, message_id="question")
    assert acting.carried_out(agreed).outcome == "done"


def test_an_exception_of_a_rule_is_ended_though_what_it_was_made_for_is_not_kept_any_more() -> None:
    acting = Acting()
    acting.carried_out(acting.press("except", **WHOLE_RULE))
    other = evaluated(NC, 10, C, resource="vol-other")
    persist_event(other, acting.ledger, acting.now, lambda _: None)
    del acting.ledger.violations[KEY]
    ids, values = override_ids(KEY), {"origin": "api", "violation": KEY, "alert": None}
    assert acting.carried_out(acting.press("undo_except", exception_id=ids.rule, **values)).outcome == "done"
    ended = acting.ledger.exception(ids.rule)
    assert ended
    assert ended.ended_at
    assert acting.actions == ["except", "undo_except"]
    assert acting.violation.version == 0


def test_a_question_whose_answer_was_lost_is_posted_again_by_growing_pauses_only() -> None:
    acting = Acting(Severity.CRITICAL)
    lost = NotifierUnanswered("Slack did not answer")
    acting.world.notifier.takes, acting.world.notifier.trouble = True, lambda _: lost
    press, asked_at = acting.press("except", **EXCEPTION), acting.world.time
    for _ in range(40):
        with pytest.raises(NotifierBusy):
            acting.act(press)
        acting.world.time += 10
    posts = [sent.at - asked_at for sent in acting.world.notifier.posts if sent.channel == "approvers"]
    assert [round(at, -1) for at in posts] == [0, 30, 330]  # after 30 s, then after 5 min
    acting.world.notifier.trouble = lambda _: None
    acting.world.time += 900
    assert [answer and answer.outcome for answer in (acting.act(press), acting.act(press))] == ["asked", "asked"]
    assert len([sent for sent in acting.world.notifier.posts if sent.channel == "approvers"]) == 4


@pytest.mark.parametrize("approvers", [{"users": ["UALICE"], "groups": ["S1"]}, {"users": ["UALICE", "UGUEST"]}])
def test_nobody_is_asked_where_nobody_else_may_agree(approvers: dict[str, Any]) -> None:
    """Who is in a group is known only now; a guest may not agree."""
    acting = Acting(Severity.CRITICAL)
    acting.people.strangers = {"UGUEST"}
    acting.policy = Policy.model_validate({"approvers": {**approvers, "two_people": True}})
    assert acting.carried_out(acting.press("except", **EXCEPTION)).outcome == "refused"
    assert "nobody but you" in acting.people.answers[-1][1]
    assert acting.log.questions == {}
