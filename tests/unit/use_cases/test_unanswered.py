"""A message whose answer is lost is posted again seldom, and only while the notifier answers; what is sent is noted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config_monitor.domain.notifications import pause_after_unanswered, pause_while_away
from config_monitor.domain.reports import ReportRun, period_of
from config_monitor.errors import NotifierBusy, NotifierUnanswered, StorageBusy
from config_monitor.use_cases.render_report import render_report
from simulation.sender import World, resolution, violation
from tests.support.report_fakes import FakeFigures, FakeSender, dependencies

LOST = NotifierUnanswered("Slack did not answer: TimeoutError")


@pytest.mark.parametrize("alerts", [1, 3])
def test_an_answer_lost_every_time_is_four_posts_in_the_first_hour_and_one_in_each_later(alerts: int) -> None:
    world = World()
    world.notifier.takes, world.notifier.trouble = True, lambda _: LOST
    began = world.time
    world.write(*(violation(n) for n in range(alerts)))
    while world.time < began + 4 * 3600:
        world.minutes(1)
    hours = [int((post.at - began) // 3600) for post in world.notifier.posts]
    assert hours.count(0) <= 4
    assert all(hours.count(hour) <= 1 for hour in (1, 2, 3))
    assert len(hours) >= 6, "it is not given up"


@pytest.mark.parametrize("hours", [0.2, 1, 1.9])
def test_while_slack_is_away_nothing_is_posted_and_its_return_is_noticed_within_minutes(hours: float) -> None:
    world = World()
    answers = iter([LOST])
    world.notifier.takes, world.notifier.trouble = True, lambda _: next(answers, None)
    world.notify(violation(1))
    world.notifier.away, back = LOST, world.time + hours * 3600
    while world.time < back:
        world.minutes(1)
    assert len(world.notifier.posts) == 1
    assert world.notifier.checks <= 15
    world.notifier.away = None
    world.minutes(17)
    assert world.unsent == 0
    assert len(world.notifier.posts) == 2
    assert world.notifier.posts[-1].at - back < 16 * 60


def test_pauses_grow_to_an_hour() -> None:
    assert [pause_after_unanswered(posts) for posts in range(1, 8)] == [30, 300, 900, 2400, 3600, 3600, 3600]
    assert [pause_while_away(60.0 * minutes) for minutes in (0, 1, 4, 60, 119, 120, 900)] == [
        *(30, 30, 120, 900, 900, 3600, 3600)
    ]


def test_what_was_answered_is_posted_without_asking_first() -> None:
    world = World()
    world.notify(violation(1))
    world.notifier.trouble = lambda _: NotifierBusy("Slack answered 500")
    world.notify(violation(2, rule="other"))
    world.notifier.trouble = lambda _: None
    world.minutes(2)
    assert (world.unsent, world.notifier.checks) == (0, 0)


def test_a_resolution_that_was_not_answered_waits_as_an_opening_does() -> None:
    world = World()
    opening = violation(1)
    world.notify(opening)
    world.notifier.takes, world.notifier.trouble = True, lambda _: LOST
    world.notify(resolution(opening))
    world.minutes(59)
    assert len([sent for sent in world.notifier.posts if sent.thread]) <= 4


def test_a_write_that_fails_after_the_post_is_tried_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    mark_sent, failures = world.alerts.mark_sent, iter([StorageBusy("throttled")] * 3)

    def throttled(*arguments: Any) -> None:
        if failure := next(failures, None):
            raise failure
        mark_sent(*arguments)

    monkeypatch.setattr(world.alerts, "mark_sent", throttled)
    assert world.notify(violation(1)) == "sent"
    assert (world.unsent, len(world.notifier.posts)) == (0, 1)


def test_a_report_is_under_the_same_rule() -> None:
    began = datetime(2026, 11, 24, 7, tzinfo=UTC)
    run = ReportRun(id="run", period=period_of("daily", "2026-11-23", "UTC", began), scheduled=True)
    at_work = dependencies(FakeFigures([]))
    posts: list[datetime] = []

    class Losing(FakeSender):
        def post(self, *_: Any) -> Any:
            posts.append(now)
            raise LOST

    sender = Losing()
    at_work = replace(at_work, sender=sender)
    for minute in range(0, 60, 2):
        now = began + timedelta(minutes=minute)
        with pytest.raises((NotifierUnanswered, NotifierBusy)):
            render_report(run, [], at_work, now)
    assert len(posts) == 4
    sender.away, now = NotifierBusy("away"), began + timedelta(hours=3)
    with pytest.raises(NotifierBusy):
        render_report(run, [], at_work, now)
    assert len(posts) == 4
