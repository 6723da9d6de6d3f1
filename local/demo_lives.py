"""The middle of `make demo`: one life of each source from beginning to end, and what each step of it does in Slack."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from config_monitor.adapters.dynamodb.incident_rows import incident_attributes, incident_key, key_from
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.events import format_instant
from local.errors import LocalError

if TYPE_CHECKING:
    from local.hub import Hub, Item
    from local.samples import Sample

POSTED, EDITED, REPLIED, NOTHING = "a message", "the message is edited", "a reply in its thread", "nothing"
ENDED = f"{REPLIED}, and {EDITED}"
_COLUMNS = "{:<16} {:<44} {}"
# What keeps the distance between messages: a life's first message is to be one of its own.
_RATE_LIMITER = ("RATE_LIMIT#", "STORM")


@dataclass(frozen=True)
class Step:
    """A sample that happens again to something else, or time that passes, and what it does in Slack."""

    words: str
    shows: str
    sample: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    """by the path of a field below `detail`: what it is instead"""


@dataclass(frozen=True)
class Life:
    """The steps of one thing, which Slack's messages call `name`."""

    source: str
    name: str
    steps: tuple[Step, ...]


def show_lives(hub: Hub, loaded: list[Sample]) -> None:
    """Let each life happen and print it; raises LocalError where a step did something else."""
    by_name = {sample.name: sample for sample in loaded}
    unexpected: list[str] = []
    print("One life of each source, and what each step of it does in Slack:\n")
    print(_COLUMNS.format("source", "what happens", "what is sent"))
    for life in lives(datetime.now(UTC)):
        hub.forget(lambda pk: pk.startswith(_RATE_LIMITER))
        for number, step in enumerate(life.steps):
            before = len(hub.messages())
            _happens(hub, by_name, life, step)
            seen = _seen(hub, life, before)
            remark = "" if seen == step.shows else f"  EXPECTED {step.shows}"
            print(_COLUMNS.format("" if number else life.source, step.words, seen) + remark, flush=True)
            unexpected += [f"{life.source}: {step.words}"] if remark else []
    print()
    if unexpected:
        raise LocalError(f"{len(unexpected)} steps did otherwise than expected: {'; '.join(unexpected)}", 1)


def _happens(hub: Hub, by_name: dict[str, Sample], life: Life, step: Step) -> None:
    if step.sample:
        sample = by_name[step.sample]
        event_id = hub.put(event_of(sample.event, step.values), sample.account)
        execution = hub.execution_of(event_id)
        if execution is None or hub.ended(execution)["status"] != "SUCCEEDED":
            raise LocalError(f"{life.source}: {step.words} did not go through.", 1)
    else:
        _let_it_be_silent(hub, life.name)
    hub.deliver()


def event_of(event: Item, values: dict[str, Any]) -> Item:
    """The sample with other values."""
    other: Item = json.loads(json.dumps(event))
    for path, value in values.items():
        *parents, last = path.split(".")
        part = other["detail"]
        for parent in parents:
            part = part[parent]
        part[last] = value
    return other | {"resources": []}


def _seen(hub: Hub, life: Life, before: int) -> str:
    """What Slack has been sent about it."""
    sent = [message for message in hub.messages()[before:] if life.name in json.dumps(message)]
    effects = {
        EDITED if message["via"] == "chat.update" else REPLIED if message.get("thread_ts") else POSTED
        for message in sent
    }
    return ", and ".join(effect for effect in (POSTED, REPLIED, EDITED) if effect in effects) or NOTHING


def _let_it_be_silent(hub: Hub, name: str) -> None:
    """A day passes in which nothing is reported: its deadline is moved to the present, and UpdateIncidents runs."""
    table = Table(hub.account.dynamodb, hub.outputs["EventsTableName"])
    for row in (item for item in hub.items() if item["pk"].startswith("INCIDENT#") and name in item["sk"]):
        incident = DynamoDBLedger(table).incident(key_from(row))
        over = incident.state.model_copy(update={"silent_at": format_instant(datetime.now(UTC))})
        silent = incident.model_copy(update={"state": over})
        table.put({**incident_key(incident.key)._asdict(), **incident_attributes(silent)})
    hub.invoke("UpdateIncidentsFunction")


def lives(now: datetime) -> Iterator[Life]:
    """The lives of all sources, as if each had begun within the last hour."""
    yield _violation(now)
    yield _finding(now)
    yield _health_event(now)
    yield _alarm(now)
    yield _stack()
    yield _log_error(now)


def _violation(now: datetime) -> Life:
    bucket = "orchard-shop-window"

    def evaluation(minutes: int) -> dict[str, Any]:
        qualifier = "EvaluationResult.evaluationResultIdentifier.evaluationResultQualifier.resourceId"
        named = {"resourceId": bucket, f"new{qualifier}": bucket, f"old{qualifier}": bucket}
        return named | {"newEvaluationResult.resultRecordedTime": _ago(now, minutes)}

    return Life(
        "violation",
        bucket,
        (
            Step("a bucket becomes public", POSTED, "config/non-compliant", evaluation(40)),
            Step("it is evaluated again", NOTHING, "config/non-compliant-again", evaluation(20)),
            Step("it is private again", ENDED, "config/fixed", evaluation(10)),
        ),
    )


def _finding(now: datetime) -> Life:
    name = "i-0orchardfinding1"

    def published(minutes: int, count: int, archived: bool = False) -> dict[str, Any]:
        return {
            "id": "0a1b2c3d4e5f60718293a4b5c6d7e8aa",
            "type": "Backdoor:EC2/C&CActivity.B!DNS",
            "title": f"{name} queries a domain of a known command and control server.",
            "resource.instanceDetails.instanceId": name,
            "updatedAt": _ago(now, minutes),
            "service.count": count,
            "service.archived": archived,
        }

    return Life(
        "finding",
        name,
        (
            Step("GuardDuty publishes it", POSTED, "guardduty/instance", published(40, 1)),
            Step("it is published again: 40 times by now", NOTHING, "guardduty/instance", published(20, 40)),
            Step("it is archived", ENDED, "guardduty/instance", published(10, 40, archived=True)),
        ),
    )


def _health_event(now: datetime) -> Life:
    arn = "arn:aws:health:us-east-1::event/EFS/AWS_EFS_OPERATIONAL_ISSUE/AWS_EFS_OPERATIONAL_ISSUE_0orchard"

    def notice(minutes: int, page: int, status: str = "open") -> dict[str, Any]:
        return {
            "eventArn": arn,
            "service": "EFS",
            "eventTypeCode": "AWS_EFS_OPERATIONAL_ISSUE",
            "statusCode": status,
            "page": str(page),
            "lastUpdatedTime": format_datetime(now - timedelta(minutes=minutes), usegmt=True),
            "affectedEntities": [{"entityValue": f"fs-0orchard{page}"}],
        }

    return Life(
        "Health event",
        "fs-0orchard",
        (
            Step("an issue with one file system", POSTED, "health/issue", notice(40, 1)),
            Step("a further page names another one", EDITED, "health/issue", notice(40, 2)),
            Step("it is over", ENDED, "health/issue", notice(10, 1, "closed")),
        ),
    )


def _alarm(now: datetime) -> Life:
    name = "orchard-shop checkout fails"

    def state(minutes: int, value: str, before: str) -> dict[str, Any]:
        return {
            "alarmName": name,
            "state.value": value,
            "state.timestamp": _ago(now, minutes),
            "previousState.value": before,
            "configuration.description": "Checkouts fail, and nobody can buy",
        }

    no_data = f"{REPLIED}, and {EDITED}"
    return Life(
        "alarm",
        name,
        (
            Step("ALARM", POSTED, "cloudwatch/alarm-metric", state(40, "ALARM", "OK")),
            Step("INSUFFICIENT_DATA", no_data, "cloudwatch/alarm-metric", state(30, "INSUFFICIENT_DATA", "ALARM")),
            Step("ALARM once more", EDITED, "cloudwatch/alarm-metric", state(20, "ALARM", "INSUFFICIENT_DATA")),
            Step("OK", ENDED, "cloudwatch/alarm-metric", state(10, "OK", "ALARM")),
        ),
    )


def _stack() -> Life:
    name = "orchard-shop-tables"
    arn = f"arn:aws:cloudformation:us-east-1:222222222222:stack/{name}/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8aa"

    def status(value: str) -> dict[str, Any]:
        return {"stack-id": arn, "status-details.status": value}

    return Life(
        "stack",
        name,
        (
            Step("UPDATE_ROLLBACK_FAILED", POSTED, "cloudformation/stack-failed", status("UPDATE_ROLLBACK_FAILED")),
            Step("UPDATE_COMPLETE", ENDED, "cloudformation/stack-failed", status("UPDATE_COMPLETE")),
        ),
    )


def _log_error(now: datetime) -> Life:
    group = "/orchard/shop-window"

    def counted(minutes: int) -> dict[str, Any]:
        begins, ends = _ago(now, minutes + 5), _ago(now, minutes)
        return {"log_group": group, "window_start": begins, "window_end": ends, "fingerprint": "0a1b2c3d4e5f6071"}

    return Life(
        "log error",
        group,
        (
            Step("250 errors in five minutes", POSTED, "logs/errors-many", counted(20)),
            Step("as many in the next five", NOTHING, "logs/errors-many", counted(10)),
            Step("none for 24 hours", ENDED),
        ),
    )


def _ago(now: datetime, minutes: int) -> str:
    return format_instant(now - timedelta(minutes=minutes))
