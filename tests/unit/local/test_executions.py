"""The page of executions: what is listed, what one of them shows, and what its address holds."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit
from urllib.parse import quote as escape

import pytest
from botocore.exceptions import EndpointConnectionError

from local.executions.asked import Asked, asked
from local.executions.dead_letters import dead_letters
from local.executions.graph import HEIGHT, WIDTH, graph_of
from local.executions.history import Iteration, Step, every, steps_of
from local.executions.listing import ROUTINE, Listed, listed
from local.executions.page import _short, render
from tests.support.hostile_text import HOSTILE
from tests.support.machines import HUB, load, name_of, scopes, states
from tests.support.played_executions import BEGAN, PlayedStepFunctions, Run, Went
from tests.support.template import ROOT

EVENT = {"detail-type": "Config Rules Compliance Change", "account": "222222222222"}
PARSED = (Went("ParseEvent", {"outcome": "parsed"}), Went("WasItParsed?", {}))
STORED = (*PARSED, Went("ClassifyEvent", {}), Went("PersistEvent", {}), Went("NotifyNow?", {}), Went("NotNotified", {}))
IGNORED = (Went("ParseEvent", {}), Went("WasItParsed?", {}), Went("EventIgnored", {}))
REJECTED = (*PARSED, Went("SendToDeadLetterQueue", {}), Went("EventFailed"))
DELIVERED = (
    Went("FindUnsentAlerts", {}),
    Went("AnyUnsent?", {}),
    Went(
        "NotifyChannels", [], items=((Went("NotifySlack", {"messages": 1}),), (Went("NotifySlack", {}, ("Busy: no",)),))
    ),
    Went("DidAnyChannelFail?", []),
    Went("Delivered", []),
)


def at(minutes: int) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def stored(number: int) -> Run:
    return Run("process_event", f"stored-{number}", STORED, input=EVENT, began=at(number))


IGNORED_RUN = Run("process_event", "ignored", IGNORED, input=EVENT, began=at(100))
REJECTED_RUN = Run(
    "process_event", "rejected", REJECTED, "FAILED", EVENT, at(101), "RejectedEvent", "detail is no object"
)
BROKEN_RUN = Run(
    "process_event",
    "broken",
    (Went("ParseEvent", failures=("StorageBusy: slow", "KeyError: 'id'")),),
    "FAILED",
    EVENT,
    at(102),
    "KeyError",
    "'id'",
)
DELIVERY = Run("deliver_alerts", "delivered", DELIVERED, began=at(103))


def listing(runs: list[Run], *, size: int = 7, **filters: str) -> Listed:
    return listed(cast("Any", PlayedStepFunctions(runs, size)), Asked(**filters))


def shown(runs: list[Run], letters: PlayedQueue | None = None, **filters: str) -> str:
    queue = PlayedQueue() if letters is None else letters
    return render(
        cast("Any", PlayedStepFunctions(runs)),
        lambda: dead_letters(cast("Any", queue), "url"),
        {name: [value] for name, value in filters.items()},
    )


class PlayedQueue:
    """Messages by id: body and attributes, sent a minute apart; what was received is out of sight until put back."""

    def __init__(self, *messages: tuple[str, dict[str, str]]) -> None:
        self.messages = {f"m-{n}": message for n, message in enumerate(messages)}
        self.out_of_sight: set[str] = set()

    def receive_message(self, MaxNumberOfMessages: int, **_: Any) -> Any:  # noqa: N803 - the API's own name, as below
        names = [name for name in self.messages if name not in self.out_of_sight][:MaxNumberOfMessages]
        self.out_of_sight |= set(names)
        return {"Messages": [self._received(name) for name in names]} if names else {}

    def change_message_visibility_batch(self, Entries: list[dict[str, Any]], **_: Any) -> None:  # noqa: N803
        self.out_of_sight -= {entry["ReceiptHandle"] for entry in Entries if entry["VisibilityTimeout"] == 0}

    def _received(self, name: str) -> dict[str, Any]:
        body, strings = self.messages[name]
        sent = str(int(at(int(name.removeprefix("m-"))).timestamp() * 1000))
        attributes = {key: {"DataType": "String", "StringValue": value} for key, value in strings.items()}
        return {
            "ReceiptHandle": name,
            "Body": body,
            "Attributes": {"SentTimestamp": sent},
            "MessageAttributes": attributes,
        }


def test_what_nobody_has_to_look_at_is_left_out_and_counted() -> None:
    page = listing([stored(1), IGNORED_RUN, REJECTED_RUN, BROKEN_RUN])
    assert [row.name for row in page.rows] == ["broken", "stored-1"]
    assert page.left_out == [(1, ROUTINE["RejectedEvent"]), (1, ROUTINE["EventIgnored"])]
    assert page.rows[0].came_to == "KeyError: 'id'"
    assert (page.rows[1].came_to, page.rows[1].about) == ("NotNotified", ", ".join(EVENT.values()))


SAMPLE = (ROOT / "events" / "malformed" / "no-resource.json").read_text()
REFUSED = {"error": "RejectedEvent", "cause": "detail is no object", "execution": REJECTED_RUN.arn}


def test_what_waits_on_the_dead_letter_queue_stands_first_and_samples_to_be_refused_are_folded() -> None:
    letters = PlayedQueue(
        (SAMPLE, REFUSED), (json.dumps(EVENT), REFUSED), ("no json", {"ERROR_CODE": "NO_PERMISSIONS", "RULE_ARN": "r"})
    )
    page = shown([REJECTED_RUN], letters)
    waiting, _, folded = page.partition("<details>")
    assert "2 events wait on the dead-letter queue" in waiting
    assert waiting.index("NO_PERMISSIONS") < waiting.index("RejectedEvent: detail is no object")
    assert waiting.count(escape(REJECTED_RUN.arn)) == 1
    assert "and 1 sample that is to be refused" in folded
    assert "No event waits on the dead-letter queue but samples" in shown([], PlayedQueue((SAMPLE, REFUSED)))
    assert "dead-letter queue" not in shown([REJECTED_RUN], letters, status="FAILED")


def test_a_look_at_the_dead_letter_queue_leaves_every_message_in_sight() -> None:
    letters = PlayedQueue(*[(json.dumps(EVENT), REFUSED)] * 23)
    assert len(dead_letters(cast("Any", letters), "url")) == 23
    assert not letters.out_of_sight


def test_all_of_them_or_those_of_one_status_are_shown_where_that_is_asked() -> None:
    runs = [stored(1), IGNORED_RUN, REJECTED_RUN]
    assert len(listing(runs, status="ALL").rows) == 3
    assert [row.name for row in listing(runs, status="FAILED").rows] == ["rejected"]


def test_the_list_is_filtered_by_machine_and_time() -> None:
    runs = [*(stored(minute) for minute in range(6)), DELIVERY]
    assert [row.name for row in listing(runs, machine="deliver_alerts").rows] == ["delivered"]
    within = listing(runs, since="2026-11-24T09:02", until="2026-11-24T09:04").rows
    assert [row.name for row in within] == ["stored-3", "stored-2"]


def test_pages_follow_each_other_until_the_last() -> None:
    runs, names, before = [stored(minute) for minute in range(60)], [], ""
    for _ in range(3):
        page = listing(runs, before=before)
        names += [row.name for row in page.rows]
        before = page.then
    assert names == [f"stored-{minute}" for minute in reversed(range(60))]
    assert before == ""


def test_a_reason_to_leave_something_out_is_a_state_or_an_error_of_a_machine() -> None:
    known = {name for path in HUB for name, _ in states(load(path))} | {"RejectedEvent"}
    assert "'error': 'RejectedEvent'" in json.dumps([load(path) for path in HUB])
    assert set(ROUTINE) <= known


def test_an_address_is_understood_as_it_was_written() -> None:
    one = Asked(machine="process_event", status="FAILED", since="2026-11-24T09:00", before=BEGAN.isoformat())
    address = one.but(execution=BROKEN_RUN.arn)
    assert asked(parse_qs(urlsplit(address).query)) == Asked(**{**vars(one), "execution": BROKEN_RUN.arn})
    assert asked({"since": ["yesterday"], "status": ["DONE"], "more": ["x"]}) == Asked()


def steps(run: Run) -> list[Step]:
    client = PlayedStepFunctions([run])
    ended = client.describe_execution(run.arn).get("stopDate")
    events = next(client.get_paginator("get_execution_history").paginate(executionArn=run.arn))["events"]
    return steps_of(events, ended)


def test_a_state_has_its_attempts_and_what_became_of_it() -> None:
    (parse,) = steps(BROKEN_RUN)
    assert (parse.status, parse.attempts, parse.failures) == ("failed", 2, ["StorageBusy: slow", "KeyError: 'id'"])
    assert parse.seconds == 1.25
    caught = Run("process_event", "x", (Went("ParseEvent", {}, ("A: b",)), Went("WaitToRetry")), "RUNNING")
    assert [step.status for step in steps(caught)] == ["succeeded", "running"]


def test_the_iterations_of_a_map_are_known_by_their_item() -> None:
    (each,) = (step for step in steps(DELIVERY) if step.kind == "Map")
    assert [(i.index, [s.attempts for s in i.steps], i.status) for i in each.iterations] == [
        (0, [1], "succeeded"),
        (1, [2], "succeeded"),
    ]
    assert len({step.number for step in every(steps(DELIVERY))}) == 7


def test_events_of_iterations_side_by_side_belong_to_the_iteration_of_the_event_before() -> None:
    def event(number: int, before: int, kind: str, **details: Any) -> dict[str, Any]:
        return {"id": number, "type": kind, "timestamp": at(number), "previousEventId": before, **details}

    def entered(number: int, before: int, name: str) -> dict[str, Any]:
        return event(number, before, "TaskStateEntered", stateEnteredEventDetails={"name": name})

    history = [
        event(1, 0, "MapStateEntered", stateEnteredEventDetails={"name": "Each"}),
        event(2, 1, "MapIterationStarted", mapIterationStartedEventDetails={"index": 0}),
        event(3, 1, "MapIterationStarted", mapIterationStartedEventDetails={"index": 1}),
        entered(4, 3, "Second"),
        entered(5, 2, "First"),
        event(6, 4, "TaskStateExited", stateExitedEventDetails={"output": "2"}),
    ]
    (each,) = steps_of(history, None)
    first, second = (iteration.steps for iteration in each.iterations)
    assert [(s.name, s.output) for s in (*first, *second)] == [("First", None), ("Second", 2)]


@pytest.mark.parametrize("path", HUB, ids=name_of)
def test_every_machine_is_laid_out_without_boxes_on_each_other(path: Path) -> None:
    for scope in scopes(load(path)):
        course = [Step(name, state["Type"], BEGAN, None) for name, state in scope.states.items()]
        graph = graph_of({"StartAt": scope.start, "States": scope.states}, [course])
        assert {node.name for node in graph.nodes} == set(scope.states)
        for one, other in combinations(graph.nodes, 2):
            assert abs(one.x - other.x) >= WIDTH or abs(one.y - other.y) >= HEIGHT, (one.name, other.name)
        for node in graph.nodes:
            assert WIDTH / 2 <= node.x <= graph.width - WIDTH / 2
            assert HEIGHT / 2 <= node.y <= graph.height - HEIGHT / 2


def test_the_way_is_marked_and_what_an_error_leads_to_is_drawn_where_one_led_there() -> None:
    machine = load(HUB[[name_of(path) for path in HUB].index("process_event")])
    quiet = graph_of(machine, [steps(stored(1))])
    assert {node.name for node in quiet.nodes if node.status} == {step.state for step in STORED}
    assert sum(way.taken for way in quiet.ways) == len(STORED)
    assert "WaitToRetry" not in {node.name for node in quiet.nodes}
    retried = Run("process_event", "r", (Went("ParseEvent", {}, ("A: b",)), Went("WaitToRetry", {}), *STORED))
    assert "WaitToRetry" in {node.name for node in graph_of(machine, [steps(retried)]).nodes}


def test_a_box_shows_the_worst_of_its_steps() -> None:
    good, bad = Step("NotifySlack", "Task", BEGAN, None, exited=BEGAN), Step("NotifySlack", "Task", BEGAN, None)
    bad.ended = BEGAN
    courses = [iteration.steps for iteration in (Iteration(0, [bad]), Iteration(1, [good]))]
    (box,) = graph_of({"StartAt": "NotifySlack", "States": {"NotifySlack": {}}}, courses).nodes
    assert (box.status, box.steps) == ("failed", 2)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_an_execution_comes_alive(text: str) -> None:
    way = (Went("ParseEvent", {"detail": text}, failures=(f"E: {text}",)), Went("WasItParsed?", text), *IGNORED[2:])
    run = Run("process_event", "hostile", way, "FAILED", {**EVENT, "account": text, "x": text}, error=text, cause=text)
    letters = PlayedQueue((json.dumps({**EVENT, "account": text}), {"error": text, "cause": text, "execution": text}))
    pages = (shown([run], letters), shown([run], execution=run.arn), shown([run], machine=text, since=text))
    for page in pages:
        assert "<img" not in page
        assert "</script>" not in page
        assert "<a href=" not in page.replace('<a href="/', "").replace('<a href="#step-', "")


@pytest.mark.parametrize(
    ("machine", "name"),
    [
        ("hub-two-ProcessEventStateMachine-38533A52729B5", "ProcessEvent"),
        ("hub-two-LogErrors-8FC5930D9E01", "LogErrors"),
        ("hub-two-act-on-alert", "hub-two-act-on-alert"),
    ],
)
def test_a_machine_is_named_as_in_the_template_or_as_it_was_named(machine: str, name: str) -> None:
    assert _short(machine) == name


def test_what_cannot_be_shown_has_its_reason() -> None:
    class Gone(PlayedStepFunctions):
        def describe_execution(self, executionArn: str) -> dict[str, Any]:  # noqa: ARG002, N803
            raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")

    page = render(cast("Any", Gone([])), list, {"execution": ["arn"]})
    assert "This cannot be shown" in page
    assert "Could not connect" in page
