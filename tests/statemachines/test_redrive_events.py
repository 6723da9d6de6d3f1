"""The dead-letter queue back through process_event: everything once a run, nothing lost, and the run ends."""

import json
from typing import Any

import pytest

from simulation.machine_walk import TaskFailed, Walk, definition, walk
from tests.support.template import ROOT, resources

BEGAN = 1795510800000  # 2026-11-24T09:00:00.000Z, when the walker's executions start
MACHINE = definition(
    ROOT / "statemachines" / "redrive_events.asl.json",
    DeadLetterQueueUrl="https://queue",
    ProcessEventArn="arn:process",
)


class Queue:
    """A dead-letter queue, and process_event behind StartExecution; `broken` events fail again at once."""

    def __init__(self, bodies: list[str], broken: set[str] = frozenset(), sent: int = BEGAN - 1000) -> None:  # type: ignore[assignment] # never changed
        self.visible: list[dict[str, Any]] = [
            {"MessageId": f"m-{i}", "Body": body, "Sent": sent} for i, body in enumerate(bodies)
        ]
        self.taken: dict[str, dict[str, Any]] = {}
        self.executions: dict[str, str] = {}
        self.continued: list[dict[str, Any]] = []
        self.reasons: list[str] = []
        self.broken, self.failing = broken, dict[str, TaskFailed]()

    def __call__(self, name: str, arguments: dict[str, Any]) -> Any:
        if failure := self.failing.get(name):
            raise failure
        return getattr(self, name)(arguments)

    def CountMessages(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - the state's name
        return {"Attributes": {"ApproximateNumberOfMessages": str(len(self.visible))}}

    def ReceiveMessage(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - as above
        if not self.visible:
            return {}
        message = self.visible.pop(0)
        self.taken[message["MessageId"]] = message
        shown = {
            **message,
            "ReceiptHandle": message["MessageId"],
            "Attributes": {"SentTimestamp": str(message["Sent"])},
        }
        return {"Messages": [shown]}

    def StartProcessEvent(self, arguments: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - as above
        name, payload = arguments["Name"], arguments["Input"]
        try:
            json.loads(payload)
        except ValueError:
            raise TaskFailed("Sfn.InvalidExecutionInputException", "Invalid State Machine Execution Input") from None
        if name in self.executions:
            raise TaskFailed("Sfn.ExecutionAlreadyExistsException")
        self.executions[name] = payload
        if payload in self.broken:
            self._send(payload, "RejectedEvent")
        return {"ExecutionArn": "arn:execution:process"}

    def ReturnMessage(self, arguments: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - as above
        self._send(arguments["MessageBody"], arguments["MessageAttributes"]["error"]["StringValue"])
        return {"MessageId": "new"}

    def DeleteMessage(self, arguments: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - as above
        del self.taken[arguments["ReceiptHandle"]]
        return {}

    def ContinueRun(self, arguments: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - as above
        self.continued.append(json.loads(arguments["Input"]))
        return {"ExecutionArn": "arn:execution:next"}

    def fail_before(self, error: str, hours: float, redrives: int = 0) -> None:
        """Give every message an error that it failed with so long ago."""
        for message in self.visible:
            message["Sent"] = BEGAN - int(hours * 3_600_000)
            message["MessageAttributes"] = {
                "error": {"DataType": "String", "StringValue": error},
                "redrives": {"DataType": "Number", "StringValue": str(redrives)},
            }

    def _send(self, body: str, reason: str) -> None:
        self.visible.append({"MessageId": f"r-{len(self.reasons)}", "Body": body, "Sent": BEGAN + 5000})
        self.reasons.append(reason)

    @property
    def bodies(self) -> list[str]:
        """What is on the queue, in sight or not."""
        return [message["Body"] for message in [*self.visible, *self.taken.values()]]


# The same with a tenth of the messages for each of its ten workers.
SMALL = json.loads(json.dumps(MACHINE).replace(">= 80", ">= 8").replace("? 8 : 80)", "? 8 : 8)"))


def redriven(queue: Queue, payload: Any = None, machine: dict[str, Any] = MACHINE) -> Walk:
    return walk(machine, payload or {}, queue)


def counts(walked: Walk) -> tuple[int, int, int]:
    """How many messages were started, returned and left by a run that ended."""
    assert walked.output["continued_as"] is None
    return walked.output["started"], walked.output["returned"], walked.output["left"]


EVENTS = [json.dumps({"id": f"e-{n}"}) for n in range(25)]


def test_what_can_be_processed_is_started_once_and_leaves_the_queue() -> None:
    queue = Queue(EVENTS)
    assert counts(redriven(queue)) == (25, 0, 0)
    assert sorted(queue.executions.values()) == sorted(EVENTS)
    assert queue.bodies == []


@pytest.mark.parametrize("bodies", [[], EVENTS[:1], ["not json"], [*EVENTS, "not json"]])
def test_a_run_names_what_it_started_and_what_is_no_json(bodies: list[str]) -> None:
    queue = Queue(bodies)
    output = redriven(queue).output
    assert sorted(output["executions"]) == sorted(queue.executions)
    assert output["not_json"] == ["m-25" if len(bodies) > 1 else "m-0"][: bodies.count("not json")]


def test_an_empty_queue_ends_the_run_at_once() -> None:
    walked = redriven(Queue([]))
    assert counts(walked) == (0, 0, 0)
    assert walked.visited.count("ReceiveMessage") == 10


def test_a_body_that_is_not_json_goes_back_with_its_reason_and_is_tried_once() -> None:
    queue = Queue([*EVENTS, "not json"])
    output = redriven(queue).output
    assert (output["started"], output["returned"]) == (25, 1)
    assert queue.bodies == ["not json"]
    assert queue.reasons == ["Sfn.InvalidExecutionInputException"]


@pytest.mark.parametrize("body", ["[]", '"text"', "7"])
def test_json_that_is_no_event_comes_back_through_the_machine_with_its_reason(body: str) -> None:
    queue = Queue([body], broken={body})
    assert redriven(queue).output["started"] == 1
    assert (queue.bodies, queue.reasons) == ([body], ["RejectedEvent"])


def test_what_fails_again_is_left_alone_by_the_run_that_tried_it() -> None:
    queue = Queue(EVENTS, broken=set(EVENTS))
    output = redriven(queue).output
    assert (output["started"], output["continued_as"]) == (25, None)
    assert sorted(queue.bodies) == sorted(EVENTS)
    assert len(queue.executions) == 25


def test_twice_does_no_harm() -> None:
    queue = Queue(EVENTS)
    queue.executions["redrive-1-m-3"] = EVENTS[3]
    assert redriven(queue).output["started"] == 25
    assert (len(queue.executions), queue.bodies) == (25, [])


def test_more_than_an_execution_holds_goes_on_in_a_new_one_that_remembers_when_the_run_began() -> None:
    events = [json.dumps({"id": f"e-{n}"}) for n in range(200)]
    queue = Queue(events, broken=set(events[:30]))
    outputs = [redriven(queue, machine=SMALL).output]
    while outputs[-1]["continued_as"]:
        outputs.append(redriven(queue, queue.continued[-1], SMALL).output)
        assert len(outputs) < 10
    assert 3 <= len(outputs) <= 4
    assert queue.continued == [{"began": BEGAN, "automatic": False}] * (len(outputs) - 1)
    assert sum(output["started"] for output in outputs) == 200
    assert len(queue.bodies) == 30


def test_a_queue_full_of_new_messages_does_not_keep_the_run_going() -> None:
    queue = Queue([json.dumps({"id": n}) for n in range(300)], sent=BEGAN + 1)
    assert counts(redriven(queue, machine=SMALL)) == (0, 0, 80)


def test_an_execution_stays_within_its_history() -> None:
    """Five events for a task, two for a choice or a pass; AWS ends an execution at 25,000."""
    queue = Queue(["not json"] * 800)
    visited = redriven(queue).visited
    tasks = {"ReceiveMessage", "StartProcessEvent", "ReturnMessage", "DeleteMessage"}
    assert sum(5 if name in tasks else 2 for name in visited) < 22_000


def test_a_message_too_large_for_a_state_is_left_and_the_others_go_on() -> None:
    queue = Queue(EVENTS[:3])
    received = queue.ReceiveMessage
    calls = iter(range(1000))

    def once_too_large(arguments: dict[str, Any]) -> dict[str, Any]:
        answer = received(arguments)
        if next(calls) == 1:
            raise TaskFailed("States.DataLimitExceeded")
        return answer

    queue.ReceiveMessage = once_too_large  # type: ignore[method-assign,assignment] # one bad answer
    output = redriven(queue).output
    assert (output["started"], output["left"]) == (2, 1)
    assert len(queue.bodies) == 1


@pytest.mark.parametrize("state", ["ReceiveMessage", "DeleteMessage", "ReturnMessage", "ContinueRun"])
def test_a_run_that_cannot_go_on_fails_and_the_queue_keeps_the_rest(state: str) -> None:
    queue = Queue(["not json", *(json.dumps({"id": n}) for n in range(90))])
    queue.failing[state] = TaskFailed("Sqs.AccessDenied")
    assert redriven(queue, machine=SMALL).error == "Sqs.AccessDenied"
    assert len(queue.executions) + len(queue.bodies) >= 91


AUTOMATIC = {"automatic": True}


@pytest.mark.parametrize("error", ["StorageBusy", "Lambda.TooManyRequestsException", "States.Timeout"])
def test_an_automatic_run_starts_what_failed_for_a_reason_that_passes(error: str) -> None:
    queue = Queue(EVENTS)
    queue.fail_before(error, hours=1)
    assert redriven(queue, AUTOMATIC).output["started"] == 25
    assert queue.bodies == []


def test_an_automatic_run_starts_what_eventbridge_could_not_deliver() -> None:
    queue = Queue(EVENTS)
    assert redriven(queue, AUTOMATIC).output["started"] == 25


@pytest.mark.parametrize("error", ["RejectedEvent", "Sfn.InvalidExecutionInputException", "KeyError"])
def test_an_automatic_run_leaves_what_needs_a_person(error: str) -> None:
    queue = Queue(EVENTS)
    queue.fail_before(error, hours=100)
    assert redriven(queue, AUTOMATIC).output["started"] == 0
    assert sorted(queue.bodies) == sorted(EVENTS)


def test_each_quarter_of_an_hour_a_run_begins_by_itself() -> None:
    (event,) = resources("AWS::Serverless::StateMachine")["RedriveEventsStateMachine"]["Events"].values()
    schedule = event["Properties"]
    assert (schedule["ScheduleExpression"], schedule["Input"]) == ("rate(15 minutes)", '{"automatic": true}')


@pytest.mark.parametrize(
    ("redrives", "hours", "due"),
    [(0, 0.2, False), (0, 0.3, True), (2, 0.9, False), (2, 1.1, True), (50, 15, False), (50, 17, True)],
)
def test_pauses_between_automatic_redrives_grow(redrives: int, hours: float, due: bool) -> None:
    queue = Queue(EVENTS[:1])
    queue.fail_before("StorageBusy", hours, redrives)
    assert redriven(queue, AUTOMATIC).output["started"] == due
    assert [name.split("-")[1] for name in queue.executions] == ([str(redrives + 1)] if due else [])


def test_an_automatic_run_over_an_empty_queue_is_three_states() -> None:
    walked = redriven(Queue([]), AUTOMATIC)
    assert walked.visited == ["CountMessages", "AnyMessages?", "RunEnded"]
    assert counts(walked) == (0, 0, 0)


def test_an_automatic_run_looks_at_few_of_many_messages_that_need_a_person() -> None:
    queue = Queue([json.dumps({"id": n}) for n in range(3000)])
    queue.fail_before("RejectedEvent", hours=100)
    assert redriven(queue, AUTOMATIC).output["left"] == 80


def test_an_execution_that_cannot_be_started_leaves_its_message_as_it_is() -> None:
    queue = Queue(EVENTS)
    queue.failing["StartProcessEvent"] = TaskFailed("Sfn.SfnException", "throttled")
    assert counts(redriven(queue)) == (0, 0, 25)
    assert sorted(queue.bodies) == sorted(EVENTS)
