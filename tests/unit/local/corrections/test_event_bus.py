"""The corrections of the event bus are needed, and do what AWS does.

In every test of a correction the first assertion looks at the engine as it comes: once it fails, a new version has
learned it, and the correction can go.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from ministack.core.responses import request_scope
from ministack.services import eventbridge, sqs

from local.corrections import applied

HUB, MEMBER, STRANGER = "111111111111", "222222222222", "999999999999"
REGION = "us-east-1"
BUS = f"arn:aws:events:{REGION}:{HUB}:event-bus/hub"
ENTRY = {"Source": "aws.config", "DetailType": "made up", "Detail": '{"a": 1}', "Time": 1767225600}
ALLOWED = {"Effect": "Allow", "Principal": {"AWS": MEMBER}, "Action": "events:PutEvents", "Resource": BUS}
POLICY = {"Version": "2012-10-17", "Statement": [ALLOWED]}


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


def queue(account: str, name: str) -> str:
    headers = {"x-amz-target": "AmazonSQS.CreateQueue", "content-type": "application/json"}
    with request_scope(account, REGION):
        asyncio.run(sqs.handle_request("POST", "/", headers, json.dumps({"QueueName": name}), {}))
    return f"arn:aws:sqs:{REGION}:{account}:{name}"


def messages(arn: str) -> list[dict[str, Any]]:
    with request_scope(arn.split(":")[4], REGION):
        actual: list[dict[str, Any]] = sqs._queue_by_arn(arn)["messages"]
        return actual


def rule(account: str, bus: str, target: dict[str, Any], region: str = REGION) -> None:
    with request_scope(account, region):
        eventbridge._ensure_default_bus()
        pattern = json.dumps({"source": ["aws.config", "own"]})
        eventbridge._put_rule({"Name": "all", "EventBusName": bus, "EventPattern": pattern})
        targets = [{"Id": "t", "RoleArn": f"arn:aws:iam::{account}:role/forward", **target}]
        eventbridge._put_targets({"Rule": "all", "EventBusName": bus, "Targets": targets})


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
    assert put(MEMBER)["ErrorCode"] == "NotAuthorizedForSourceException"
    with applied():
        assert put(MEMBER)["EventId"]


def test_put_events_honours_the_time_of_an_entry() -> None:
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
    by_rule = {"Bool": {"events:eventBusInvocation": "true"}, "StringEquals": {"events:source": ENTRY["Source"]}}
    arrived = hub({"Version": "2012-10-17", "Statement": [{**ALLOWED, "Condition": by_rule}]})
    rule(MEMBER, "default", {"Arn": BUS})
    with applied():
        put(MEMBER)
    assert len(messages(arrived)) == 1


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


def test_put_permission_admits_the_account_it_names() -> None:
    payload = {"EventBusName": "hub", "StatementId": "a", "Principal": MEMBER, "Action": "events:PutEvents"}
    with request_scope(HUB, REGION):
        eventbridge._put_permission(payload)
        assert eventbridge._event_bus_policies["hub"]["Statement"][0]["Principal"] == MEMBER
        with applied():
            eventbridge._put_permission(payload)
        (statement,) = eventbridge._event_bus_policies["hub"]["Statement"]
    assert statement == {**ALLOWED, "Sid": "a", "Principal": {"AWS": f"arn:aws:iam::{MEMBER}:root"}}


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
