"""What waits is sent: in one message, once, however many runs there are and wherever one of them died."""

import random
import re
from itertools import pairwise

import pytest

from config_monitor.domain.events import Severity
from config_monitor.errors import NotificationRefused, NotifierBusy, NotifierUnanswered
from config_monitor.use_cases.deliver_alerts import deliver_alerts
from simulation.notifier import Sent
from simulation.sender import START, World, resolution, violation


def content(post: Sent) -> str:
    """What people see of a message: its blocks."""
    return str([*post.message.blocks, *post.message.attachments])


def named_and_counted(world: World, openings: list[str]) -> tuple[int, int]:
    """How many resources are named in some message, and how many more are counted."""
    seen = " ".join(content(post) for post in world.notifier.posts)
    named = sum(f"`{name}`" in seen for name in openings)
    return named, sum(int(n.replace(",", "")) for n in re.findall(r"(\d[\d,]*) more", seen))


def test_what_a_storm_held_back_is_one_message_that_names_or_counts_each() -> None:
    world = World()
    for n in range(143):
        world.notify(violation(n, account=str(222222222222 + n % 6)))
    world.minutes(1)
    first, rest = world.notifier.posts
    assert "sg-00000" in content(first)
    assert "142 violations of 1 rule in 6 accounts" in rest.text
    assert sum(named_and_counted(world, [f"sg-{n:05d}" for n in range(143)])) == 143


def test_a_storm_of_violations_and_alarms_is_not_called_one_of_violations_alone() -> None:
    world = World()
    alarms = (
        violation(n).model_copy(update={"violation": None, "group": f"aws.cloudwatch#{n}"}) for n in range(100, 120)
    )
    world.write(violation(1), violation(2), *alarms)
    world.minutes(1)
    (post,) = world.notifier.posts
    assert "22 violations and events of 21 rules and kinds in 1 account" in post.text
    assert " other rules and kinds" in content(post)


@pytest.mark.parametrize("rules", [1, 3, 12, 13, 40, 200])
def test_named_and_counted_add_up_for_any_number_of_rules(rules: int) -> None:
    world = World()
    world.write(*(violation(n, rule=f"rule-{n % rules}") for n in range(777)))
    world.minutes(1)
    assert len(world.notifier.posts) == 1
    assert sum(named_and_counted(world, [f"sg-{n:05d}" for n in range(777)])) == 777


def test_names_as_long_and_strange_as_can_be_still_fit_and_add_up() -> None:
    world = World()
    world.write(
        *(
            violation(n, rule=f"{n % 50}{'&' * 100}", account_name="<&>" * 20, resource_id=f"{n:03d}" + "<" * 400)
            for n in range(300)
        )
    )
    world.minutes(1)
    (post,) = world.notifier.posts
    assert post.message.whole
    counted = sum(int(n.replace(",", "")) for n in re.findall(r"(\d[\d,]*) more", content(post)))
    assert counted + content(post).count("• `") == 300


def test_a_storm_of_five_thousand_in_ten_minutes_is_a_handful_of_messages() -> None:
    """40 rules in 50 accounts: each violation is named or counted, no two messages within a second."""
    world, draw = World(), random.Random(5)
    names = []
    for n in range(5000):
        world.time = START + n * 0.12
        if n % 500 == 499:
            world.deliver()
        opening = violation(n, rule=f"rule-{draw.randrange(40)}", account=str(222222222222 + draw.randrange(50)))
        names.append(opening.resource_id or "")
        world.write(opening)
        world.notify(opening)
    world.time = START + 600
    world.minutes(3)
    assert world.unsent == 0
    assert sum(named_and_counted(world, names)) == 5000
    assert len(world.notifier.posts) <= 100
    times = sorted(post.at for post in world.notifier.posts)
    assert all(later - earlier >= 1 for earlier, later in pairwise(times))


def test_runs_that_overlap_send_nothing_twice() -> None:
    world = World()
    world.write(*(violation(n) for n in range(20)))
    inner = world.notifier.wait

    def another_run(seconds: float) -> None:
        world.notifier.wait = inner
        inner(seconds)
        deliver_alerts(["security"], world.sender)

    world.notifier.wait = another_run
    world.deliver()
    world.minutes(2)
    assert len(world.notifier.posts) == 1
    assert world.unsent == 0


@pytest.mark.parametrize("crash", ["keep_batch", "mark_sent"])
def test_a_run_that_dies_after_slack_took_the_message(crash: str) -> None:
    """Before the batch is kept the message may come again, once; after that it is never sent again."""
    world = World()
    world.write(*(violation(n) for n in range(20)))

    def die(*_: object) -> None:
        raise MemoryError

    kept = getattr(world.alerts, crash)
    setattr(world.alerts, crash, die)
    with pytest.raises(MemoryError):
        world.deliver()
    setattr(world.alerts, crash, kept)
    world.minutes(4)
    assert world.unsent == 0
    assert len(world.notifier.posts) == (2 if crash == "keep_batch" else 1)


def test_thirty_minutes_without_slack_cost_nothing_but_time() -> None:
    world = World()
    world.notifier.trouble = lambda _: NotifierBusy("Slack cannot be reached: ConnectionRefusedError")
    for n in range(300):
        world.notify(violation(n, rule=f"rule-{n % 7}"))
        if n % 10 == 9:
            world.minutes(1)
    assert world.time - START >= 1800
    assert not world.notifier.posts
    world.notifier.trouble = lambda _: None
    world.minutes(2)
    assert world.unsent == 0
    assert sum(named_and_counted(world, [f"sg-{n:05d}" for n in range(300)])) == 300
    assert len(world.notifier.posts) <= 3


@pytest.mark.parametrize(
    ("error", "takes", "duplicates"),
    [
        (NotifierBusy("Slack answered 429", 1), False, 0),
        (NotifierBusy("Slack answered 429"), False, 0),
        (NotifierBusy("Slack answered 500"), False, 0),
        (NotifierUnanswered("Slack did not answer: TimeoutError"), False, 0),
        (NotifierUnanswered("Slack did not answer: TimeoutError"), True, 1),
        (NotificationRefused("invalid_auth"), False, 0),
    ],
)
def test_every_fault_delays_and_none_loses(error: Exception, takes: bool, duplicates: int) -> None:
    world = World()
    answers = iter([error])
    world.notifier.takes, world.notifier.trouble = takes, lambda _: next(answers, None)  # type: ignore[assignment,return-value]
    world.notify(violation(1))
    world.minutes(3)
    assert world.unsent == 0
    assert len(world.notifier.posts) == 1 + duplicates


def test_one_bad_alert_does_not_hold_back_another() -> None:
    world = World()
    bad = violation(1, channel="gone")
    world.notifier.trouble = lambda channel: NotificationRefused("restricted_action") if channel == "gone" else None
    world.write(bad, violation(2))
    world.minutes(2)
    assert [post.channel for post in world.notifier.posts] == ["security"]
    assert world.unsent == 1


def test_a_baseline_is_one_summary_once_it_is_quiet() -> None:
    world = World()
    for n in range(60):
        assert world.notify(violation(n, rule=f"rule-{n % 5}", baseline=True)) == "held"
        world.wait(0.5)
    world.minutes(2)
    (post,) = world.notifier.posts
    assert "Baseline: 60 violations of 5 rules new here" in post.text
    assert world.unsent == 0


def test_a_baseline_that_never_ends_is_sent_after_five_minutes() -> None:
    world = World()
    for n in range(40):
        world.notify(violation(n, baseline=True))
        world.wait(10)
        if n % 6 == 5:
            world.deliver()
    assert world.notifier.posts


def test_resolutions_of_what_was_sent_in_one_message_are_posted_in_its_thread_and_counted_in_it() -> None:
    world, openings = World(), [violation(n) for n in range(10)]
    world.write(*openings)
    world.minutes(1)
    world.write(*(resolution(o, kind="removed" if n == 0 else "fixed") for n, o in enumerate(openings[:4])))
    world.minutes(1)
    first, edit, reply = world.notifier.sent
    assert (edit.via, edit.message_id, reply.thread) == ("edit", first.message_id, first.message_id)
    assert "4 of them over" in edit.text
    assert "3 fixed, 1 removed" in content(edit)
    assert "4 resolved: 3 fixed, 1 removed" in reply.text
    world.write(*(resolution(o) for o in openings[4:]))
    world.minutes(1)
    assert "All resolved: 10 violations" in world.notifier.sent[-2].text


def test_resolutions_that_overtake_their_openings_are_sent_with_them() -> None:
    world, openings = World(), [violation(n) for n in range(10)]
    world.write(*openings, *(resolution(o, after=60) for o in openings[:3]))
    world.minutes(2)
    (post,) = world.notifier.sent
    assert "3 of them are over" in content(post)
    assert world.unsent == 0


def test_a_hundred_resolutions_of_alerts_sent_alone_reply_within_the_rate_limit() -> None:
    world, openings = (
        World(),
        [violation(n, rule=f"rule-{n}", account=f"{n:012}", severity=Severity.CRITICAL) for n in range(100)],
    )
    for opening in openings:
        world.notify(opening)
        world.wait(2)
    world.write(*(resolution(o) for o in openings))
    world.minutes(6)
    assert world.unsent == 0
    replies = [post for post in world.notifier.posts if post.thread]
    assert len({post.thread for post in replies}) == len(replies) == 100
    assert all(later.at - earlier.at >= 1 for earlier, later in pairwise(replies))


def test_with_a_webhook_all_channels_are_one() -> None:
    world = World(threads=False)
    for n in range(60):
        world.notify(violation(n, channel=f"team-{n % 6}"))
    world.minutes(1)
    assert len(world.notifier.posts) == 2
    assert world.unsent == 0
    assert sum(named_and_counted(world, [f"sg-{n:05d}" for n in range(60)])) == 60
