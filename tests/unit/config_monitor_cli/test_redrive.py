"""`make redrive` follows a run through all its executions and says what came of each message, also of a member's."""

import json
from typing import Any

import pytest

from config_monitor_cli import redrive as command
from config_monitor_cli import undelivered
from config_monitor_cli.failures import CommandFailed
from config_monitor_cli.hub import Hub, Where
from config_monitor_cli.outcomes import PATIENCE, Outcome, Queue, Waiting, outcomes_of, show_outcomes
from config_monitor_cli.redrive import run
from config_monitor_cli.undelivered import Member, send_undelivered

HUB_ACCOUNT, MEMBER = "111111111111", Member("222222222222", "eu-west-1", "looking")
BUS = f"arn:aws:events:us-east-1:{HUB_ACCOUNT}:event-bus/config-monitor"
MACHINE = f"arn:aws:states:us-east-1:{HUB_ACCOUNT}:stateMachine:process"
HUB = Hub(
    "config-monitor",
    Where(HUB_ACCOUNT, "us-east-1", f"arn:aws:sts::{HUB_ACCOUNT}:assumed-role/ada"),
    {"RedriveEventsArn": "arn:redrive", "ProcessEventArn": MACHINE, "EventBusArn": BUS, "DeadLetterQueueUrl": "url"},
)
EVENT = {"id": "e-1", "detail-type": "A Change", "account": MEMBER.account, "region": MEMBER.region}
NAMED = f"A Change of {MEMBER.account} {MEMBER.region}, event e-1"


class Machine:
    """Executions by ARN, each a list of the answers to give until the last one stays."""

    def __init__(self, kind: str = "STANDARD", **answers: list[dict[str, Any]]) -> None:
        self.kind, self.answers = kind, answers

    def start_execution(self, **_: Any) -> dict[str, Any]:
        return {"executionArn": "first"}

    def describe_execution(self, executionArn: str) -> dict[str, Any]:  # noqa: N803 - the API's own name
        answers = self.answers[executionArn.removeprefix(MACHINE.replace("stateMachine", "execution") + ":")]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def describe_state_machine(self, **_: Any) -> dict[str, Any]:
        return {"type": self.kind}


def ended(executions: list[str], not_json: list[str], left: int, next_one: str | None = None) -> dict[str, Any]:
    output = {"executions": executions, "not_json": not_json, "left": left, "continued_as": next_one}
    return {"status": "SUCCEEDED", "output": json.dumps(output)}


@pytest.fixture(autouse=True)
def no_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients of nothing, for tests that ask none."""
    monkeypatch.setattr(command, "client", lambda _: None)


def test_a_run_is_followed_through_its_executions() -> None:
    machine: Any = Machine(
        first=[{"status": "RUNNING"}, ended(["a", "b"], [], 0, "second")], second=[ended(["c"], ["m-1"], 3)]
    )
    slept: list[float] = []
    queue, started, others = run(HUB, machine, slept.append)
    assert (queue.address, started, len(slept)) == ("url", ["a", "b", "c"], 1)
    assert others == [Outcome("failed again", "message m-1", "its body is not JSON")]


def test_a_run_that_fails_is_reported() -> None:
    machine: Any = Machine(first=[{"status": "FAILED", "error": "Sqs.AccessDenied", "cause": "no"}])
    with pytest.raises(CommandFailed, match=r"Sqs\.AccessDenied: no"):
        run(HUB, machine, lambda _: None)


def test_a_hub_of_an_older_release_is_named() -> None:
    machine: Any = Machine(first=[{"status": "SUCCEEDED", "output": '{"started": 7, "returned": 0, "left": 0}'}])
    with pytest.raises(CommandFailed, match="7 were sent back"):
        run(HUB, machine)


def test_each_message_is_named_with_what_came_of_it() -> None:
    body = {"input": json.dumps(EVENT)}
    machine: Any = Machine(
        a=[{"status": "RUNNING"}, {"status": "SUCCEEDED", "output": '{"notify": "immediate"}', **body}],
        b=[{"status": "SUCCEEDED", "output": '{"outcome": "ignored", "reason": "a heartbeat"}', **body}],
        c=[{"status": "FAILED", "error": "RejectedEvent", "cause": "no\nrule", **body}],
        d=[{"status": "RUNNING", "input": "[]"}],
        e=[{"status": "SUCCEEDED", "output": '{"reason": {"code": "x", "sentence": "No change."}}', **body}],
        f=[{"status": "ABORTED", **body}],
    )
    slept: list[float] = []
    assert list(outcomes_of(MACHINE, "abcdef", machine, slept.append)) == [
        Outcome("stored", NAMED, "notified at once"),
        Outcome("of no interest", NAMED, "a heartbeat"),
        Outcome("failed again", NAMED, "RejectedEvent: no rule"),
        Outcome("not ended yet", "execution d", "look at the execution d later: it tries again"),
        Outcome("stored", NAMED, "No change."),
        Outcome("stopped", NAMED, "ABORTED, so it is on no queue: redrive the execution f in the console"),
    ]
    assert sum(slept) == PATIENCE


def test_express_executions_cannot_be_asked_and_it_says_so() -> None:
    machine: Any = Machine("EXPRESS")
    (outcome,) = outcomes_of(MACHINE, ["a"], machine)
    assert (outcome.became, outcome.is_bad) == ("sent back", False)


class InMember:
    """The member's rule and queue, and the hub's process_event."""

    def __init__(self, *bodies: str) -> None:
        self.messages = {f"m-{n}": body for n, body in enumerate(bodies)}
        self.started: dict[str, str] = {}

    def list_rule_names_by_target(self, **_: Any) -> Any:
        return {"RuleNames": ["agent"]}

    def list_targets_by_rule(self, **_: Any) -> Any:
        return {"Targets": [{"Arn": BUS, "DeadLetterConfig": {"Arn": "arn:aws:sqs:eu-west-1:2:undelivered"}}]}

    def get_queue_url(self, **_: Any) -> Any:
        return {"QueueUrl": "https://undelivered"}

    def receive_message(self, **_: Any) -> Any:
        return {"Messages": [{"MessageId": i, "ReceiptHandle": i, "Body": b} for i, b in self.messages.items()]}

    def delete_message(self, ReceiptHandle: str, **_: Any) -> None:  # noqa: N803 - the API's own name
        del self.messages[ReceiptHandle]

    def start_execution(self, name: str, **request: str) -> None:
        self.started[name] = request["input"]


def test_a_members_queue_goes_back_but_for_what_is_no_event_of_that_member(monkeypatch: pytest.MonkeyPatch) -> None:
    event, forged = json.dumps(EVENT), json.dumps({**EVENT, "account": "333333333333"})
    member = InMember(event, forged, '{"scheduled_at": "now"}', "no json")
    monkeypatch.setattr(undelivered, "client_in", lambda *_: member)
    monkeypatch.setattr(undelivered, "client", lambda _: member)
    queue, started, left = send_undelivered(HUB, MEMBER)
    assert (started, member.started) == (["undelivered-m-0"], {"undelivered-m-0": event})
    assert sorted(member.messages) == ["m-1", "m-2", "m-3"]
    assert queue[:3:2] == ("undelivered queue", "https://undelivered")
    assert [each.reason.split(";")[0] for each in left] == [
        "it claims to be of 333333333333 eu-west-1",
        "it is no event",
        "its body is not JSON",
    ]


class Counted:
    """A queue with so many messages in sight and so many that somebody has just read."""

    def __init__(self, in_sight: int, out_of_sight: int) -> None:
        self.counts = {
            "ApproximateNumberOfMessages": str(in_sight),
            "ApproximateNumberOfMessagesNotVisible": str(out_of_sight),
        }

    def get_queue_attributes(self, AttributeNames: list[str], **_: Any) -> Any:  # noqa: N803 - the API's own name
        return {"Attributes": {name: self.counts[name] for name in AttributeNames}}


@pytest.mark.parametrize(
    ("outcomes", "counts", "sentences"),
    [
        (
            [Outcome("stored", "a"), Outcome("failed again", "b"), Outcome("failed again", "c")],
            (0, 2),
            "Together: 1 stored, 2 failed again. What failed again is on the dead-letter queue again."
            " The dead-letter queue holds 2 messages now,"
            " out of sight for up to a minute, as a run has just read them.",
        ),
        (
            [],
            (1, 1),
            "Together: nothing was sent back. The dead-letter queue holds 2 messages now,"
            " 1 of them out of sight for up to a minute, as a run has just read it.",
        ),
        (
            [Outcome("stored", "a")],
            (1, 0),
            "Together: 1 stored. The dead-letter queue holds 1 message now.",
        ),
        (
            [],
            (0, 0),
            "Together: nothing was sent back. The dead-letter queue is empty, by SQS's count, which may lag a minute.",
        ),
    ],
    ids=["failed-again", "second-run", "a-new-one", "empty"],
)
def test_what_the_queue_holds_is_printed_with_what_is_out_of_sight(
    outcomes: list[Outcome], counts: tuple[int, int], sentences: str, capsys: pytest.CaptureFixture[str]
) -> None:
    counted: Any = Counted(*counts)
    waiting = Queue("dead-letter queue", counted, "url").waiting()
    assert waiting == Waiting(*counts)
    show_outcomes(outcomes, "dead-letter queue", waiting)
    assert capsys.readouterr().out.splitlines()[-1] == sentences


def test_a_member_without_a_role_is_refused() -> None:
    with pytest.raises(CommandFailed, match="name a role"):
        send_undelivered(HUB, MEMBER._replace(role=None))
