"""A message whose answer was lost is looked for in the history before it is posted again, where that is allowed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config_monitor.domain.notifications import Alert
from config_monitor.domain.reports import ReportRun, period_of
from config_monitor.errors import NotificationRefused, NotifierError, NotifierUnanswered
from config_monitor.ports import Posted
from config_monitor.use_cases.render_report import render_report
from simulation.sender import World, resolution, violation
from tests.support.report_fakes import FakeFigures, FakeSender, dependencies

LOST = NotifierUnanswered("Slack did not answer: TimeoutError")


def a_world(*, takes: bool = True) -> World:
    world = World()
    world.notifier.reads_history, world.notifier.takes = True, takes
    answers = iter([LOST])
    world.notifier.trouble = lambda _: next(answers, None)
    return world


@pytest.mark.parametrize("openings", [1, 3])
@pytest.mark.parametrize("ended", [False, True])
def test_what_slack_took_is_posted_once_and_its_thread_goes_on(openings: int, ended: bool) -> None:
    world = a_world()
    alerts = [violation(n) for n in range(openings)]
    world.write(*alerts, *([resolution(alerts[0])] if ended else []))
    world.minutes(3)
    assert (world.unsent, len(world.notifier.posts)) == (0, 1)
    assert world.topic.posts, "the mirror has it too"
    world.notify(resolution(alerts[-1]))
    world.minutes(1)
    reply = world.notifier.posts[-1]
    assert (reply.thread, world.unsent) == (world.notifier.posts[0].message_id, 0)


def test_a_summary_that_was_found_can_be_edited_as_one_that_was_answered() -> None:
    world = a_world()
    alerts = [violation(n) for n in range(3)]
    world.write(*alerts)
    world.minutes(3)
    world.notify(resolution(alerts[0]))
    edited = next(sent for sent in world.notifier.sent if sent.via == "edit")
    assert "3 violations" in edited.text


def test_what_slack_did_not_take_is_posted_again() -> None:
    world = a_world(takes=False)
    world.notify(violation(1))
    world.minutes(3)
    assert (world.unsent, len(world.notifier.posts)) == (0, 1)


@pytest.mark.parametrize("flapping", [False, True])
def test_a_reply_is_looked_for_in_its_thread(flapping: bool) -> None:
    world = World()
    opening = violation(1, flapping=flapping)
    world.notify(opening)
    world.notifier.reads_history, world.notifier.takes = True, True
    answers = iter([None, LOST])  # the edit, then the reply
    world.notifier.trouble = lambda _: next(answers, None)
    world.notify(_again(opening) if flapping else resolution(opening))
    world.minutes(3)
    replies = [post for post in world.notifier.posts if post.thread]
    assert (world.unsent, len(replies)) == (0, 1)


def _again(opening: Alert) -> Alert:
    return violation(1, at=1795770000.0, alert_id="again", flapping=True, previous_alert=opening.key)


@pytest.mark.parametrize("error", [LOST, NotificationRefused("missing_scope")])
def test_a_history_that_cannot_be_read_loses_nothing(error: NotifierError) -> None:
    world = a_world()

    def find(*_: Any) -> dict[str, Posted]:
        if world.time < 1795770000.0:
            raise error
        return {}

    world.notifier.find = find  # type: ignore[assignment,method-assign]
    world.notify(violation(1))
    world.minutes(30)
    refused = isinstance(error, NotificationRefused)
    assert (world.unsent, len(world.notifier.posts)) == ((0, 2) if refused else (1, 1))


def test_a_report_that_slack_took_is_not_posted_again() -> None:
    began = datetime(2026, 11, 24, 7, tzinfo=UTC)
    run = ReportRun(id="run", period=period_of("daily", "2026-11-23", "UTC", began), scheduled=True)

    class Losing(FakeSender):
        def post(self, *post: Any) -> Posted:
            super().post(*post)
            raise LOST

    sender = Losing()
    sender.reads_history = True
    at_work = replace(dependencies(FakeFigures([])), sender=sender)
    with pytest.raises(NotifierUnanswered):
        render_report(run, [], at_work, began)
    assert set(render_report(run, [], at_work, began + timedelta(minutes=1)).channels.values()) == {"sent"}
    assert len(sender.posts) == 1
