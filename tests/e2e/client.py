"""What end-to-end tests do to a running engine and see of it."""

from __future__ import annotations

import json
import time
import urllib.request
import uuid
from collections.abc import Callable
from functools import cached_property
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from local.aws import Account
from local.settings import HUB_ACCOUNT, HUB_STACK, MEMBER_ACCOUNTS
from tests.stepfunctions_local_client import Execution, StepFunctionsLocalClient

Item = dict[str, Any]


class Engine:
    """The hub, its members and Slack, as they run at two addresses."""

    def __init__(self, url: str, slack_url: str) -> None:
        self.url = url
        self.slack_url = slack_url
        self.hub = Account(url, HUB_ACCOUNT)
        self.machines = StepFunctionsLocalClient(url, HUB_ACCOUNT)

    @cached_property
    def outputs(self) -> dict[str, str]:
        """The outputs of the hub's stack."""
        return self.hub.outputs(HUB_STACK)

    def put(self, event: Item, account: str = MEMBER_ACCOUNTS[0]) -> str:
        """Put an event on a member's default bus; the id that the bus gives it."""
        answer = Account(self.url, account).events.put_events(
            Entries=[
                {
                    "Source": event["source"],
                    "DetailType": event["detail-type"],
                    "Detail": json.dumps(event["detail"]),
                    "Resources": event.get("resources", []),
                }
            ]
        )
        assert answer["FailedEntryCount"] == 0, answer
        return answer["Entries"][0]["EventId"]

    def run(self, machine: str, given: Any, seconds: float = 60) -> Execution:
        """Run a machine of the hub, named by its output, to its end."""
        return self.machines.run(self.outputs[machine], given, seconds=seconds)

    def items(self, **query: Any) -> list[Item]:
        """The items of a query, or all of the table, as plain values."""
        pages = self.hub.dynamodb.get_paginator("query" if query else "scan").paginate(
            TableName=self.outputs["EventsTableName"], ConsistentRead=True, **query
        )
        plain = TypeDeserializer().deserialize
        return [{k: plain(v) for k, v in item.items()} for page in pages for item in page["Items"]]

    def rows(self, event_id: str) -> list[Item]:
        """The history rows of an event."""
        history = self.items(KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "EVENT"}})
        return [row for row in history if str(row["id"]).endswith(event_id)]

    def dead_letters(self) -> list[Item]:
        """All messages of the hub's dead-letter queue, which stay there: `body`, and `attributes` as text."""
        queue, found = self.outputs["DeadLetterQueueUrl"], []
        while received := self.hub.sqs.receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"], VisibilityTimeout=5
        ).get("Messages"):
            found += received
        for message in found:
            self.hub.sqs.change_message_visibility(
                QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
        return [
            {
                "body": message["Body"],
                "attributes": {k: v.get("StringValue") for k, v in message.get("MessageAttributes", {}).items()},
            }
            for message in found
        ]

    def said(self, part: str) -> list[Item]:
        """The Slack messages in which a text stands."""
        return [message for message in self.slack("GET", "/messages") if part in json.dumps(message)]

    def slack(self, method: str, path: str, body: Any = None) -> Any:
        """A request to the played Slack's own addresses: `/messages`, `/faults`."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.slack_url}{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


def wait[T](probe: Callable[[], T], what: str, seconds: float = 30) -> T:
    """Probe until the answer is truthy; raises TimeoutError."""
    limit = time.monotonic() + seconds
    while not (found := probe()):
        if time.monotonic() > limit:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.2)
    return found


def unique(name: str) -> str:
    """A name that no other test, and no earlier run on the same engine, uses."""
    return f"{name}-{uuid.uuid4().hex[:8]}"
