"""deliver_alerts goes on while something is due soon, within bounds; a channel that fails holds back no other."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulation.machine_walk import TaskFailed, Took, Walk, definition, walk
from tests.support.template import resources

MACHINE = definition(
    Path(__file__).parents[2] / "statemachines" / "deliver_alerts.asl.json",
    NotifySlackFunctionArn="notify",
    UpdateIncidentsFunctionArn="update",
    FollowUpAlertsFunctionArn="follow up",
)

SCHEDULES = [
    event["Properties"]
    for event in resources("AWS::Serverless::StateMachine")["DeliverAlertsStateMachine"]["Events"].values()
]
(INPUT_OF_THE_HOUR,) = [json.loads(schedule["Input"]) for schedule in SCHEDULES if "Input" in schedule]


def run(channels: list[str], answer: Callable[[str], dict[str, Any]]) -> tuple[Walk, list[str]]:
    """Walk the machine with a NotifySlack that has so many channels; the channels asked, in order."""
    asked: list[str] = []

    def notify(name: str, arguments: dict[str, Any]) -> Any:
        deliver = arguments["Payload"]["deliver"]
        if name == "FindUnsentAlerts":
            return {
                "Payload": {
                    "channels": [[channel] for channel in channels],
                    "alerts": len(channels),
                    "oldest_seconds": 7,
                }
            }
        (channel,) = deliver["channels"]
        asked.append(channel)
        return {"Payload": answer(channel)}

    return walk(MACHINE, {}, notify), asked


def test_nothing_to_notify_ends_at_once() -> None:
    walked, asked = run([], lambda _: {})
    assert (walked.error, asked) == (None, [])


def test_each_channel_is_notified_and_the_output_has_the_number_of_messages() -> None:
    walked, asked = run(["a", "b"], lambda _: {"outcome": "done", "wait_seconds": 0, "messages": 1})
    assert sorted(asked) == ["a", "b"]
    assert [c["messages"] for c in walked.output["channels"]] == [1, 1]


def test_a_channel_goes_on_while_something_is_due_soon() -> None:
    answers = iter([{"outcome": "again", "wait_seconds": 3, "messages": 0}] * 2)
    done = {"outcome": "done", "wait_seconds": 0, "messages": 1}
    walked, asked = run(["a"], lambda _: next(answers, done))
    assert (walked.error, len(asked)) == (None, 3)


def test_a_channel_that_never_ends_is_left_to_the_next_minute() -> None:
    for wait, most in ((15, 5), (1, 31)):
        again = {"outcome": "again", "wait_seconds": wait, "messages": 1}
        walked, asked = run(["a"], lambda _, again=again: again)  # type: ignore[misc]
        assert walked.error is None
        assert len(asked) <= most


def test_a_slow_slack_leaves_the_rest_to_the_next_execution_before_express_ends() -> None:
    def slow(name: str, _arguments: dict[str, Any]) -> Any:
        if name == "FindUnsentAlerts":
            return {"Payload": {"channels": [["a"]], "alerts": 9, "oldest_seconds": 7}}
        return Took({"Payload": {"outcome": "again", "wait_seconds": 1, "messages": 1}}, seconds=50)

    walked = walk(MACHINE, {}, slow)
    assert walked.error is None
    assert walked.seconds < 240


def test_a_channel_that_fails_holds_back_no_other_and_shows() -> None:
    def answer(channel: str) -> dict[str, Any]:
        if channel == "a":
            raise TaskFailed("Runtime.HandlerError", "no")
        return {"outcome": "done", "wait_seconds": 0, "messages": 1}

    walked, asked = run(["a", "b"], answer)
    assert "b" in asked
    assert walked.error == "ChannelFailed"


def test_a_function_that_cannot_look_fails_the_run() -> None:
    def broken(_name: str, _arguments: dict[str, Any]) -> Any:
        raise TaskFailed("Runtime.HandlerError", "no")

    assert walk(MACHINE, {}, broken).error == "Runtime.HandlerError"


def hourly(*, broken: str = "", failed: str = "", channels: int = 1) -> Walk:
    """The run of the hour, with channels that have unsent alerts."""

    def tasks(name: str, arguments: dict[str, Any]) -> Any:
        if (function := arguments["FunctionName"]) in ("update", "follow up"):
            if function == broken:
                raise TaskFailed("StorageBusy")
            return {"Payload": {"ended": 2, "failed": int(function == failed)}}
        if name == "FindUnsentAlerts":
            return {"Payload": {"channels": [["a"]] * channels, "alerts": channels, "oldest_seconds": 7}}
        return {"Payload": {"outcome": "done", "wait_seconds": 0, "messages": 1}}

    return walk(MACHINE, INPUT_OF_THE_HOUR, tasks)


def test_once_an_hour_incidents_are_updated_and_deadlines_followed_up_before_alerts_are_sent() -> None:
    walked = hourly()
    hourly_steps = ["UpdateIncidents", "FollowUpAlerts"]
    assert walked.visited[:5] == ["FindUnsentAlerts", "AnyUnsent?", *hourly_steps, "AnyUnsent?"]
    assert walked.output["channels"][0]["messages"] == 1


def test_the_hour_has_a_schedule_of_its_own_however_often_alerts_are_sent() -> None:
    often, hour = SCHEDULES
    assert (often["ScheduleExpression"], "Input" in often) == ({"Ref": "DeliverSchedule"}, False)
    assert hour["ScheduleExpression"] == "cron(17 * * * ? *)"
    assert "UpdateIncidents" not in run([], lambda _: {})[0].visited


@pytest.mark.parametrize("channels", [0, 1])
@pytest.mark.parametrize(
    "trouble", [{word: value} for word in ("broken", "failed") for value in ("update", "follow up")], ids=str
)
def test_what_cannot_be_updated_or_followed_up_fails_the_run_once_alerts_are_sent(trouble: Any, channels: int) -> None:
    walked = hourly(**trouble, channels=channels)
    assert walked.visited.count("NotifySlack") == channels
    assert walked.error == "HourlyStepFailed"
