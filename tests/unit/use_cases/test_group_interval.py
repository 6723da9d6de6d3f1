"""Group intervals and room in a channel, at each edge: the last message that has room and the first that waits."""

import pytest

from config_monitor.domain.events import Severity
from config_monitor.domain.notifications import group_id, new_storm
from config_monitor.use_cases.group_interval import (
    account_has_room,
    channel_has_room,
    group_interval_of,
    is_first,
    keep_storm,
    storm_holds,
)
from simulation.notifier import FakeRateLimiter
from simulation.sender import START, World, resolution, violation

CRITICAL = violation(9, severity=Severity.CRITICAL)


def limits(world: World) -> tuple[FakeRateLimiter, str]:
    limiter = world.sender.channels.rate_limiter
    assert isinstance(limiter, FakeRateLimiter)
    return limiter, world.sender.rate_limit_key("security")


def stormy() -> World:
    world = World()
    limiter, key = limits(world)
    limiter.storms[key] = new_storm(["restricted-ssh"], START).model_copy(update={"summaries": 3})
    return world


def test_openings_wait_ninety_seconds_and_resolutions_sixty_apart_from_them() -> None:
    assert group_interval_of(violation()) == ("restricted-ssh", 90)
    assert group_interval_of(resolution(violation())) == ("restricted-ssh#ended", 60)


@pytest.mark.parametrize(("after", "first"), [(0, False), (89, False), (90, True), (91, True)])
def test_a_group_is_opened_again_when_its_interval_is_over(after: float, first: bool) -> None:
    world = World()
    assert is_first(violation(1), world.sender)
    world.wait(after)
    assert is_first(violation(2), world.sender) is first


@pytest.mark.parametrize(("severity", "first"), [(Severity.HIGH, False), (Severity.CRITICAL, True)])
def test_in_a_storm_a_group_is_opened_once_unless_it_is_critical(severity: Severity, first: bool) -> None:
    world = stormy()
    assert is_first(violation(1), world.sender)
    world.wait(91)
    assert is_first(violation(2, severity=severity), world.sender) is first


def test_resolutions_take_turns_by_the_minute_in_a_storm_too() -> None:
    world = stormy()
    assert is_first(resolution(violation(1)), world.sender)
    world.wait(59)
    assert not is_first(resolution(violation(2)), world.sender)
    world.wait(1)
    assert is_first(resolution(violation(3)), world.sender)


@pytest.mark.parametrize(("after", "joined"), [(89, False), (90, True), (91, True)])
def test_what_comes_after_its_interval_in_a_storm_joins_it(after: float, joined: bool) -> None:
    world = stormy()
    limiter, key = limits(world)
    assert is_first(violation(1, rule="another"), world.sender)
    assert group_id("another") not in limiter.storms[key].groups
    world.wait(after)
    assert not is_first(violation(2, rule="another"), world.sender)
    assert (group_id("another") in limiter.storms[key].groups) is joined


def test_what_belongs_to_the_storm_does_not_join_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = stormy()
    joined: list[str] = []
    monkeypatch.setattr(limits(world)[0], "join_storm", lambda _, group: joined.append(group))
    for rule in ("restricted-ssh", "another"):
        assert is_first(violation(1, rule=rule), world.sender)
        world.wait(90)
        assert not is_first(violation(2, rule=rule), world.sender)
    assert joined == [group_id("another")]


def test_an_account_has_ten_messages_of_its_own_a_minute_whatever_their_severity() -> None:
    world = World()
    assert [account_has_room(CRITICAL, world.sender) for _ in range(12)] == [True] * 10 + [False] * 2
    assert account_has_room(violation(account="333333333333"), world.sender)
    world.wait(59)
    assert not account_has_room(CRITICAL, world.sender)
    world.wait(1)
    assert account_has_room(CRITICAL, world.sender)


def test_a_channel_has_ten_openings_a_minute_and_always_room_for_what_is_critical() -> None:
    world = World()
    assert all(channel_has_room(CRITICAL, world.sender) for _ in range(9))
    assert [channel_has_room(violation(n), world.sender) for n in range(12)] == [True] * 10 + [False] * 2
    assert channel_has_room(CRITICAL, world.sender)
    world.wait(59)
    assert not channel_has_room(violation(), world.sender)
    world.wait(1)
    assert channel_has_room(violation(), world.sender)


def test_messages_of_accounts_and_openings_of_the_channel_are_counted_apart() -> None:
    world = World()
    named_alike = violation(account="openings")
    assert [account_has_room(named_alike, world.sender) for _ in range(10)] == [True] * 10
    assert channel_has_room(violation(), world.sender)


@pytest.mark.parametrize(("after", "holds"), [(44, False), (45, True), (89, True), (90, False)])
def test_openings_of_a_storm_wait_for_its_next_summary(after: float, holds: bool) -> None:
    world = stormy()
    _, key = limits(world)
    world.wait(after)
    assert storm_holds(key, [violation()], world.sender) is holds
    assert not storm_holds(key, [], world.sender)
    assert not storm_holds(key, [violation(), CRITICAL], world.sender)
    assert not storm_holds("another", [violation()], world.sender)


@pytest.mark.parametrize("alerts", [0, 1, 2, 3])
def test_more_than_one_alert_sent_together_begins_a_storm(alerts: int) -> None:
    world = World()
    limiter, key = limits(world)
    keep_storm(key, [violation(n) for n in range(alerts)], world.sender)
    assert limiter.storms == ({key: new_storm(["restricted-ssh"], START)} if alerts > 1 else {})
    until = [end for _, end in limiter.intervals.values()]
    assert until == ([START + 300] if alerts else [])


def test_a_baseline_is_no_storm() -> None:
    world = World()
    limiter, key = limits(world)
    keep_storm(key, [violation(n, baseline=True) for n in range(3)], world.sender)
    assert (limiter.storms, limiter.intervals) == ({}, {})


@pytest.mark.parametrize(("after", "began_after"), [(389, 0), (390, 0), (391, 391)])
def test_a_storm_goes_on_until_it_was_quiet_for_five_minutes(after: float, began_after: float) -> None:
    world = stormy()
    limiter, key = limits(world)
    world.wait(after)
    keep_storm(key, [violation(n) for n in range(5)], world.sender)
    assert limiter.storms[key].began_at == START + began_after
    assert limiter.storms[key].summaries == (1 if began_after else 4)
