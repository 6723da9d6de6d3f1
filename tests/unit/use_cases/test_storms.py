"""A storm that lasts: its summaries come ever further apart, and what is critical or new waits no longer than ever."""

from itertools import count, pairwise

import pytest

from config_monitor.domain.events import Severity
from config_monitor.domain.notifications import Alert
from config_monitor.domain.notifications.storm import GAPS
from simulation.sender import START, World, resolution, violation


def storm(minutes: int, world: World | None = None) -> World:
    """So many minutes in which a resource breaks the same rule every five seconds, with the runs of each minute."""
    world = world or World()
    for second in range(0, 60 * minutes, 5):
        world.time = max(world.time, START + second)
        world.notify(violation(second, at=START + second))
        if second % 60 == 55:
            world.time = max(world.time, START + second + 5)
            world.deliver()
    return world


def minutes_of(world: World) -> list[float]:
    return [round((post.at - START) / 60) for post in world.notifier.posts]


def arrives(world: World, alert: Alert) -> float:
    """How many seconds after it was written the alert is sent."""
    began = world.time
    world.notify(alert)
    while not world.alerts.kept[alert.key].receipt:
        world.minutes(1)
    receipt = world.alerts.kept[alert.key].receipt
    assert receipt
    return receipt.sent_at - began


def test_the_gaps_between_summaries_grow() -> None:
    first, *summaries = minutes_of(storm(45))
    assert first == 0
    assert [later - earlier for earlier, later in pairwise(summaries)] == [*GAPS, GAPS[-1], GAPS[-1]]


def test_each_violation_is_in_one_message() -> None:
    world = storm(20)
    world.minutes(12)
    assert world.unsent == 0
    totals = [post.text for post in world.notifier.posts[1:]]
    assert sum(int(text.split(" violation")[0].split()[-1]) for text in totals) == 20 * 12 - 1


@pytest.mark.parametrize(
    ("alert", "seconds"),
    [
        (violation(9001, severity=Severity.CRITICAL, at=START + 1980), 75),
        (violation(9002, rule="another-rule", at=START + 1980), 5),
    ],
    ids=["critical", "the first of its rule"],
)
def test_what_is_critical_or_new_does_not_wait_for_the_next_summary(alert: Alert, seconds: float) -> None:
    world = storm(33)
    assert arrives(world, alert) <= seconds


def test_a_critical_one_of_a_rule_that_is_quiet_is_sent_at_once() -> None:
    world = World()
    world.notify(violation(9000, rule="another-rule"))
    storm(33, world)
    assert arrives(world, violation(9001, rule="another-rule", severity=Severity.CRITICAL, at=world.time)) < 5


@pytest.mark.parametrize(("quiet", "at_once"), [(80, False), (100, True)])
def test_a_critical_one_is_sent_at_once_when_its_rule_was_quiet_for_a_group_interval(quiet: int, at_once: bool) -> None:
    """Though the storm of the others goes on."""
    world = storm(1)
    world.wait(quiet)
    alert = violation(9001, severity=Severity.CRITICAL, at=world.time)
    world.notify(alert)
    assert bool(world.alerts.kept[alert.key].receipt) is at_once


def test_the_second_of_a_rule_that_is_new_waits_a_minute_and_belongs_to_the_storm_then() -> None:
    world = storm(33)
    world.notify(violation(9000, rule="another-rule", at=world.time))
    world.wait(10)
    assert arrives(world, violation(9001, rule="another-rule", at=world.time)) <= 75
    assert arrives(world, violation(9002, rule="another-rule", at=world.time)) > 120


def test_the_second_of_a_rule_that_comes_late_waits_for_the_next_summary() -> None:
    world = storm(19)
    world.notify(violation(9000, rule="another-rule", at=world.time))
    storm(25, world)
    before = len(world.notifier.posts)
    world.notify(violation(9001, rule="another-rule", at=world.time))
    assert len(world.notifier.posts) == before
    world.minutes(6)
    assert len(world.notifier.posts) == before + 1


def test_a_resolution_of_what_waits_is_sent_with_it() -> None:
    world = storm(33)
    waiting = violation(9000, at=world.time)
    world.notify(waiting)
    world.notify(resolution(waiting, after=5))
    world.minutes(12)
    assert world.unsent == 0
    assert "1 of them over" in world.notifier.posts[-1].text


def test_after_a_quiet_time_the_channel_is_as_before() -> None:
    world = storm(10)
    world.minutes(30)
    assert arrives(world, violation(9000, at=world.time)) < 5
    assert arrives(world, violation(9001, at=world.time)) <= 75


def test_storms_of_two_channels_have_nothing_to_do_with_each_other() -> None:
    world = storm(33)
    assert arrives(world, violation(9000, channel="elsewhere", at=world.time)) < 5
    assert arrives(world, violation(9001, channel="elsewhere", at=world.time)) <= 75


def test_what_fills_more_than_one_summary_waits_for_nothing() -> None:
    world = storm(12)
    alerts = [violation(20000 + n, at=world.time) for n in range(1100)]
    world.write(*alerts)
    world.minutes(1)
    assert sum(d.unsent for d in world.alerts.kept.values()) < 1100


def test_a_storm_that_abates_waits_a_minute_again() -> None:
    world, number = World(), count()
    for _ in range(14):  # its summaries come five minutes after each other by now
        world.write(*(violation(next(number)) for _ in range(8)))
        world.minutes(1)
    world.minutes(12)
    assert world.unsent == 0
    world.write(violation(next(number)), violation(next(number)))
    world.minutes(10)
    before = len(world.notifier.posts)
    for _ in range(3):
        world.write(violation(next(number)), violation(next(number)))
        world.minutes(2)
        assert world.unsent == 0
    assert len(world.notifier.posts) == before + 3
