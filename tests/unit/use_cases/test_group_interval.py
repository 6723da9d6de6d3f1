"""Group intervals and room in a channel, at each edge: the last message that has room and the first that waits."""

import pytest

from config_monitor.domain.events import Severity
from config_monitor.domain.notifications import Alert, group_id, new_storm
from config_monitor.use_cases.group_interval import (
    account_has_room,
    channel_has_room,
    group_interval_of,
    is_first,
    keep_storm,
    storm_holds,
    storm_of,
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


def opens(alert: Alert, world: World) -> bool:
    return is_first(alert, storm_of(alert, world.sender), world.sender)


def has_room(alert: Alert, world: World) -> bool:
    return channel_has_room(alert, storm_of(alert, world.sender), world.sender)


def test_openings_wait_ninety_seconds_and_resolutions_sixty_apart_from_them() -> None:
    assert group_interval_of(violation()) == ("restricted-ssh", 90)
    assert group_interval_of(resolution(violation())) == ("restricted-ssh#ended", 60)


@pytest.mark.parametrize(("after", "first"), [(0, False), (89, False), (90, True), (91, True)])
def test_a_group_is_opened_again_when_its_interval_is_over(after: float, first: bool) -> None:
    world = World()
    assert opens(violation(1), world)
    world.wait(after)
    assert opens(violation(2), world) is first


@pytest.mark.parametrize(("severity", "first"), [(Severity.HIGH, False), (Severity.CRITICAL, True)])
def test_in_a_storm_a_group_is_opened_once_unless_it_is_critical(severity: Severity, first: bool) -> None:
    world = stormy()
    assert opens(violation(1), world)
    world.wait(91)
    assert opens(violation(2, severity=severity), world) is first


def test_resolutions_take_turns_by_the_minute_in_a_storm_too() -> None:
    world = stormy()
    assert opens(resolution(violation(1)), world)
    world.wait(59)
    assert not opens(resolution(violation(2)), world)
    world.wait(1)
    assert opens(resolution(violation(3)), world)


@pytest.mark.parametrize(("after", "joined"), [(89, False), (90, True), (91, True)])
def test_what_comes_after_its_interval_in_a_storm_joins_it(after: float, joined: bool) -> None:
    world = stormy()
    limiter, key = limits(world)
    assert opens(violation(1, rule="another"), world)
    assert group_id("another") not in limiter.storms[key].groups
    world.wait(after)
    assert not opens(violation(2, rule="another"), world)
    assert (group_id("another") in limiter.storms[key].groups) is joined


def test_what_belongs_to_the_storm_does_not_join_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = stormy()
    joined: list[str] = []
    monkeypatch.setattr(limits(world)[0], "join_storm", lambda _, group: joined.append(group))
    for rule in ("restricted-ssh", "another"):
        assert opens(violation(1, rule=rule), world)
        world.wait(90)
        assert not opens(violation(2, rule=rule), world)
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
    assert all(has_room(CRITICAL, world) for _ in range(9))
    assert [has_room(violation(n), world) for n in range(12)] == [True] * 10 + [False] * 2
    assert has_room(CRITICAL, world)
    world.wait(59)
    assert not has_room(violation(), world)
    world.wait(1)
    assert has_room(violation(), world)


def test_messages_of_accounts_and_openings_of_the_channel_are_counted_apart() -> None:
    world = World()
    named_alike = violation(account="openings")
    assert [account_has_room(named_alike, world.sender) for _ in range(10)] == [True] * 10
    assert has_room(violation(), world)


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
    assert until == ([START + 90] if alerts else [])


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


def test_a_storm_makes_a_channel_take_fewer_openings_but_for_what_is_critical() -> None:
    world = stormy()
    assert [has_room(violation(n), world) for n in range(4)] == [True] * 2 + [False] * 2
    assert has_room(CRITICAL, world)
    assert storm_of(violation(), world.sender)
    assert storm_of(CRITICAL, world.sender) is storm_of(resolution(violation()), world.sender) is None
