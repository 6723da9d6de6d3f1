"""What one event's alerts become: sent at once, held, left for later; resolutions in the thread of their opening."""

from typing import Any

import pytest

from config_monitor.adapters.slack.blocks import GREEN
from config_monitor.domain.events import Severity
from config_monitor.errors import FormRefused, NoSuchChannel, NotifierBusy, NotifierUnanswered, StorageBusy
from simulation.sender import START, World, resolution, violation

CRITICAL = Severity.CRITICAL


def test_the_first_of_a_rule_is_sent_at_once_the_next_within_the_group_interval_are_held() -> None:
    world = World()
    assert [world.notify(violation(n)) for n in range(3)] == ["sent", "held", "held"]
    assert world.notify(violation(9, rule="another-rule")) == "sent"
    assert len(world.notifier.posts) == 2


def test_another_channel_has_a_group_interval_of_its_own() -> None:
    world = World()
    assert [world.notify(violation(n, channel=c)) for n, c in enumerate(("a", "b"))] == ["sent", "sent"]


def test_after_a_quiet_time_the_next_is_sent_at_once_again() -> None:
    world = World()
    world.notify(violation(1))
    world.wait(91)
    assert world.notify(violation(2)) == "sent"


def test_an_alert_is_sent_once_however_often_it_is_asked_for() -> None:
    world = World()
    world.notify(violation(1))
    key = violation(1).key
    from config_monitor.use_cases.notify_slack import notify_slack

    assert notify_slack([key, key], world.sender).outcome == "sent"
    world.minutes(2)
    assert len(world.notifier.posts) == 1


def test_a_resolution_is_posted_in_the_thread_and_the_first_message_says_resolved() -> None:
    """Opened 09:00, resolved 12:12: the thread says 3 h 12 min."""
    world, opening = World(), violation(1)
    world.notify(opening)
    assert world.notify(resolution(opening)) == "sent"
    first, edit, reply = world.notifier.sent
    assert (reply.thread, edit.via, edit.message_id) == (first.message_id, "edit", first.message_id)
    assert "Fixed after 3 h 12 min" in reply.text
    assert "Resolved" in edit.text
    assert edit.message.attachments[0]["color"] == GREEN


def test_fixed_removed_and_excepted_are_different_words() -> None:
    texts = {}
    for kind in ("fixed", "removed", "excepted"):
        world, opening = World(), violation(1)
        world.notify(opening)
        world.notify(resolution(opening, kind=kind, exception="bastion, until it moves (ops)"))
        texts[kind] = world.notifier.sent[-1].text, world.notifier.sent[-2].text
    assert all(kind in texts[kind][0].lower() for kind in texts)
    assert "it was not fixed" in texts["removed"][0]
    assert "bastion" in texts["excepted"][0]
    assert "Resolved" not in texts["excepted"][1]


def test_with_a_webhook_a_resolution_is_a_short_message_of_its_own() -> None:
    world, opening = World(threads=False), violation(1)
    world.notify(opening)
    world.notify(resolution(opening))
    assert [(post.via, post.thread) for post in world.notifier.sent] == [("post", None)] * 2
    assert "Fixed after 3 h 12 min" in world.notifier.sent[1].text


def test_a_resolution_is_never_sent_before_its_opening() -> None:
    """While Slack is away both wait; then one message has the violation as resolved, and nothing else follows."""
    world, opening = World(), violation(1)
    world.notifier.trouble = lambda _: NotifierBusy("500")
    assert (world.notify(opening), world.notify(resolution(opening))) == ("pending", "pending")
    world.notifier.trouble = lambda _: None
    world.minutes(3)
    (sent,) = world.notifier.sent
    assert "Resolved: fixed after 3 h 12 min" in sent.text
    assert world.unsent == 0


def test_slack_being_away_is_an_outcome_and_the_alert_is_sent_when_it_is_back() -> None:
    world = World()
    world.notifier.trouble = lambda _: NotifierBusy("Slack answered 500")
    assert world.notify(violation(1)) == "pending"
    world.notifier.trouble = lambda _: None
    world.minutes(2)
    assert len(world.notifier.posts) == 1


def test_a_pause_that_slack_asks_for_holds_for_the_whole_channel() -> None:
    world = World()
    world.notifier.trouble = lambda _: NotifierBusy("Slack answered 429", 30)
    world.notify(violation(1))
    asked_at = world.time
    world.notifier.trouble = lambda _: None
    assert world.notify(violation(2, rule="another")) == "pending"
    world.minutes(2)
    assert min(post.at for post in world.notifier.posts) >= asked_at + 30
    assert world.unsent == 0


def test_a_short_pause_is_waited_out_at_once() -> None:
    world = World()
    answers = iter([NotifierBusy("Slack answered 429", 1), None])
    world.notifier.trouble = lambda _: next(answers)
    assert world.notify(violation(1)) == "sent"


def test_what_slack_took_without_an_answer_is_sent_twice_at_most() -> None:
    world = World()
    answers = iter([NotifierUnanswered("no answer")])
    world.notifier.takes, world.notifier.trouble = True, lambda _: next(answers, None)
    assert world.notify(violation(1)) == "pending"
    world.minutes(3)
    assert len(world.notifier.posts) == 2


def test_a_channel_that_is_not_there_goes_to_the_default_one_with_a_note() -> None:
    world = World()
    world.notifier.trouble = lambda channel: NoSuchChannel("channel_not_found") if channel == "security" else None
    assert world.notify(violation(1)) == "sent"
    (sent,) = world.notifier.posts
    assert sent.channel == "general"
    assert "`security`" in sent.text
    assert sent.message.blocks[0]["type"] == "context"


def test_blocks_that_slack_refuses_arrive_as_plain_text() -> None:
    world = World()
    answers = iter([FormRefused("invalid_blocks"), None])
    world.notifier.trouble = lambda _: next(answers)
    assert world.notify(violation(1)) == "sent"
    (sent,) = world.notifier.posts
    assert not sent.message.blocks
    assert "sg-00001" in sent.text


def test_an_event_that_ends_many_violations_leaves_what_takes_too_long() -> None:
    world = World()
    openings = [violation(n, rule=f"rule-{n}", account=f"{n:012}", severity=CRITICAL) for n in range(40)]
    for opening in openings:
        world.notify(opening)
        world.wait(2)
    assert world.notify(*(resolution(opening) for opening in openings)) == "pending"
    assert world.unsent > 0
    world.minutes(3)
    assert world.unsent == 0
    assert len([post for post in world.notifier.posts if post.thread]) == 40


def test_flapping_is_notified_as_flapping_and_then_in_its_thread_only() -> None:
    world, before = World(), violation(0, kind="reopened", reopened=1)
    world.notify(before)
    for n in range(1, 6):
        world.wait(600)
        again = violation(
            n, resource_id="sg-1", kind="reopened", reopened=n + 1, flapping=True, previous_alert=before.key
        )
        assert world.notify(again) == "sent"
        assert world.notify(resolution(again)) in ("sent", "held")
        world.minutes(1)
        before = again
    in_channel = [post for post in world.notifier.posts if not post.thread]
    assert len(in_channel) == 2
    assert "Flapping" in in_channel[1].text
    assert {post.thread for post in world.notifier.posts if post.thread} == {in_channel[1].message_id}
    assert world.unsent == 0


def test_with_a_webhook_flapping_is_sent_once_an_hour_at_most() -> None:
    world, before = World(threads=False), violation(0, kind="reopened", reopened=1)
    world.notify(before)
    for n in range(1, 10):
        world.wait(600)
        again = violation(
            n, resource_id="sg-1", kind="reopened", reopened=n + 1, flapping=True, previous_alert=before.key
        )
        world.notify(again)
        before = again
    assert len(world.notifier.posts) == 3
    assert world.unsent == 0


def test_an_update_is_a_reply_that_leaves_the_first_message_open() -> None:
    world, opening = World(), violation(1)
    world.notify(opening)
    assert world.notify(resolution(opening, kind="updated")) == "sent"
    first, reply = world.notifier.sent
    assert (reply.via, reply.thread) == ("post", first.message_id)


def test_an_accounts_flood_is_held_and_hides_nothing_of_another_account() -> None:
    """Fifty alerts a minute of fifty rules: ten messages, then summaries; another account's alert is sent at once."""
    world = World()
    loud = [violation(n, rule=f"rule-{n}", severity=Severity.CRITICAL, account="111111111111") for n in range(50)]
    outcomes = [world.notify(alert) for alert in loud]
    assert (outcomes.count("sent"), outcomes.count("held")) == (10, 40)
    assert world.notify(violation(99, rule="quiet", account="222222222222")) == "sent"
    assert world.notifier.posts[-1].at - START < 30
    world.minutes(15)
    assert world.unsent == 0
    assert len(world.notifier.posts) < 20
    world.minutes(1)
    assert world.notify(violation(100, rule="later", account="111111111111")) == "sent"


def test_rules_that_a_member_names_after_another_account_take_nothing_of_its_messages() -> None:
    world = World()
    for n in range(10):
        world.notify(violation(n, account="666666666666", rule=f"account#222222222222#{n}", severity=CRITICAL))
        world.notify(violation(n, account="666666666666", rule=f"222222222222#{n}", severity=CRITICAL))
    assert world.notify(violation(99, account="222222222222", rule="restricted-ssh")) == "sent"


def test_the_first_of_many_groups_are_a_few_messages_and_then_the_next_summary() -> None:
    world, rules = World(), [f"rule-{n}" for n in range(20)]
    outcomes = [world.notify(violation(n, rule=rule, account=f"{n:012}")) for n, rule in enumerate(rules)]
    assert outcomes == ["sent"] * 10 + ["held"] * 10
    assert world.notify(violation(98, rule="other", severity=CRITICAL)) == "sent"
    assert world.notify(violation(99, rule="other", channel="another")) == "sent"
    began = world.time
    world.minutes(1)
    assert world.unsent == 0
    assert len(world.notifier.posts) == 13
    assert world.notifier.posts[-1].at - began < 60


def test_in_a_storm_the_first_of_a_group_is_sent_at_once_while_few_others_are() -> None:
    world = World()
    for n in range(10):
        world.notify(violation(n))
    world.minutes(2)
    outcomes = [world.notify(violation(50 + n, rule=f"new-{n}")) for n in range(7)]
    assert outcomes == ["sent"] * 2 + ["held"] * 5
    assert world.notify(violation(60, rule="worse", severity=CRITICAL)) == "sent"
    world.minutes(1)
    assert world.unsent == 0


@pytest.mark.parametrize("kind", ["opened", "fixed", "changed", "updated"])
def test_a_sender_that_dies_between_slack_and_its_mark_loses_nothing_and_repeats_one_message_at_most(kind: str) -> None:
    """What it posted may come again once, when its claim ends; what it edited is edited again, which nobody sees."""
    world, opening = World(), violation(1)
    sends, follow_up = opening, opening.model_copy(update={"alert_id": "later", "opening_alert": opening.key})
    if kind != "opened":
        world.notify(opening)
        sends = resolution(opening) if kind == "fixed" else follow_up.model_copy(update={"kind": kind})
    before, marked = len(world.notifier.posts), world.alerts.mark_sent

    def die(*_: object) -> None:
        raise MemoryError

    world.alerts.mark_sent = die  # type: ignore[assignment]
    with pytest.raises(MemoryError):
        world.notify(sends)
    posted = len(world.notifier.posts) - before
    assert posted == (0 if kind == "changed" else 1)
    world.alerts.mark_sent = marked  # type: ignore[method-assign]
    world.minutes(4)
    assert world.unsent == 0
    assert len(world.notifier.posts) == before + 2 * posted
    edits = [sent.text for sent in world.notifier.sent if sent.via == "edit"]
    assert len(set(edits)) <= 1


def test_a_table_too_busy_to_end_a_senders_turn_makes_nobody_send_again() -> None:
    world = World()

    def busy(*_: object) -> None:
        raise StorageBusy("throttled")

    world.sender.channels.rate_limiter.release = busy  # type: ignore[method-assign, assignment]
    assert world.notify(violation()) == "sent"
    world.minutes(3)
    assert len(world.notifier.posts) == 1


def test_a_post_is_written_down_however_long_the_table_is_busy_in_the_functions_time() -> None:
    world, left = World(), iter(range(40))
    mark_sent = world.alerts.mark_sent

    def busy(*arguments: Any) -> None:
        if next(left, None) is not None:
            raise StorageBusy("throttled")
        mark_sent(*arguments)

    world.alerts.mark_sent = busy  # type: ignore[method-assign, assignment]
    began = world.time
    assert world.notify(violation()) == "sent"
    assert world.time - began < 60
    assert not world.unsent
