"""What could not be processed comes back: from EventBridge or a machine, in any shape, once; twice does no harm."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from tests.support.engine import Engine, unique, wait
from tests.support.samples import changed


def send(engine: Engine, body: str, **reason: str) -> None:
    """A message as EventBridge or a machine leaves it on the dead-letter queue."""
    attributes: Any = {name: {"DataType": "String", "StringValue": value} for name, value in reason.items()}
    engine.account.sqs.send_message(
        QueueUrl=engine.outputs["DeadLetterQueueUrl"], MessageBody=body, MessageAttributes=attributes
    )


def waiting(engine: Engine) -> int:
    """Messages on the queue, in sight or not."""
    names: Any = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    actual = engine.account.sqs.get_queue_attributes(
        QueueUrl=engine.outputs["DeadLetterQueueUrl"], AttributeNames=names
    )
    return sum(int(number) for number in actual["Attributes"].values())


def reasons(engine: Engine) -> dict[str, str]:
    """Body to error of what lies on the queue; the messages are left there."""
    answer = engine.account.sqs.receive_message(
        QueueUrl=engine.outputs["DeadLetterQueueUrl"],
        MaxNumberOfMessages=10,
        MessageAttributeNames=["All"],
        VisibilityTimeout=0,
    )
    messages: Any = answer.get("Messages", [])
    return {message["Body"]: message["MessageAttributes"]["error"]["StringValue"] for message in messages}


def test_good_events_are_stored_once_and_bad_ones_return_with_their_reason(engine: Engine) -> None:
    engine.account.sqs.purge_queue(QueueUrl=engine.outputs["DeadLetterQueueUrl"])
    good = [changed("config/non-compliant", "id", unique("redriven")) for _ in range(12)]
    for event in [*good, *good[:3]]:
        send(engine, json.dumps(event), ERROR_CODE="THROTTLING", RULE_ARN="arn:aws:events:us-east-1:1:rule/any")
    bad = json.dumps(changed("config/non-compliant", "detail.configRuleName", 7))
    for body in ("not json", "[1, 2]", bad):
        send(engine, body)
    first = engine.run("RedriveEventsArn", {})
    assert first.status == "SUCCEEDED", first.cause
    assert (first.output["started"], first.output["returned"]) == (17, 1)
    for event in good:
        assert len(wait(partial(engine.rows, event["id"]), "a redriven row")) == 1
    wait(lambda: waiting(engine) == 3, "what is bad to be on the queue again")
    assert engine.run("RedriveEventsArn", {}).status == "SUCCEEDED"
    wait(lambda: waiting(engine) == 3, "the same three again")
    assert all(len(engine.rows(event["id"])) == 1 for event in good)


def test_an_event_that_a_machine_gave_up_comes_back_as_it_was(engine: Engine) -> None:
    """The whole way: rejected by the machine onto the queue, and from there to the machine once more."""
    engine.account.sqs.purge_queue(QueueUrl=engine.outputs["DeadLetterQueueUrl"])
    broken = changed("config/non-compliant", "detail.newEvaluationResult", None)
    assert engine.run("ProcessEventArn", broken).error == "RejectedEvent"
    ((body, reason),) = wait(lambda: reasons(engine), "the message").items()
    assert (json.loads(body), reason) == (broken, "RejectedEvent")
