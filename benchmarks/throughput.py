"""Events a second through the local engine, from PutEvents to the history, beside one event after the other.

Usage: `make up`, then `make bench-throughput`. Violations that are not notified at once are put on a member's bus, and
what is waited for is their rows in the table and the end of their executions. It is the engine's speed and this
machine's, not AWS's.
"""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

from benchmarks.measurement import Measurement, Row, finish
from local.errors import LocalError
from local.hub import Hub
from local.pictures.evaluations import evaluation
from local.settings import MEMBER_ACCOUNTS, read

AT_ONCE, ONE_BY_ONE, WARMING, SENDERS, SECONDS = 200, 20, 5, 4, 300.0


class Stream:
    """Evaluations of one rule that nothing else has."""

    def __init__(self, hub: Hub) -> None:
        self._hub, self._rule, self.put_so_far = hub, f"bench-{uuid4().hex[:8]}", 0

    def put(self, number: int) -> None:
        """Put so many events on the bus, some at a time."""
        with ThreadPoolExecutor(SENDERS) as pool:
            list(pool.map(self._put, range(number)))
        self.put_so_far += number

    def _put(self, _: int) -> None:
        resource = f"i-{uuid4().hex[:12]}"
        event = evaluation(self._rule, "AWS::EC2::Instance", resource, datetime.now(UTC))
        self._hub.put(event, MEMBER_ACCOUNTS[0])

    def wait(self) -> None:
        """Until all that were put are in the history and nothing runs."""
        limit = time.monotonic() + SECONDS
        while self._stored() < self.put_so_far:
            if time.monotonic() > limit:
                raise LocalError(f"{self.put_so_far - self._stored()} events were not stored in {SECONDS:.0f} s.", 1)
            time.sleep(0.05)
        self._hub.wait_until_idle()

    def _stored(self) -> int:
        return self._hub.account.dynamodb.query(
            TableName=self._hub.outputs["EventsTableName"],
            IndexName="by_rule",
            KeyConditionExpression="#rule = :rule",
            ExpressionAttributeNames={"#rule": "rule"},
            ExpressionAttributeValues={":rule": {"S": self._rule}},
            Select="COUNT",
        )["Count"]


def measured(name: str, events: int, work: Callable[[], None]) -> Row:
    """A row of the table for some work."""
    began = time.monotonic()
    work()
    seconds = time.monotonic() - began
    return {"put": name, "events": events, "seconds": round(seconds, 1), "events a second": round(events / seconds, 1)}


def measure() -> Measurement:
    """Some events together, and some one after the other."""
    settings = read()
    stream = Stream(Hub(settings.engine_url, settings.slack_url, settings.stack))

    def put(number: int) -> None:
        stream.put(number)
        stream.wait()

    def one_by_one() -> None:
        for _ in range(ONE_BY_ONE):
            put(1)

    put(WARMING)
    rows = [
        measured(f"together, by {SENDERS} senders", AT_ONCE, lambda: put(AT_ONCE)),
        measured("one after the other", ONE_BY_ONE, one_by_one),
    ]
    return Measurement(f"{rows[0]['events a second']} events a second", {"senders": SENDERS}, {"events": rows})


if __name__ == "__main__":
    sys.exit(finish(measure()))
