"""A day of events of all sources, drawn by a seed: raw as EventBridge hands them over, and what each of them report."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zlib import crc32

from simulation.mutations import EVENTS

DAY_BEGAN = datetime(2026, 11, 23, tzinfo=UTC)
DAY = 86_400.0
ACCOUNTS = tuple(f"{n:012}" for n in range(222_222_222_201, 222_222_222_211))
REGIONS = ("eu-central-1", "us-east-1")
RULES = {
    "AWS::S3::Bucket": ("s3-bucket-public-read-prohibited", "s3-bucket-ssl-requests-only"),
    "AWS::EC2::SecurityGroup": ("restricted-ssh", "vpc-default-security-group-closed"),
    "AWS::EC2::Volume": ("encrypted-volumes",),
    "AWS::EC2::Instance": ("ec2-imdsv2-check", "ec2-instance-no-public-ip"),
    "AWS::RDS::DBInstance": ("rds-instance-public-access-check", "rds-storage-encrypted", "rds-multi-az-support"),
    "AWS::Lambda::Function": ("lambda-function-public-access-prohibited",),
}
STATUSES = ("COMPLIANT", "NON_COMPLIANT", "INSUFFICIENT_DATA", "NOT_APPLICABLE")
# Sources beside AWS Config by their share of all events.
OTHERS = {"alarm": 0.06, "stack": 0.04, "finding": 0.03, "health": 0.02, "log": 0.03, "heartbeat": 0.01, "poison": 0.01}


@dataclass(frozen=True)
class Evaluated:
    """A rule's copy report of a resource which status it has from when on; `ordered_at`: as of when it looked."""

    pair: tuple[str, str, str, str, str]
    copy: str
    at: float
    status: str
    before: str | None
    before_at: float | None
    ordered_at: float


@dataclass(frozen=True)
class Deleted:
    """A resource (account, region, type, id) is gone."""

    resource: tuple[str, str, str, str]
    at: float


@dataclass(frozen=True)
class Reported:
    """A report on an incident (account, region, source, identity): it opens it, ends it somehow, or does neither."""

    incident: tuple[str, str, str, str]
    at: float
    opens: bool
    ends_as: str | None


@dataclass(frozen=True)
class Drawn:
    """An event of a time; `report` is None for one that cannot be read, which belongs on the dead-letter queue."""

    raw: dict[str, Any]
    at: float
    report: Evaluated | Deleted | Reported | str | None


def drawn_events(number: int, seed: int) -> list[Drawn]:
    """So many events, in order of time; a few of those that happened were never sent, as AWS Config does."""
    draw = Random(seed)
    others = [e for kind, share in OTHERS.items() for e in _of_kind(kind, round(number * share), draw)]
    events: list[Drawn] = []
    resource = 0
    while len(events) < number - len(others):
        resource += 1
        events += [event for event in _resource(resource, draw) if draw.random() > 0.01]
    return sorted(events[: number - len(others)] + others, key=lambda event: event.at)


def sample(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return loaded


def instant(at: float) -> str:
    """The text of a time, in seconds since the day began, as AWS writes it."""
    moment = DAY_BEGAN + timedelta(milliseconds=round(at * 1000))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _times(count: int, begin: float, end: float, draw: Random, step: int = 1) -> list[float]:
    """Different times in order, in steps of so many milliseconds."""
    first, last = int(begin * 1000 / step) + 1, int(end * 1000 / step)
    return [n * step / 1000 for n in sorted(draw.sample(range(first, max(last, first + count)), count))]


def _enveloped(name: str, account: str, region: str, at: float, draw: Random) -> dict[str, Any]:
    identity = str(UUID(int=draw.getrandbits(128)))
    return {**sample(name), "id": identity, "account": account, "region": region, "time": instant(at)[:19] + "Z"}


def _resource(number: int, draw: Random) -> Iterator[Drawn]:
    """A resource's life: evaluations by some rules, perhaps its end, and perhaps it is made again."""
    account, region = draw.choice(ACCOUNTS), draw.choice(REGIONS)
    kind = draw.choice(list(RULES))
    name = f"orchard-{number:06}"
    deleted_at = draw.uniform(0.3, 0.8) * DAY if draw.random() < 0.25 else None
    for rule in draw.sample(RULES[kind], draw.randint(1, len(RULES[kind]))):
        copies = [rule, f"securityhub-{rule}-{draw.getrandbits(32):08x}"][: 1 if draw.random() < 0.8 else 2]
        for copy in copies:
            pair = (account, region, rule, kind, name)
            yield from _evaluations(pair, copy, 0, deleted_at or DAY, draw)
            if deleted_at and draw.random() < 0.1:  # looked before the end, recorded after it
                at = deleted_at + draw.uniform(1, 60)
                late = Evaluated(pair, copy, round(at, 3), "NON_COMPLIANT", None, None, deleted_at - 1)
                yield Drawn(_compliance_change(late, draw), late.at, late)
            elif deleted_at and draw.random() < 0.2:
                yield from _evaluations(pair, copy, deleted_at + 120, DAY, draw)
    if deleted_at:
        gone = Deleted((account, region, kind, name), round(deleted_at, 3))
        raw = _enveloped("config/item-delete", account, region, deleted_at, draw)
        detail = deepcopy(raw["detail"])
        detail["notificationCreationTime"] = instant(deleted_at + 0.5)
        item = {"awsAccountId": account, "awsRegion": region, "resourceType": kind, "resourceId": name}
        detail["configurationItem"] |= {**item, "configurationItemCaptureTime": instant(deleted_at)}
        yield Drawn({**raw, "detail": detail}, gone.at, gone)


def _evaluations(
    pair: tuple[str, str, str, str, str], copy: str, begin: float, end: float, draw: Random
) -> Iterator[Drawn]:
    before: tuple[str | None, float | None] = None, None
    for at in _times(draw.choice((1, 2, 2, 3, 4, 5, 8)), begin, end, draw):
        wanted = [s for s in STATUSES if s != before[0]]
        status = draw.choices(wanted, [{"COMPLIANT": 5, "NON_COMPLIANT": 6}.get(s, 0.6) for s in wanted])[0]
        evaluated = Evaluated(pair, copy, at, status, *before, at - 0.0005)
        yield Drawn(_compliance_change(evaluated, draw), at, evaluated)
        before = status, at


def _compliance_change(evaluated: Evaluated, draw: Random) -> dict[str, Any]:
    account, region, _, kind, name = evaluated.pair
    raw = _enveloped("config/non-compliant", account, region, evaluated.at, draw)
    qualifier = {
        "configRuleName": evaluated.copy,
        "resourceType": kind,
        "resourceId": name,
        "evaluationMode": "DETECTIVE",
    }

    def result(status: str, at: float, ordered_at: float) -> dict[str, Any]:
        identifier = {"evaluationResultQualifier": qualifier, "orderingTimestamp": instant(ordered_at)}
        return {
            "evaluationResultIdentifier": identifier,
            "complianceType": status,
            "resultRecordedTime": instant(at),
            "annotation": f"evaluated at {at:.3f}",
        }

    named = f"config-rule-{crc32(evaluated.copy.encode()):x}"
    owner = "aws-service-rule/securityhub.amazonaws.com/" if evaluated.copy.startswith("securityhub-") else ""
    old = (
        result(evaluated.before, evaluated.before_at, evaluated.before_at)
        if evaluated.before and evaluated.before_at is not None
        else None
    )
    detail = raw["detail"] | {
        "awsAccountId": account,
        "awsRegion": region,
        "resourceId": name,
        "resourceType": kind,
        "configRuleName": evaluated.copy,
        "configRuleARN": f"arn:aws:config:{region}:{account}:config-rule/{owner}{named}",
        "newEvaluationResult": result(evaluated.status, evaluated.at, evaluated.ordered_at),
        "oldEvaluationResult": old,
        "notificationCreationTime": instant(evaluated.at),
    }
    return {**raw, "detail": detail}


def _of_kind(kind: str, number: int, draw: Random) -> Iterator[Drawn]:
    """So many events of one source, in lives of a few reports each."""
    made = 0
    while made < number:
        account, region, identity = draw.choice(ACCOUNTS), draw.choice(REGIONS), f"orchard-{kind}-{made:05}"
        reports = min(draw.randint(1, 5), number - made)
        first, last = (0, DAY / 24) if kind == "log" and draw.random() < 0.5 else (DAY / 4, DAY)
        for at in _times(reports, first, last, draw, step=60_000 if kind == "health" else 1000):
            made += 1
            yield _MAKERS[kind](account, region, identity, at, draw)


def _alarm(account: str, region: str, name: str, at: float, draw: Random) -> Drawn:
    state = draw.choice(("ALARM", "ALARM", "OK", "INSUFFICIENT_DATA"))
    raw = _enveloped("cloudwatch/alarm-metric", account, region, at, draw)
    arn = f"arn:aws:cloudwatch:{region}:{account}:alarm:{name}"
    now = {**raw["detail"]["state"], "value": state, "timestamp": instant(at).replace("Z", "+0000")}
    raw |= {"resources": [arn], "detail": {**raw["detail"], "alarmName": name, "state": now}}
    key = (account, region, "aws.cloudwatch", arn)
    return Drawn(raw, at, Reported(key, at, state == "ALARM", "ok" if state == "OK" else None))


def _stack(account: str, region: str, name: str, at: float, draw: Random) -> Drawn:
    status = draw.choice(("UPDATE_FAILED", "ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_COMPLETE"))
    raw = _enveloped("cloudformation/stack-failed", account, region, at, draw)
    base = f"arn:aws:cloudformation:{region}:{account}:stack/{name}"
    detail = {
        **raw["detail"],
        "stack-id": f"{base}/0a1b2c3d",
        "status-details": {"status": status, "status-reason": ""},
    }
    raw |= {"resources": [f"{base}/0a1b2c3d"], "detail": detail}
    ends = "completed" if status.startswith("UPDATE_") and status.endswith("_COMPLETE") else None
    return Drawn(raw, at, Reported((account, region, "aws.cloudformation", base), at, ends is None, ends))


def _finding(account: str, region: str, name: str, at: float, draw: Random) -> Drawn:
    archived = draw.random() < 0.3
    raw = _enveloped("guardduty/instance", account, region, at, draw)
    detail = raw["detail"] | {"accountId": account, "region": region, "id": name, "updatedAt": instant(at)}
    detail["service"] = {**detail["service"], "archived": archived, "eventLastSeen": instant(at)}
    ends = "archived" if archived else None
    return Drawn({**raw, "detail": detail}, at, Reported((account, region, "aws.guardduty", name), at, not ends, ends))


def _health(account: str, region: str, name: str, at: float, draw: Random) -> Drawn:
    status = draw.choice(("open", "open", "closed"))
    raw = _enveloped("health/issue", account, region, at, draw)
    arn = f"arn:aws:health:{region}::event/EC2/{name}"
    updated = (DAY_BEGAN + timedelta(seconds=at)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    detail = {"eventArn": arn, "statusCode": status, "lastUpdatedTime": updated, "eventRegion": region}
    raw["detail"] = {**raw["detail"], **detail, "affectedAccount": account}
    ends = "closed" if status == "closed" else None
    return Drawn(raw, at, Reported((account, region, "aws.health", arn), at, not ends, ends))


def _log(account: str, region: str, name: str, at: float, draw: Random) -> Drawn:
    raw = _enveloped("logs/errors", account, region, at, draw)
    window = {"window_start": instant(at - 300), "window_end": instant(at), "fingerprint": name}
    raw["detail"] = {**raw["detail"], **window, "log_group": f"/{name}"}
    return Drawn(raw, at, Reported((account, region, "config-monitor.agent", f"/{name}#{name}"), at, True, None))


def _heartbeat(account: str, region: str, _name: str, at: float, draw: Random) -> Drawn:
    return Drawn(_enveloped("logs/heartbeat", account, region, at, draw), at, "heartbeat")


def _poison(account: str, region: str, name: str, at: float, draw: Random) -> Drawn:
    broken = draw.choice(
        ("no-resource", "no-rule-name", "unknown-compliance-type", "result-is-null", "rule-name-blank")
    )
    return Drawn({**_enveloped(f"malformed/{broken}", account, region, at, draw), "version": name}, at, None)


_MAKERS = {
    "alarm": _alarm,
    "stack": _stack,
    "finding": _finding,
    "health": _health,
    "log": _log,
    "heartbeat": _heartbeat,
    "poison": _poison,
}
