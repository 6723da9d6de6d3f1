"""The corrections of Step Functions are needed, and do what AWS does."""

from __future__ import annotations

import json
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import stepfunctions

from local.corrections import applied


def test_sdk_services_answer_as_the_sdk_does() -> None:
    """A received message stands in `Messages`, as the JSON protocol of SQS has it, and AWS Config can be asked."""
    assert stepfunctions._AWS_SDK_SERVICE_MAP["sqs"]["protocol"] == "query"
    assert "config" not in stepfunctions._AWS_SDK_SERVICE_MAP
    with applied():
        assert stepfunctions._AWS_SDK_SERVICE_MAP["sqs"] == {"target_prefix": "AmazonSQS", "protocol": "json"}
        assert stepfunctions._AWS_SDK_SERVICE_MAP["config"]["protocol"] == "json"


def test_start_execution_refuses_an_input_that_is_not_json() -> None:
    """Nothing is started, so that whoever sent the input still has it."""
    machine = {"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}
    with request_scope("111111111111", "us-east-1"):
        role = "arn:aws:iam::111111111111:role/machine"
        payload = {"name": "any", "definition": json.dumps(machine), "roleArn": role}
        arn = json.loads(stepfunctions._create_state_machine(payload)[2])["stateMachineArn"]
        asked = {"stateMachineArn": arn, "input": "not json"}
        assert stepfunctions._start_execution(asked)[0] == 200
        with applied():
            status, _headers, body = stepfunctions._start_execution(asked)
            assert (status, json.loads(body)["__type"]) == (400, "InvalidExecutionInput")
            assert stepfunctions._start_execution(asked | {"input": "{}"})[0] == 200


def test_execute_choice_shapes_what_goes_to_the_default() -> None:
    """Where no rule matches, the state's own output goes on."""
    state = {
        "QueryLanguage": "JSONata",
        "Choices": [{"Condition": "{% $states.input.a = 1 %}", "Next": "One", "Output": "{% 'one' %}"}],
        "Output": "{% 'not ' & $states.input.a %}",
        "Default": "Other",
    }
    assert stepfunctions._execute_choice(state, {"a": 2}) == ({"a": 2}, "Other")
    with applied():
        assert stepfunctions._execute_choice(state, {"a": 2}) == ("not 2", "Other")
        assert stepfunctions._execute_choice(state, {"a": 1}) == ("one", "One")


def test_apply_output_path_of_a_succeed_state_is_its_output() -> None:
    """Also within a Map, whose workers end with what they counted."""
    state = {"Type": "Succeed", "Output": {"counted": "{% $count($states.input) %}"}}
    assert stepfunctions._apply_output_path(state, [1, 2], {}) == [1, 2]
    with applied():
        assert stepfunctions._apply_output_path(state, [1, 2], {}) == {"counted": 2}
        assert stepfunctions._apply_output_path({"Type": "Succeed"}, [1, 2], {}) == [1, 2]


def history_of_a_map() -> list[dict[str, Any]]:
    item = {"StartAt": "Half", "States": {"Half": {"Type": "Pass", "Output": "{% $states.input * 2 %}", "End": True}}}
    each = {"Type": "Map", "Items": [1, 2], "ItemProcessor": item, "End": True}
    execution: dict[str, Any] = {"executionArn": "arn:of:one", "events": [{"id": 1, "type": "ExecutionStarted"}]}
    ctx = {"QueryLanguage": "JSONata", "variables": {}, "State": {"Name": "Each"}}
    output, _next = stepfunctions._execute_map(each, {}, execution, ctx)
    assert output == [2, 4]
    return list(execution["events"])


def test_run_sub_machine_notes_each_iteration_of_a_map() -> None:
    """And what the states in it get and give."""
    assert len(history_of_a_map()) == 1
    with applied():
        events = history_of_a_map()
    assert sorted(event["type"] for event in events[1:]) == sorted(
        ["MapIterationStarted", "PassStateEntered", "PassStateExited", "MapIterationSucceeded"] * 2
    )
    inputs = {e["stateEnteredEventDetails"]["input"] for e in events if "stateEnteredEventDetails" in e}
    outputs = {e["stateExitedEventDetails"]["output"] for e in events if "stateExitedEventDetails" in e}
    assert (inputs, outputs) == ({"1", "2"}, {"2", "4"})


def test_add_event_names_the_event_before() -> None:
    """Which of two iterations side by side an event belongs to is known by it."""
    execution: dict[str, Any] = {"executionArn": "arn:of:two", "events": []}
    assert "previousEventId" not in stepfunctions._add_event(execution, "ExecutionStarted")
    with applied():
        events = {event["id"]: event for event in history_of_a_map()}
        before = {id_: events.get(event.get("previousEventId", 0)) for id_, event in events.items()}
    for id_, event in events.items():
        if event["type"] == "PassStateExited":
            entered = before[id_] or {}
            assert entered["type"] == "PassStateEntered"
            started = before[entered["id"]] or {}
            item = int(entered["stateEnteredEventDetails"]["input"]) - 1
            assert started["mapIterationStartedEventDetails"]["index"] == item


def test_sdk_error_names_are_those_of_aws() -> None:
    """A machine that starts another one gets the reason why it could not."""
    assert stepfunctions._prefix_sdk_error("sfn", "ExecutionAlreadyExists") == "Sfn.ExecutionAlreadyExists"
    with applied():
        assert stepfunctions._prefix_sdk_error("sfn", "ExecutionAlreadyExists") == "Sfn.ExecutionAlreadyExistsException"
