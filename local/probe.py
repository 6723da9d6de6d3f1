"""Shows that the road is open: a made-up finding goes the whole way from a member's bus to the table and to Slack.

Nothing of it stays: neither the message, nor a row, nor its count.
"""

from __future__ import annotations

import json
import time
import uuid
from pathlib import Path

from slack_sdk import WebClient

from config_monitor.adapters.dynamodb.incident_rows import INCIDENT_COUNTERS, key_from
from config_monitor.adapters.dynamodb.rows import counters_item
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.incidents.counters import counters_key
from local.errors import LocalError
from local.hub import Hub, Item
from local.settings import MEMBER_ACCOUNTS, REGION, Settings
from local.slack.methods import TOKEN
from local.slack.store import channel_id

TYPE = "Policy:S3/LocalRoadIsOpen"


def passed(settings: Settings) -> bool:
    """Whether the last run went through."""
    return _stamp(settings).exists()


def _stamp(settings: Settings) -> Path:
    return settings.folder / f"{settings.stack}.probe.passed"


def run(settings: Settings) -> None:
    """Put the event and wait until it is stored and shown; raises LocalError with how far it came."""
    stamp, mark = _stamp(settings), uuid.uuid4().hex[:8]
    hub = Hub(settings.engine_url, settings.slack_url, settings.stack)
    stamp.unlink(missing_ok=True)
    event_id = hub.put(_finding(mark), MEMBER_ACCOUNTS[0])
    execution = hub.execution_of(event_id)
    if execution is None:
        raise LocalError("The event did not reach the hub: the agent's rule or the hub's bus held it back.", 1)
    ended = hub.ended(execution)
    if ended["status"] != "SUCCEEDED":
        where = f"{settings.slack_url}/executions?execution={execution}"
        raise LocalError(f"The event failed at the hub: {ended.get('error')}: {ended.get('cause')} ({where})", 1)
    if not hub.rows(event_id):
        raise LocalError("The event went through and is not in the table.", 1)
    _wait_for_slack(hub, mark)
    hub.wait_until_idle()  # a start that was killed may have an event of its own under way
    _clear_away(hub)
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
            "type": f"{TYPE}.{mark}",
            "resource": {"resourceType": "S3Bucket", "s3BucketDetails": [{"name": f"local-road-{mark}"}]},
            "service": {"serviceName": "guardduty", "eventFirstSeen": now, "eventLastSeen": now, "count": 1},
            "severity": 8,
            "createdAt": now,
            "updatedAt": now,
            "title": "The local road is open: this finding was made up to try it.",
            "description": f"Put on a member's bus at the start; {mark} is its mark.",
        },
    }


def _clear_away(hub: Hub) -> None:
    """What this start made and what those before it made that were killed half-way."""
    slack = WebClient(TOKEN, base_url=f"{hub.slack_url}/api/")
    for message in hub.messages():
        if TYPE in json.dumps(message):
            slack.chat_delete(channel=channel_id(message["channel"]), ts=message["ts"])
    dynamodb, table = hub.account.dynamodb, hub.outputs["EventsTableName"]
    items = {(item["pk"], item["sk"]): (item, json.dumps(item, default=str)) for item in hub.items()}
    events = {str(item["id"]) for item, text in items.values() if item["pk"] == "EVENT" and TYPE in text}
    for item, text in items.values():
        if TYPE in text or any(event_id in text for event_id in events):
            dynamodb.delete_item(TableName=table, Key={name: {"S": item[name]} for name in ("pk", "sk")})
            if item["pk"].startswith("INCIDENT#"):
                _uncount(hub, key_from(item), f"open_{item['severity']}")


def _uncount(hub: Hub, incident: IncidentKey, counter: str) -> None:
    key = counters_item(INCIDENT_COUNTERS, counters_key(incident))
    hub.account.dynamodb.update_item(
        TableName=hub.outputs["EventsTableName"],
        Key={"pk": {"S": key.pk}, "sk": {"S": key.sk}},
        UpdateExpression="ADD #counter :less",
        ExpressionAttributeNames={"#counter": counter},
        ExpressionAttributeValues={":less": {"N": "-1"}},
    )


def _wait_for_slack(hub: Hub, mark: str) -> None:
    limit = time.monotonic() + 30
    while mark not in json.dumps(hub.messages()):
        if time.monotonic() > limit:
            raise LocalError(f"The event is stored and after 30 s not shown at {hub.slack_url}.", 1)
        time.sleep(0.1)
