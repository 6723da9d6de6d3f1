"""Each way through process_event, by name: which states are visited and what is left behind."""

import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from config_monitor.adapters.kept_events import key_of
from config_monitor.adapters.sources import read_event
from config_monitor.use_cases.parse_event import parse_event
from simulation.machine_walk import TaskFailed, Walk, definition, walk
from tests.support import sqs_limits
from tests.support.samples import sample
from tests.support.template import ROOT

TASKS = ("ParseEvent", "ClassifyEvent", "PersistEvent", "NotifySlack")


def machine(kind: str) -> dict[str, Any]:
    """The machine as it is deployed as one of the two types of workflows."""
    arns = {f"{name}FunctionArn": name for name in TASKS}
    path = ROOT / "statemachines" / "process_event.asl.json"
    return definition(
        path, DeadLetterQueueUrl="https://queue", ReportBucketName="bucket", ProcessEventType=kind, **arns
    )


MACHINE, EXPRESS = machine("STANDARD"), machine("EXPRESS")
RAW = sample("config/non-compliant")
REASON = {"code": "baseline", "sentence": "Baseline."}
ALERTS = [{"channel": "security", "group": "encrypted-volumes", "position": "2026-11-23T08:15:42.000Z#0d5a"}]


@dataclass
class Functions:
    """The Lambdas' answers; `failing` maps a state to its error. What reaches the queue is kept."""

    parsed: Any = field(default_factory=lambda: {"outcome": "parsed", "event": {"id": "e-1"}})
    notify: str = "immediate"
    failing: dict[str, TaskFailed] = field(default_factory=dict)
    payload: dict[str, Any] = field(default_factory=dict)
    queue: list[dict[str, Any]] = field(default_factory=list)
    bucket: dict[str, Any] = field(default_factory=dict)
    removal: dict[str, Any] | None = None

    def __call__(self, name: str, arguments: dict[str, Any]) -> Any:
        if failure := self.failing.get(name):
            raise failure
        if name in ("SendToDeadLetterQueue", "SendEscaped", "SendPointer"):
            sqs_limits.check(arguments)
            self.queue.append(arguments)
            return {"MessageId": "m-1"}
        if name == "KeepInBucket":
            self.bucket[arguments["Key"]] = arguments["Body"]
            return {}
        assert arguments["FunctionName"] == ("PersistEvent" if name == "LookAgain" else name)
        self.payload[name] = arguments["Payload"]
        answers = {
            "ParseEvent": self.parsed,
            "ClassifyEvent": {
                "event": {"id": "e-1", "severity": 5} | ({"removal": self.removal} if self.removal else {}),
                "route": {"notify": self.notify},
            },
            "LookAgain": {"outcome": "duplicate", "change": "removed", "notify": "none", "alerts": []},
            "PersistEvent": {"outcome": "stored", "notify": self.notify, "reason": REASON, "alerts": ALERTS},
            "NotifySlack": {"outcome": "sent"},
        }
        return {"Payload": answers[name], "StatusCode": 200}


def run(functions: Functions, raw: Any = RAW) -> Walk:
    return walk(MACHINE, raw, functions)


STORED = ["ParseEvent", "WasItParsed?", "ClassifyEvent", "PersistEvent", "NotifyNow?"]
FAILED = ["SendToDeadLetterQueue", "EventFailed"]


def test_notified_at_once() -> None:
    functions = Functions()
    walked = run(functions)
    assert walked.visited == [*STORED, "NotifySlack", "WasAnythingRemoved?", "EventProcessed"]
    assert walked.output == {"notify": "immediate", "reason": REASON, "outcome": "sent"}
    assert functions.payload["ParseEvent"] == {"raw": RAW}
    assert functions.payload["ClassifyEvent"] == {"event": {"id": "e-1"}}
    assert functions.payload["PersistEvent"] == {
        "event": {"id": "e-1", "severity": 5},
        "route": {"notify": "immediate"},
    }
    assert functions.payload["NotifySlack"] == {"alerts": ALERTS}


@pytest.mark.parametrize(("notify", "end"), [("digest", "LeftForDigest"), ("none", "NotNotified")])
def test_in_the_digest_or_not_at_all(notify: str, end: str) -> None:
    walked = run(Functions(notify=notify))
    assert walked.visited == [*STORED, end]
    assert (walked.output["notify"], walked.output["reason"]) == (notify, REASON)


@pytest.mark.parametrize("name", ["logs/heartbeat", "logs/rule-inventory"])
def test_what_an_agent_says_of_itself_is_stored_unclassified(name: str) -> None:
    parsed = parse_event(sample(name), read_event, datetime(2026, 11, 23, 13, tzinfo=UTC)).model_dump(mode="json")
    functions = Functions(parsed=parsed, notify="none")
    assert run(functions).visited == [*(state for state in STORED if state != "ClassifyEvent"), "NotNotified"]
    assert functions.payload["PersistEvent"] == {"event": parsed["event"]}


def test_ignored_with_its_reason_in_sight() -> None:
    walked = run(Functions(parsed={"outcome": "ignored", "event": None, "reason": "no parser for it"}))
    assert walked.visited == ["ParseEvent", "WasItParsed?", "EventIgnored"]
    assert walked.output["reason"] == "no parser for it"


def test_rejected_onto_the_queue_with_its_reason() -> None:
    functions = Functions(parsed={"outcome": "rejected", "event": None, "reason": "detail.configRuleName: missing"})
    walked = run(functions)
    assert walked.visited == ["ParseEvent", "WasItParsed?", *FAILED]
    assert walked.error == "RejectedEvent"
    (message,) = functions.queue
    attributes = {name: payload["StringValue"] for name, payload in message["MessageAttributes"].items()}
    assert attributes == {
        "error": "RejectedEvent",
        "cause": "detail.configRuleName: missing",
        "execution": "arn:execution",
        "redrives": "0",
    }


@pytest.mark.parametrize("error", ["States.DataLimitExceeded", "States.Timeout", "Runtime.HandlerError"])
@pytest.mark.parametrize("state", TASKS)
def test_whatever_fails_leaves_the_raw_event_on_the_queue(state: str, error: str) -> None:
    functions = Functions(failing={state: TaskFailed(error, "because")})
    walked = run(functions)
    assert walked.visited[-2:] == FAILED
    assert state in walked.visited
    assert walked.error == error
    (message,) = functions.queue
    assert message["MessageBody"] == RAW
    assert message["MessageAttributes"]["cause"]["StringValue"] == "because"


def test_an_error_without_a_cause_and_one_with_a_long_one_fit_the_queue() -> None:
    for cause, kept in (("", "no cause given"), ("x" * 5000, "x" * 2000)):
        functions = Functions(failing={"ParseEvent": TaskFailed("e" * 900, cause)})
        run(functions)
        attributes = functions.queue[0]["MessageAttributes"]
        assert (attributes["error"]["StringValue"], attributes["cause"]["StringValue"]) == ("e" * 200, kept)


@pytest.mark.parametrize("raw", [[1, 2], "text", 7, None, True])
def test_what_is_no_object_is_text_on_the_queue(raw: Any) -> None:
    """EventBridge sends objects only; the console takes anything."""
    functions = Functions(parsed={"outcome": "rejected", "event": None, "reason": "not an object"})
    run(functions, raw)
    body = functions.queue[0]["MessageBody"]
    assert body == (raw if isinstance(raw, str) else json.dumps(raw, separators=(",", ":")))


def test_a_queue_that_cannot_be_reached_still_shows_as_a_failure() -> None:
    """The execution keeps its input; the console redrives it."""
    sends = ("SendToDeadLetterQueue", "SendEscaped", "SendPointer")
    failing = dict.fromkeys(sends, TaskFailed("Sqs.Unavailable", "away")) | {"ParseEvent": TaskFailed("any", "any")}
    assert run(Functions(failing=failing)).error == "Sqs.Unavailable"


@pytest.mark.parametrize("character", ["\ufffe", "\uffff", "\uffff\uffff\ufffe"])
@pytest.mark.parametrize("where", ["event", "cause"])
def test_what_the_queue_refuses_for_its_characters_is_sent_again_as_escaped_text(character: str, where: str) -> None:
    raw = {**RAW, "detail": {"name": f"a{character}b\\é😀"}} if where == "event" else RAW
    cause = character if where == "cause" else "because"
    functions = Functions(failing={"PersistEvent": TaskFailed("KeyError", cause)})
    walked = run(functions, raw)
    assert walked.visited[-3:] == ["SendToDeadLetterQueue", "SendEscaped", "EventFailed"]
    assert (walked.error, walked.seconds < 60) == ("KeyError", True)
    (message,) = functions.queue
    assert json.loads(message["MessageBody"]) == raw
    assert set(message["MessageAttributes"]) == {"error", "redrives"}


@pytest.mark.parametrize(("size", "last"), [(261_000, "SendEscaped"), (262_500, "SendPointer")])
def test_what_is_too_large_goes_without_its_cause_or_as_a_pointer_to_an_object(size: int, last: str) -> None:
    raw = {"id": "e", "source": "s", "detail": {"text": "x" * (size - 60)}}
    functions = Functions(failing={"PersistEvent": TaskFailed("KeyError", "c" * 2_000)})
    walked = run(functions, raw)
    assert walked.visited[-2:] == [last, "EventFailed"]
    (message,) = functions.queue
    if last == "SendEscaped":
        assert json.loads(message["MessageBody"]) == raw
    else:
        key = key_of(message["MessageBody"])
        assert key
        assert functions.bucket == {key: raw}


def waits(walked: Walk) -> int:
    return walked.visited.count("WaitToRetry")


def test_an_error_that_no_retry_mends_is_not_waited_out() -> None:
    for error in ("States.DataLimitExceeded", "States.Permissions", "ValidationError"):
        walked = run(Functions(failing={"PersistEvent": TaskFailed(error)}))
        assert (waits(walked), walked.error) == (0, error)


@pytest.mark.parametrize("state", TASKS)
def test_a_busy_service_is_waited_out_and_the_task_gets_its_own_input_again(state: str) -> None:
    class Recovering(Functions):
        left = 4

        def __call__(self, name: str, arguments: dict[str, Any]) -> Any:
            if name == state and self.left:
                self.left -= 1
                raise TaskFailed("Lambda.TooManyRequestsException")
            return super().__call__(name, arguments)

    functions, undisturbed = Recovering(), Functions()
    walked = run(functions)
    assert (walked.error, waits(walked)) == (None, 4)
    assert walked.output == run(undisturbed).output
    assert functions.payload == undisturbed.payload


@pytest.mark.parametrize(
    ("deployed", "error", "least", "most"),
    [
        (MACHINE, "StorageBusy", 3600, 3602),
        (MACHINE, "Lambda.TooManyRequestsException", 3600, 3602),
        (MACHINE, "SomeError", 120, 122),
        (MACHINE, "KeyError", 0, 0),
        (MACHINE, "StorageRefused", 0, 0),
        (EXPRESS, "StorageBusy", 180, 182),
    ],
)
def test_how_long_an_error_is_waited_out(deployed: dict[str, Any], error: str, least: float, most: float) -> None:
    walked = walk(deployed, RAW, Functions(failing={"PersistEvent": TaskFailed(error)}))
    assert least <= walked.seconds <= most
    assert walked.visited[-2:] == FAILED
    assert waits(walked) < 60


class Slow(Functions):
    """Each call takes some of its task's time, then succeeds or fails with an error that passes."""

    def __init__(self, draw: random.Random, share: float, deployed: dict[str, Any]) -> None:
        super().__init__()
        self.draw, self.share, self.deployed = draw, share, deployed

    def __call__(self, name: str, arguments: dict[str, Any]) -> Any:
        if name in TASKS and self.draw.random() < self.share:
            error = self.draw.choice(["States.Timeout", "Lambda.TooManyRequestsException", "StorageBusy"])
            seconds = self.draw.random() * self.deployed["States"][name]["TimeoutSeconds"]
            raise TaskFailed(error, "slow", seconds)
        return super().__call__(name, arguments)


@pytest.mark.parametrize("share", [1.0, 0.95, 0.8])
def test_express_hands_an_event_over_before_it_ends_after_five_minutes(share: float) -> None:
    """Whatever hangs and for how long: the queue has the event at 255 s, which leaves 45 for sending it."""
    for seed in range(30):
        functions = Slow(random.Random(seed), share, EXPRESS)
        walked = walk(EXPRESS, RAW, functions)
        assert walked.seconds <= 256
        assert walked.error is None or [message["MessageBody"] for message in functions.queue] == [RAW]


@pytest.mark.parametrize("hanging", TASKS)
def test_express_with_one_step_that_never_answers_loses_nothing(hanging: str) -> None:
    functions = Functions(failing={hanging: TaskFailed("States.Timeout")})
    walked = walk(EXPRESS, RAW, functions)
    assert (walked.error, [message["MessageBody"] for message in functions.queue]) == ("States.Timeout", [RAW])
    assert walked.seconds <= 256


def test_all_tasks_at_their_slowest_after_the_last_retry_end_in_time() -> None:
    """The last retry begins within 180 s; each task, then, succeeds at the end of its time."""
    seconds = [EXPRESS["States"][name]["TimeoutSeconds"] for name in TASKS]
    assert 180 + sum(seconds) + 1 <= 256
    assert MACHINE["TimeoutSeconds"] > 3600 + sum(seconds) + 600


REMOVAL = {"resource_type": "AWS::EC2::Volume", "resource_id": "vol-1", "removed_at": "2026-11-23 08:15:42"}
AGAIN = ["WaitForIndex", "LookAgain", "EventProcessed"]


@pytest.mark.parametrize(
    ("notify", "states"),
    [("immediate", ["NotifySlack", "WasAnythingRemoved?"]), ("digest", []), ("none", [])],
)
def test_a_removal_is_looked_at_again_after_half_a_minute(notify: str, states: list[str]) -> None:
    functions = Functions(notify=notify, removal=REMOVAL)
    for deployed in (MACHINE, EXPRESS):
        walked = walk(deployed, RAW, functions)
        assert walked.visited == [*STORED, *states, *AGAIN]
        assert walked.seconds == 30
        assert functions.payload["LookAgain"] == functions.payload["PersistEvent"]
        assert (walked.output["reason"], walked.output["found_later"]) == (REASON, "removed")


def test_a_second_look_that_fails_is_waited_out_and_then_left_to_the_queue() -> None:
    functions = Functions(notify="none", removal=REMOVAL, failing={"LookAgain": TaskFailed("StorageBusy")})
    walked = run(functions)
    assert (walked.visited[-2:], len(functions.queue), waits(walked) > 5) == (FAILED, 1, True)
    assert walked.visited.count("PersistEvent") == 1


def test_an_express_workflow_has_time_for_the_second_look_even_when_all_was_slow() -> None:
    """The event is stored by then; what hangs to the end of the second look is left to the queue before 5 minutes."""
    for seed in range(30):
        functions = Slow(random.Random(seed), 0.9, EXPRESS)
        functions.removal, functions.notify = REMOVAL, "immediate"
        functions.failing = {"LookAgain": TaskFailed("States.Timeout")}
        walked = walk(EXPRESS, RAW, functions)
        assert walked.seconds <= 285
        assert [message["MessageBody"] for message in functions.queue] == [RAW]
