"""Each correction of the engine is needed, and does what AWS does.

The first assertion of a test looks at the engine as it comes: once it fails, a new version has learned it, and the
correction can go.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from ministack.core import iam_evaluator
from ministack.core.responses import request_scope
from ministack.services import cloudwatch_logs, eventbridge, sqs, stepfunctions
from ministack.services.cloudformation import engine, provisioners

from local.corrections import applied

HUB, MEMBER, STRANGER = "111111111111", "222222222222", "999999999999"
REGION = "us-east-1"
BUS = f"arn:aws:events:{REGION}:{HUB}:event-bus/hub"
ENTRY = {
    "Source": "aws.config",
    "DetailType": "Config Rules Compliance Change",
    "Detail": '{"a": 1}',
    "Time": 1767225600,
}
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": MEMBER}, "Action": "events:PutEvents", "Resource": BUS},
    ],
}


@pytest.fixture(autouse=True)
def _empty_engine() -> Iterator[None]:
    eventbridge.reset()
    sqs.reset()
    yield
    eventbridge.reset()
    sqs.reset()


def put(account: str, entry: dict[str, Any] = ENTRY, region: str = REGION) -> dict[str, Any]:
    with request_scope(account, region):
        eventbridge._ensure_default_bus()
        answer = json.loads(eventbridge._put_events({"Entries": [entry]})[2])
    result: dict[str, Any] = answer["Entries"][0]
    return result


def queue(account: str, name: str, region: str = REGION) -> str:
    with request_scope(account, region):
        asyncio.run(_sqs("CreateQueue", {"QueueName": name}))
    return f"arn:aws:sqs:{region}:{account}:{name}"


async def _sqs(action: str, payload: dict[str, Any]) -> Any:
    return await sqs.handle_request(
        "POST",
        "/",
        {"x-amz-target": f"AmazonSQS.{action}", "content-type": "application/json"},
        json.dumps(payload),
        {},
    )


def messages(arn: str) -> list[dict[str, Any]]:
    *_, region, account, _name = arn.split(":")
    with request_scope(account, region):
        actual: list[dict[str, Any]] = sqs._queue_by_arn(arn)["messages"]
        return actual


def rule(account: str, bus: str, target: dict[str, Any], region: str = REGION) -> None:
    with request_scope(account, region):
        eventbridge._ensure_default_bus()
        pattern = json.dumps({"source": ["aws.config", "own"]})
        eventbridge._put_rule({"Name": "all", "EventBusName": bus, "EventPattern": pattern})
        eventbridge._put_targets(
            {
                "Rule": "all",
                "EventBusName": bus,
                "Targets": [{"Id": "t", "RoleArn": f"arn:aws:iam::{account}:role/forward", **target}],
            }
        )


def hub(policy: dict[str, Any] | None = POLICY) -> str:
    """A hub bus whose events all end in the queue that is answered."""
    with request_scope(HUB, REGION):
        eventbridge._create_event_bus({"Name": "hub"})
        if policy:
            eventbridge._event_bus_policies["hub"] = policy
    arrived = queue(HUB, "arrived")
    rule(HUB, "hub", {"Arn": arrived})
    return arrived


def test_put_events_takes_what_only_services_send() -> None:
    """An entry of an `aws.*` source is taken."""
    assert put(MEMBER)["ErrorCode"] == "NotAuthorizedForSourceException"
    with applied():
        assert put(MEMBER)["EventId"]


def test_put_events_honours_the_time_of_an_entry() -> None:
    """The delivered event has the entry's time."""
    arrived = queue(MEMBER, "arrived")
    rule(MEMBER, "default", {"Arn": arrived})
    put(MEMBER, ENTRY | {"Source": "own"})
    assert json.loads(messages(arrived)[0]["body"])["time"] != "2026-01-01T00:00:00Z"
    with applied():
        put(MEMBER, ENTRY | {"Source": "own"})
    assert json.loads(messages(arrived)[1]["body"])["time"] == "2026-01-01T00:00:00Z"


def test_invoke_target_reaches_the_bus_of_another_account() -> None:
    """A forwarded event arrives with the id, account, region and time that it has at its sender."""
    arrived = hub()
    rule(MEMBER, "default", {"Arn": BUS}, "eu-west-1")
    put(MEMBER, ENTRY | {"Source": "own"}, "eu-west-1")
    assert messages(arrived) == []
    with applied():
        event_id = put(MEMBER, region="eu-west-1")["EventId"]
    event = json.loads(messages(arrived)[0]["body"])
    assert (event["id"], event["account"], event["region"]) == (event_id, MEMBER, "eu-west-1")
    assert event["time"] == "2026-01-01T00:00:00Z"


@pytest.mark.parametrize("policy", [POLICY, None])
def test_invoke_target_honours_the_policy_of_the_bus(policy: dict[str, Any] | None) -> None:
    """A bus refuses an account that its policy does not name; the event goes to the sender's dead-letter queue."""
    arrived, undelivered = hub(policy), queue(STRANGER, "undelivered")
    rule(STRANGER, "default", {"Arn": BUS, "DeadLetterConfig": {"Arn": undelivered}})
    with applied():
        event_id = put(STRANGER)["EventId"]
    assert messages(arrived) == []
    kept = messages(undelivered)[0]
    assert json.loads(kept["body"])["id"] == event_id
    assert kept["message_attributes"]["ERROR_CODE"]["StringValue"] == "NO_PERMISSIONS"


def test_invoke_target_says_that_a_rule_sent_the_event() -> None:
    """A policy may admit what rules forward and not what is put on the bus directly."""
    allowed = {"Effect": "Allow", "Principal": {"AWS": MEMBER}, "Action": "events:PutEvents", "Resource": BUS}
    by_rule = {"Bool": {"events:eventBusInvocation": "true"}, "StringEquals": {"events:source": ENTRY["Source"]}}
    arrived = hub({"Version": "2012-10-17", "Statement": [{**allowed, "Condition": by_rule}]})
    rule(MEMBER, "default", {"Arn": BUS})
    with applied():
        put(MEMBER)
    assert len(messages(arrived)) == 1


def test_put_permission_admits_the_account_it_names() -> None:
    payload = {"EventBusName": "hub", "StatementId": "a", "Principal": MEMBER, "Action": "events:PutEvents"}
    with request_scope(HUB, REGION):
        eventbridge._put_permission(payload)
        assert eventbridge._event_bus_policies["hub"]["Statement"][0]["Principal"] == MEMBER
        with applied():
            eventbridge._put_permission(payload)
        assert eventbridge._event_bus_policies["hub"]["Statement"] == [
            {
                "Sid": "a",
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{MEMBER}:root"},
                "Action": "events:PutEvents",
                "Resource": BUS,
            }
        ]


def test_invoke_target_goes_one_hop_only() -> None:
    """An event received from another account is not sent on to a third."""
    hub()
    with request_scope(STRANGER, REGION):
        eventbridge._create_event_bus({"Name": "third"})
    third = f"arn:aws:events:{REGION}:{STRANGER}:event-bus/third"
    arrived, undelivered = queue(STRANGER, "arrived"), queue(HUB, "undelivered")
    rule(STRANGER, "third", {"Arn": arrived})
    rule(HUB, "hub", {"Arn": third, "DeadLetterConfig": {"Arn": undelivered}})
    rule(MEMBER, "default", {"Arn": BUS})
    with applied():
        put(MEMBER)
    assert (len(messages(arrived)), len(messages(undelivered))) == (0, 1)


def test_dispatch_to_stepfunctions_keeps_what_cannot_start() -> None:
    """An event for a state machine that is gone is on the target's dead-letter queue."""
    undelivered = queue(MEMBER, "undelivered")
    machine = f"arn:aws:states:{REGION}:{MEMBER}:stateMachine:gone"
    rule(MEMBER, "default", {"Arn": machine, "DeadLetterConfig": {"Arn": undelivered}})
    put(MEMBER, ENTRY | {"Source": "own"})
    assert messages(undelivered) == []
    with applied():
        put(MEMBER)
    assert messages(undelivered)[0]["message_attributes"]["ERROR_CODE"]["StringValue"] == "NO_RESOURCE"


def test_sdk_services_answer_as_the_sdk_does() -> None:
    """A received message stands in `Messages`, as the JSON protocol of SQS has it."""
    assert stepfunctions._AWS_SDK_SERVICE_MAP["sqs"]["protocol"] == "query"
    with applied():
        assert stepfunctions._AWS_SDK_SERVICE_MAP["sqs"] == {"target_prefix": "AmazonSQS", "protocol": "json"}


def test_start_execution_refuses_an_input_that_is_not_json() -> None:
    """Nothing is started, so that whoever sent the input still has it."""
    machine = {"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}
    with request_scope(HUB, REGION):
        role = f"arn:aws:iam::{HUB}:role/machine"
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
    states = {"Each": each}
    execution: dict[str, Any] = {"executionArn": "arn:of:one", "events": [{"id": 1, "type": "ExecutionStarted"}]}
    ctx = {"QueryLanguage": "JSONata", "variables": {}, "State": {"Name": "Each"}}
    output, _next = stepfunctions._execute_map(states["Each"], {}, execution, ctx)
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
            entered = before[id_]
            assert entered
            assert entered["type"] == "PassStateEntered"
            started = before[entered["id"]]
            assert started
            item = int(entered["stateEnteredEventDetails"]["input"]) - 1
            assert started["mapIterationStartedEventDetails"]["index"] == item


def test_sdk_error_names_are_those_of_aws() -> None:
    """A machine that starts another one gets the reason why it could not."""
    assert stepfunctions._prefix_sdk_error("sfn", "ExecutionAlreadyExists") == "Sfn.ExecutionAlreadyExists"
    with applied():
        assert stepfunctions._prefix_sdk_error("sfn", "ExecutionAlreadyExists") == "Sfn.ExecutionAlreadyExistsException"


def test_evaluate_conditions_joins_lists() -> None:
    """A condition compares the joined values of a list, or of several parameters."""
    template = {
        "Parameters": {"Types": {"Type": "CommaDelimitedList", "Default": "all"}},
        "Conditions": {
            "All": {"Fn::Equals": [{"Fn::Join": [",", {"Ref": "Types"}]}, "all"]},
            "Some": {"Fn::Not": [{"Fn::Equals": [{"Fn::Join": ["/", [{"Ref": "Types"}, "x"]]}, "all/x"]}]},
        },
    }
    parameters = engine._resolve_parameters(template, [])
    assert engine._evaluate_conditions(template, parameters) == {"All": False, "Some": True}
    with applied():
        assert engine._evaluate_conditions(template, parameters) == {"All": True, "Some": False}


def test_resource_handlers_keep_the_policy_of_a_bus() -> None:
    """A bus made by CloudFormation has its policy, changes it and loses it."""
    kind = "AWS::Events::EventBus"
    with request_scope(HUB, REGION):
        provisioners._RESOURCE_HANDLERS[kind]["create"]("Bus", {"Name": "plain", "Policy": POLICY}, "stack")
        assert "plain" not in eventbridge._event_bus_policies
        with applied():
            handlers = provisioners._RESOURCE_HANDLERS[kind]
            name, _ = handlers["create"]("Bus", {"Name": "kept", "Policy": POLICY}, "stack")
            assert eventbridge._event_bus_policies[name] == POLICY
            handlers["update"](name, {"Policy": POLICY}, {}, "stack")
            assert name not in eventbridge._event_bus_policies


def test_resource_handlers_answer_the_arn_of_a_secret() -> None:
    """`Ref` of a secret is its ARN, which can be updated and deleted by."""
    kind = "AWS::SecretsManager::Secret"
    with request_scope(HUB, REGION):
        assert provisioners._RESOURCE_HANDLERS[kind]["create"]("Plain", {}, "stack")[0].startswith("stack-")
        with applied():
            handlers = provisioners._RESOURCE_HANDLERS[kind]
            arn, _ = handlers["create"]("Secret", {}, "stack")
            assert arn.startswith("arn:aws:secretsmanager:")
            changed, _ = handlers["update"](arn, {}, {"Description": "new"}, "stack", "Secret")
            assert changed == arn
            handlers["delete"](arn, {})
            assert arn not in {secret["ARN"] for secret in provisioners._sm._secrets.values()}


ERRORS = (
    "filter @message like /ERROR/ | parse @message /(?<head>(?:ERROR)[^0-9]*)/ | fields substr(@message, 0, 7) as cut"
)
COUNTED = f"{ERRORS} | stats count(*) as errors, latest(cut) as example by @log, head | sort errors desc | limit 2"


def insights(query: str) -> list[dict[str, str]]:
    """What a query finds among four lines, three of them errors."""
    cloudwatch_logs.reset()
    lines = ("ERROR a 1", "fine", "ERROR a 2", "ERROR b 3")
    events = [{"timestamp": 1_000 + i, "message": line} for i, line in enumerate(lines)]
    with request_scope(MEMBER, REGION):
        cloudwatch_logs._create_log_group({"logGroupName": "web"})
        cloudwatch_logs._create_log_stream({"logGroupName": "web", "logStreamName": "s"})
        cloudwatch_logs._put_log_events({"logGroupName": "web", "logStreamName": "s", "logEvents": events})
        payload = {"logGroupNames": ["web"], "queryString": query, "startTime": 0, "endTime": 60}
        started = json.loads(cloudwatch_logs._start_query(payload)[2])
        actual = json.loads(cloudwatch_logs._get_query_results(started)[2])
    cloudwatch_logs.reset()
    return [{cell["field"]: cell["value"] for cell in row} for row in actual["results"]]


def test_start_query_counts() -> None:
    assert "errors" not in insights(COUNTED)[0]
    with applied():
        assert insights(COUNTED) == [
            {"@log": "web", "head": "ERROR a ", "errors": "2", "example": "ERROR a"},
            {"@log": "web", "head": "ERROR b ", "errors": "1", "example": "ERROR b"},
        ]
        assert len(insights("fields @message")) == 4


def test_invoke_target_knows_the_scheduled_time() -> None:
    target = {"Id": "q", "Arn": queue(MEMBER, "scheduled"), "Input": '{"at": "<aws.scheduler.scheduled-time>"}'}
    event = {"Source": "aws.scheduler", "Time": 1767225600, "Detail": "{}"}
    bodies = []
    with request_scope(MEMBER, REGION):
        eventbridge._invoke_target(target, event, {})
        bodies.append(messages(target["Arn"])[-1]["body"])
        with applied():
            eventbridge._invoke_target(target, event, {})
        bodies.append(messages(target["Arn"])[-1]["body"])
    assert bodies == [target["Input"], '{"at": "2026-01-01T00:00:00Z"}']


def test_sdk_services_reach_config() -> None:
    assert "config" not in stepfunctions._AWS_SDK_SERVICE_MAP
    with applied():
        assert stepfunctions._AWS_SDK_SERVICE_MAP["config"]["protocol"] == "json"


def test_resolve_condition_key_takes_a_call_for_one_over_tls() -> None:
    called = {"principal_arn": f"arn:aws:iam::{HUB}:root", "principal_type": "Account", "principal_account": HUB}
    context = iam_evaluator.EvalContext(**called, action="sqs:SendMessage", resource_arn=BUS, region=REGION)
    assert iam_evaluator._resolve_condition_key("aws:SecureTransport", context) == "false"
    with applied():
        assert iam_evaluator._resolve_condition_key("aws:SecureTransport", context) == "true"
        assert iam_evaluator._resolve_condition_key("aws:PrincipalAccount", context) == HUB
