"""Shows that the road is open: a made-up finding goes the whole way from a member's bus to the table and to Slack."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.request import urlopen

from local import aws
from local.errors import LocalError
from local.settings import HUB_STACK, MEMBER_ACCOUNTS, Settings


def passed(settings: Settings) -> bool:
    """Whether the last run went through."""
    return (settings.folder / "probe.passed").exists()


def run(settings: Settings) -> None:
    """Put the event and wait until it is stored and shown; raises LocalError with how far it came."""
    stamp = settings.folder / "probe.passed"
    stamp.unlink(missing_ok=True)
    mark = uuid.uuid4().hex[:8]
    event_id = put(settings, _finding(mark), MEMBER_ACCOUNTS[0])
    _wait(lambda: stored(settings, event_id) is not None, "stored", settings)
    _wait(lambda: mark in json.dumps(messages(settings)), "shown in Slack", settings)
    stamp.touch()


def put(settings: Settings, event: dict[str, Any], account: str) -> str:
    """Put an event on a member's default bus, as its service would; the id that the bus gave it."""
    answer = aws.Account(settings.engine_url, account).events.put_events(
        Entries=[
            {
                "Source": event["source"],
                "DetailType": event["detail-type"],
                "Detail": json.dumps(event["detail"]),
                "Resources": event.get("resources", []),
            }
        ]
    )
    return answer["Entries"][0]["EventId"]


def stored(settings: Settings, event_id: str) -> dict[str, str] | None:
    """The history row of an event, its attributes as text; None where there is none."""
    hub = aws.hub(settings)
    pages = hub.dynamodb.get_paginator("query").paginate(
        TableName=hub.outputs(HUB_STACK)["EventsTableName"],
        KeyConditionExpression="pk = :event",
        ExpressionAttributeValues={":event": {"S": "EVENT"}},
        ConsistentRead=True,
    )
    rows = ({name: str(next(iter(value.values()))) for name, value in row.items()} for p in pages for row in p["Items"])
    return next((row for row in rows if row["id"].endswith(event_id)), None)


def messages(settings: Settings) -> list[dict[str, object]]:
    """All that Slack took."""
    with urlopen(f"{settings.slack_url}/messages", timeout=10) as answer:
        found: list[dict[str, object]] = json.load(answer)
        return found


def _finding(mark: str) -> dict[str, Any]:
    """A GuardDuty finding of a type of its own: no rule's score counts it, and no earlier alert holds it back."""
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    return {
        "source": "aws.guardduty",
        "detail-type": "GuardDuty Finding",
        "detail": {
            "schemaVersion": "2.0",
            "accountId": MEMBER_ACCOUNTS[0],
            "region": "us-east-1",
            "id": uuid.uuid4().hex,
            "type": f"Policy:S3/LocalRoadIsOpen.{mark}",
            "resource": {"resourceType": "S3Bucket", "s3BucketDetails": [{"name": f"local-road-{mark}"}]},
            "service": {"serviceName": "guardduty", "eventFirstSeen": now, "eventLastSeen": now, "count": 1},
            "severity": 8,
            "createdAt": now,
            "updatedAt": now,
            "title": "The local road is open: this finding was made up to try it.",
            "description": f"Put on a member's bus at the start; {mark} is its mark.",
        },
    }


def _wait(holds: Callable[[], bool], what: str, settings: Settings) -> None:
    limit = time.monotonic() + 45
    while not holds():
        if time.monotonic() > limit:
            raise LocalError(
                f"The event was not {what} within 45 s; the engine's log is {settings.folder}/engine.log.", 1
            )
        time.sleep(0.2)
