"""Shows that the road is open: a made-up finding goes the whole way from a member's bus to the table and to Slack."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable

from local.errors import LocalError
from local.hub import Hub, Item
from local.settings import MEMBER_ACCOUNTS, REGION, Settings


def passed(settings: Settings) -> bool:
    """Whether the last run went through."""
    return (settings.folder / "probe.passed").exists()


def run(settings: Settings) -> None:
    """Put the event and wait until it is stored and shown; raises LocalError with how far it came."""
    stamp, mark = settings.folder / "probe.passed", uuid.uuid4().hex[:8]
    hub = Hub(settings.engine_url, settings.slack_url)
    stamp.unlink(missing_ok=True)
    event_id = hub.put(_finding(mark), MEMBER_ACCOUNTS[0])
    _wait(lambda: bool(hub.rows(event_id)), "stored", settings)
    _wait(lambda: mark in json.dumps(hub.messages()), "shown in Slack", settings)
    stamp.touch()


def _finding(mark: str) -> Item:
    """A GuardDuty finding of a type of its own: no rule's score counts it, and no earlier alert holds it back."""
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    return {
        "source": "aws.guardduty",
        "detail-type": "GuardDuty Finding",
        "detail": {
            "schemaVersion": "2.0",
            "accountId": MEMBER_ACCOUNTS[0],
            "region": REGION,
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
            log = settings.folder / "engine.log"
            raise LocalError(f"The event was not {what} within 45 s; the engine's log is {log}.", 1)
        time.sleep(0.2)
