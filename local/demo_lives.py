"""The lives that `make demo` shows: what happens to one thing, and what each step of it does in Slack."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from config_monitor.domain.events import format_instant

if TYPE_CHECKING:
    from local.hub import Item

POSTED, EDITED, REPLIED, NOTHING = "a message", "the message is edited", "a reply in its thread", "nothing"
BOTH = f"{REPLIED}, and {EDITED}"
STORM = 30


@dataclass(frozen=True)
class Step:
    """A sample that happens again to something else, or time that passes, and what it does in Slack."""

    words: str
    shows: str
    sample: str = ""
    events: tuple[dict[str, Any], ...] = ()
    """for each event that the step consists of, by the path of a field below `detail`: what it is instead"""


@dataclass(frozen=True)
class Life:
    """The steps of one thing, which Slack's messages call `name`."""

    source: str
    about: str
    name: str
    steps: tuple[Step, ...]


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


def lives(now: datetime) -> Iterator[Life]:
    """The lives, as if each had begun within the last hours, in the order in which they explain each other."""
    yield _violation(now)
    yield _flapping(now)
    yield _storm(now)
    yield _finding(now)
    yield _health_event(now)
    yield _alarm(now)
    yield _stack()
    yield _log_error(now)


def _violation(now: datetime) -> Life:
    bucket = "orchard-shop-window"

    return Life(
        "violation",
        "A violation, from its opening to its resolution",
        bucket,
        (
            Step("a bucket becomes public", POSTED, "config/non-compliant", (_evaluation(now, bucket, 40),)),
            Step("it is evaluated again", NOTHING, "config/non-compliant-again", (_evaluation(now, bucket, 20),)),
            Step("it is private again", BOTH, "config/fixed", (_evaluation(now, bucket, 10),)),
        ),
    )


def _evaluation(now: datetime, resource: str, minutes: int) -> dict[str, Any]:
    """An evaluation of a sample's rule for another resource, so many minutes ago."""
    qualifier = "EvaluationResult.evaluationResultIdentifier.evaluationResultQualifier.resourceId"
    named = {"resourceId": resource, f"new{qualifier}": resource, f"old{qualifier}": resource}
    return named | {"newEvaluationResult.resultRecordedTime": _ago(now, minutes)}


def _flapping(now: datetime) -> Life:
    bucket = "orchard-revolving-door"

    def step(words: str, shows: str, sample: str, minutes: int) -> Step:
        return Step(words, shows, f"config/{sample}", (_evaluation(now, bucket, minutes),))

    return Life(
        "flapping",
        "Flapping: after three openings within a day, one thread has the rest",
        bucket,
        (
            step("a bucket becomes public", POSTED, "non-compliant", 170),
            step("it is private again", BOTH, "fixed", 150),
            step("and public, for the second time", POSTED, "reopened", 120),
            step("and private", BOTH, "fixed", 100),
            step("public for the third time within a day", POSTED, "reopened", 70),
            step("private", BOTH, "fixed", 50),
            step("and for the fourth", BOTH, "reopened", 20),
        ),
    )


def _storm(now: datetime) -> Life:
    name = "i-0orchardstorm"
    instances = tuple(_evaluation(now, f"{name}{number:02d}", 5) for number in range(STORM))
    return Life(
        "storm",
        "A storm: the first one is a message, all others are one",
        name,
        (Step(f"{STORM} instances get public addresses at once", POSTED, "config/to-delete", instances),),
    )


def _finding(now: datetime) -> Life:
    name = "i-0orchardfinding1"

    def published(minutes: int, count: int, archived: bool = False) -> dict[str, Any]:
        return {
            "id": "0a1b2c3d4e5f60718293a4b5c6d7e8aa",
            "type": "Backdoor:EC2/C&CActivity.B!DNS",
            "title": f"{name} queries a domain of a known command and control server",
            "description": f"The EC2 instance {name} asks for the address of a domain that attackers command from.",
            "resource.instanceDetails.instanceId": name,
            "updatedAt": _ago(now, minutes),
            "service.count": count,
            "service.archived": archived,
        }

    return Life(
        "finding",
        "An incident's life: a GuardDuty finding",
        name,
        (
            Step("GuardDuty publishes it", POSTED, "guardduty/instance", (published(40, 1),)),
            Step("it is published again: 40 times by now", NOTHING, "guardduty/instance", (published(20, 40),)),
            Step("it is archived", BOTH, "guardduty/instance", (published(10, 40, archived=True),)),
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
            "startTime": format_datetime(now - timedelta(minutes=45), usegmt=True),
            "eventDescription": [{"language": "en_US", "latestDescription": "File systems answer late or not at all."}],
            "lastUpdatedTime": format_datetime(now - timedelta(minutes=minutes), usegmt=True),
            "affectedEntities": [{"entityValue": f"fs-0orchard{page}"}],
        }

    return Life(
        "Health event",
        "A Health event, which comes in several pages",
        "fs-0orchard",
        (
            Step("an issue with one file system", POSTED, "health/issue", (notice(40, 1),)),
            Step("a further page names another one", EDITED, "health/issue", (notice(40, 2),)),
            Step("it is over", BOTH, "health/issue", (notice(10, 1, "closed"),)),
        ),
    )


def _alarm(now: datetime) -> Life:
    name = "orchard-shop checkout fails"
    reasons = {
        "ALARM": "Threshold Crossed: 1 datapoint [42.0] was greater than the threshold (5.0).",
        "INSUFFICIENT_DATA": "Insufficient Data: 1 datapoint was unknown.",
        "OK": "Threshold Crossed: 1 datapoint [0.0] was not greater than the threshold (5.0).",
    }

    def state(minutes: int, value: str, before: str) -> dict[str, Any]:
        return {
            "alarmName": name,
            "state.value": value,
            "state.reason": reasons[value],
            "state.timestamp": _ago(now, minutes),
            "previousState.value": before,
            "configuration.description": "Checkouts fail, and nobody can buy",
        }

    return Life(
        "alarm",
        "A CloudWatch alarm, with a gap in its data",
        name,
        (
            Step("ALARM", POSTED, "cloudwatch/alarm-metric", (state(40, "ALARM", "OK"),)),
            Step("INSUFFICIENT_DATA", BOTH, "cloudwatch/alarm-metric", (state(30, "INSUFFICIENT_DATA", "ALARM"),)),
            Step("ALARM once more", EDITED, "cloudwatch/alarm-metric", (state(20, "ALARM", "INSUFFICIENT_DATA"),)),
            Step("OK", BOTH, "cloudwatch/alarm-metric", (state(10, "OK", "ALARM"),)),
        ),
    )


def _stack() -> Life:
    name = "orchard-shop-tables"
    arn = f"arn:aws:cloudformation:us-east-1:222222222222:stack/{name}/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8aa"

    failed = "The following resource(s) failed to update: [Database]."

    def status(value: str, reason: str) -> dict[str, Any]:
        return {"stack-id": arn, "status-details.status": value, "status-details.status-reason": reason}

    return Life(
        "stack",
        "A CloudFormation stack that failed",
        name,
        (
            Step(
                "UPDATE_ROLLBACK_FAILED",
                POSTED,
                "cloudformation/stack-failed",
                (status("UPDATE_ROLLBACK_FAILED", failed),),
            ),
            Step("UPDATE_COMPLETE", BOTH, "cloudformation/stack-failed", (status("UPDATE_COMPLETE", ""),)),
        ),
    )


def _log_error(now: datetime) -> Life:
    group = "/orchard/shop-window"

    def counted(minutes: int) -> dict[str, Any]:
        begins, ends = _ago(now, minutes + 5), _ago(now, minutes)
        return {"log_group": group, "window_start": begins, "window_end": ends, "fingerprint": "0a1b2c3d4e5f6071"}

    return Life(
        "log error",
        "Log errors, which end by silence",
        group,
        (
            Step("250 errors in five minutes", POSTED, "logs/errors-many", (counted(20),)),
            Step("as many in the next five", NOTHING, "logs/errors-many", (counted(10),)),
            Step("none for 24 hours", BOTH),
        ),
    )


def _ago(now: datetime, minutes: int) -> str:
    return format_instant(now - timedelta(minutes=minutes))
