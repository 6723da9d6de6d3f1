"""What is due and when, at each edge: pauses, the quiet that ends a baseline, what goes with its opening."""

from typing import Any

import pytest

from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.notifications import Alert, Batch, Delivery, Receipt, Waiting, due_messages
from config_monitor.domain.notifications.delivery import (
    pause_after_unanswered,
    pause_while_away,
    reference_of,
    resolutions_of,
    retry_after,
    waiting_in_all,
)
from simulation.sender import resolution, violation

SENT = Receipt(sent_as="single", sent_at=0)


def delivery(alert: Alert, **more: Any) -> Delivery:
    return Delivery(**{"alert": alert, "unsent": True, "written_at": 0} | more)


def baseline(number: int, written_at: int) -> Delivery:
    return delivery(violation(number, baseline=True), written_at=written_at)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 5), (1, 5), (2, 10), (3, 20), (4, 40), (5, 60), (6, 60), (10, 60), (10**9, 60)]
)
def test_attempts_are_ever_further_apart_up_to_a_minute(attempts: int, seconds: int) -> None:
    assert retry_after(attempts) == seconds


@pytest.mark.parametrize(("posts", "seconds"), [(1, 30), (2, 300), (3, 900), (4, 2400), (5, 3600), (6, 3600)])
def test_what_may_have_been_taken_is_posted_four_times_in_an_hour_then_hourly(posts: int, seconds: int) -> None:
    assert pause_after_unanswered(posts) == seconds


@pytest.mark.parametrize(
    ("away", "pause"),
    [(0, 30), (59, 30), (60, 30), (62, 31), (1798, 899), (1800, 900), (1802, 900), (7199, 900), (7200, 3600)],
)
def test_who_is_away_is_asked_after_half_the_time_within_bounds(away: float, pause: float) -> None:
    assert pause_while_away(away) == pause


@pytest.mark.parametrize(("now", "next_at"), [(114, 115), (115, None), (116, None)])
def test_a_baseline_is_sent_after_fifteen_quiet_seconds(now: float, next_at: float | None) -> None:
    waiting = Waiting(due=[baseline(1, 90), baseline(2, 100)])
    due = due_messages(waiting, now)
    assert due.next_at == next_at
    assert len(due.baseline) == (0 if next_at else 2)
    assert due.openings == []


@pytest.mark.parametrize(("now", "sent"), [(399, False), (400, True), (401, True)])
def test_a_baseline_that_never_is_quiet_is_sent_after_five_minutes(now: float, sent: bool) -> None:
    due = due_messages(Waiting(due=[baseline(1, 100), baseline(2, 398)]), now)
    assert bool(due.baseline) is sent


def test_what_is_due_next_is_the_earlier_of_the_baseline_and_the_rest() -> None:
    for next_at, expected in ((110.0, 110), (120.0, 115)):
        assert due_messages(Waiting(due=[baseline(1, 100)], next_at=next_at), 101).next_at == expected


def test_each_kind_of_alert_has_its_own_message() -> None:
    opening, flapping = violation(1), violation(2, previous_alert=violation(3).key)
    kinds = {
        "openings": delivery(opening),
        "flapping": delivery(flapping),
        "resolutions": delivery(resolution(violation(4))),
        "updates": delivery(resolution(violation(5), kind="updated")),
        "changes": delivery(violation(6, kind="changed")),
        "reminders": delivery(resolution(violation(7), kind="reminder")),
        "unmirrored": delivery(violation(8), receipt=SENT),
    }
    due = due_messages(Waiting(due=list(kinds.values())), 0)
    for kind, expected in kinds.items():
        assert getattr(due, kind) == [expected], kind
    assert (due.baseline, due.overtaking, due.next_at) == ([], {}, None)


def test_a_resolution_goes_with_its_opening_and_never_before_it() -> None:
    opening = violation(1)
    ended = delivery(resolution(opening))
    due = due_messages(Waiting(due=[delivery(opening), ended]), 0)
    assert (due.overtaking, due.resolutions) == ({opening.key: [ended]}, [])
    assert due.overtaking_all(due.openings) == [ended]
    early = baseline(2, 100)
    waits = due_messages(Waiting(due=[early, delivery(resolution(early.alert))]), 101)
    assert (waits.overtaking, waits.resolutions, waits.updates) == ({}, [], [])
    together = due_messages(Waiting(due=[early, delivery(resolution(early.alert))]), 115)
    assert list(together.overtaking) == [early.alert.key]
    flapping = violation(3, previous_alert=violation(4).key)
    after_flapping = due_messages(Waiting(due=[delivery(flapping), delivery(resolution(flapping))]), 0)
    assert (len(after_flapping.flapping), after_flapping.resolutions) == (1, [])


def test_what_has_a_receipt_is_due_for_its_mirrors_alone() -> None:
    for unsent, receipt, waits in ((True, None, True), (True, SENT, False), (False, None, False)):
        assert delivery(violation(), unsent=unsent, receipt=receipt).waits_for_channel is waits
    for kind, about in (("changed", (True, False)), ("reminder", (False, True)), ("opened", (False, False))):
        made = delivery(violation(kind=kind))
        assert (made.completes_opening, made.reminds) == about
        sent = delivery(violation(kind=kind), receipt=SENT)
        assert (sent.completes_opening, sent.reminds) == (False, False)


@pytest.mark.parametrize(("limit", "more"), [(1, True), (2, True), (3, False), (4, False)])
def test_several_channels_are_one_the_oldest_first(limit: int, more: bool) -> None:
    old, middle, new = (delivery(violation(n, at=1000 * n)) for n in (1, 2, 3))
    waiting = waiting_in_all([Waiting(due=[middle], next_at=9), Waiting(due=[old, new], next_at=7)], limit)
    assert waiting == Waiting(due=[old, middle, new][:limit], more=more, next_at=7)
    assert waiting_in_all([Waiting(due=[]), Waiting(due=[], more=True)], limit) == Waiting(due=[], more=True)


def test_a_reference_is_sixteen_characters_of_its_own() -> None:
    keys = [AlertKey(channel="a", group="b", position=str(n)) for n in range(3)]
    assert {len(reference_of(key)) for key in keys} == {16}
    assert len({reference_of(key) for key in keys}) == 3


def test_only_ends_count_in_a_batch() -> None:
    opening = violation()
    alerts = [opening, resolution(opening), resolution(opening, kind="updated")]
    assert resolutions_of(alerts) == {f"fixed#{opening.key.position}"}


def test_what_was_excepted_and_then_fixed_counts_as_fixed() -> None:
    fields: dict[str, Any] = {"resolutions": {"excepted#1", "fixed#1", "fixed#2", "deleted#3", "excepted#4"}}
    assert Batch.model_construct(**fields).counts == {"fixed": 2, "deleted": 1, "excepted": 1}
