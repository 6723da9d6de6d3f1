"""What the local commands and the end-to-end tests do to a running hub, and see of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any
from urllib.request import Request, urlopen

from boto3.dynamodb.types import TypeDeserializer

from local.aws import Account
from local.errors import LocalError
from local.executions.dead_letters import messages_of, texts_of
from local.settings import HUB_ACCOUNT, HUB_STACK

Item = dict[str, Any]
_plain = TypeDeserializer().deserialize


class Hub:
    """The hub, its members and Slack, as they run at two addresses."""

    def __init__(self, url: str, slack_url: str, stack: str = HUB_STACK) -> None:
        self.url = url
        self.stack = stack
        self.slack_url = slack_url
        self.account = Account(url, HUB_ACCOUNT)

    @cached_property
    def outputs(self) -> dict[str, str]:
        """The outputs of the hub's stack."""
        return self.account.outputs(self.stack)

    @property
    def api_page(self) -> str:
        """The address of the API's page on the engine; on AWS it is the stack's output `ApiUrl` itself."""
        name = self.outputs["ApiUrl"].removeprefix("https://").partition(".")[0]
        return f"{self.url}/_aws/execute-api/{name}/v1/"

    def put(self, event: Item, account: str) -> str:
        """Put an event on a member's default bus, as its service would; the id that the bus gives it."""
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
        if answer["FailedEntryCount"]:
            raise LocalError(f"The bus of {account} refused the event: {answer['Entries'][0]['ErrorMessage']}", 1)
        return answer["Entries"][0]["EventId"]

    def start(self, event: Any) -> str:
        """Hand an event to the event machine just as it is; the execution's ARN."""
        started = self.account.stepfunctions.start_execution(
            stateMachineArn=self.outputs["ProcessEventArn"], input=json.dumps(event)
        )
        return started["executionArn"]

    def execution_of(self, event_id: str) -> str | None:
        """The execution that the hub's rule started for an event; the engine does so before `PutEvents` is answered."""
        machines = self.account.stepfunctions
        for machine in self._event_machines:
            for execution in machines.list_executions(stateMachineArn=machine, maxResults=20)["executions"]:
                execution_details = machines.describe_execution(executionArn=execution["executionArn"])
                if event_id in execution_details["input"]:
                    return execution["executionArn"]
        return None

    def wait_until_idle(self) -> None:
        """Wait until no event is processed any more; after half a minute it is left as it is."""
        limit, machines = time.monotonic() + 30, self.account.stepfunctions
        while time.monotonic() < limit and any(
            machines.list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"]
            for machine in self._event_machines
        ):
            time.sleep(0.1)

    def deliver(self) -> None:
        """Run what sends waiting alerts each minute."""
        started = self.account.stepfunctions.start_execution(
            stateMachineArn=self.outputs["DeliverAlertsArn"], input="{}"
        )
        self.ended(started["executionArn"])

    def invoke(self, function: str) -> None:
        """Invoke a Lambda function by its logical id; raises LocalError when it fails."""
        (name,) = self.resources(function)
        answer = self.account.functions.invoke(FunctionName=name, Payload=b"{}")
        if answer.get("FunctionError"):
            raise LocalError(f"{function} failed: {answer['Payload'].read().decode()}", 1)

    @cached_property
    def _event_machines(self) -> list[str]:
        """The machine of events and that of routine ones, an Express one, whose executions the engine lists as well."""
        return self.resources("ProcessEventStateMachine", "ProcessRoutineEventStateMachine")

    def resources(self, *names: str) -> list[str]:
        """The physical ids of resources of the hub's stack, by their logical ones."""
        listed = self.account.cloudformation.describe_stack_resources(StackName=self.stack)["StackResources"]
        return [resource["PhysicalResourceId"] for resource in listed if resource["LogicalResourceId"] in names]

    def ended(self, execution: str, seconds: float = 120) -> Item:
        """Wait for the end of an execution of whatever account; its description, with `output` parsed.

        Raises LocalError when it lasts.
        """
        limit = time.monotonic() + seconds
        machines = Account(self.url, execution.split(":")[4]).stepfunctions
        while (described := machines.describe_execution(executionArn=execution))["status"] == "RUNNING":
            if time.monotonic() > limit:
                raise LocalError(f"{execution} did not end within {seconds:.0f} s.", 1)
            time.sleep(0.05)
        return dict(described) | {"output": json.loads(described["output"]) if described.get("output") else None}

    def ended_or_waiting(self, execution: str) -> Item:
        """As `ended`; of one that waits to look at a deletion again, with the output that it has until then."""
        for _ in range(40):
            if self.account.stepfunctions.describe_execution(executionArn=execution)["status"] != "RUNNING":
                break
            events = self.account.stepfunctions.get_execution_history(executionArn=execution)["events"]
            if events and events[-1].get("stateEnteredEventDetails", {}).get("name") == "WaitForIndex":
                return {"status": "RUNNING", "output": json.loads(events[-1]["stateEnteredEventDetails"]["input"])}
            time.sleep(0.05)
        return self.ended(execution)

    def visited(self, execution: str) -> list[str]:
        """The names of the states that an execution entered, in order."""
        pages = self.account.stepfunctions.get_paginator("get_execution_history").paginate(executionArn=execution)
        entered = (event.get("stateEnteredEventDetails") for page in pages for event in page["events"])
        return [details["name"] for details in entered if details]

    def items(self, **query: Any) -> list[Item]:
        """The items of a query, or all of the table, as plain values."""
        pages = self.account.dynamodb.get_paginator("query" if query else "scan").paginate(
            TableName=self.outputs["EventsTableName"], ConsistentRead=True, **query
        )
        return [{name: _plain(value) for name, value in item.items()} for page in pages for item in page["Items"]]

    def partition(self, pk: str) -> list[Item]:
        """The items of one partition of the table."""
        return self.items(KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": pk}})

    def forget(self, wanted: Callable[[str], bool]) -> None:
        """Delete the items of the table whose `pk` is wanted."""
        self._delete(item for item in self.items() if wanted(item["pk"]))

    def forget_partitions(self, *partitions: str) -> None:
        """Delete the items of some partitions, without reading the rest of the table."""
        for pk in partitions:
            self._delete(self.partition(pk))

    def _delete(self, items: Iterable[Item]) -> None:
        for item in items:
            key = {"pk": {"S": item["pk"]}, "sk": {"S": item["sk"]}}
            self.account.dynamodb.delete_item(TableName=self.outputs["EventsTableName"], Key=key)

    def rows(self, event_id: str) -> list[Item]:
        """The history rows of an event."""
        return [row for row in self.partition("EVENT") if str(row["id"]).endswith(event_id)]

    def dead_letters(self) -> list[Item]:
        """All messages of the dead-letter queue, which stay there: `body`, and `attributes` as text."""
        messages = messages_of(self.account.sqs, self.outputs["DeadLetterQueueUrl"])
        return [{"body": message["Body"], "attributes": texts_of(message)} for message in messages]

    def messages(self) -> list[Item]:
        """All that Slack took, in order."""
        messages: list[Item] = self.slack("GET", "/messages")
        return messages

    def slack(self, method: str, path: str) -> Any:
        """A request without a body to the played Slack's own addresses, such as `/messages`."""
        with urlopen(Request(f"{self.slack_url}{path}", method=method), timeout=30) as answer:
            return json.load(answer)
