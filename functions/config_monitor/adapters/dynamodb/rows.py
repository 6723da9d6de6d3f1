"""What the table holds of events, violations and alerts: keys and attributes, to and from the domain's models."""

import json
from datetime import datetime
from typing import Any

from config_monitor.adapters.dynamodb.items import Key, Row
from config_monitor.adapters.dynamodb.lifecycle_rows import lifecycle_attributes, lifecycle_fields
from config_monitor.domain.compliance import Violation, ViolationKey, ViolationState, ViolationTransition, list_state
from config_monitor.domain.events import GLOBAL, RETENTION_DAYS, RETENTION_SECONDS, ComplianceStatus, pair_key, to_epoch
from config_monitor.domain.lifecycle import AlertKey, CountersKey, next_follow_up
from config_monitor.domain.notifications import Alert
from config_monitor.domain.policy import Classified

ALERT_RETENTION_SECONDS = 90 * 86400
COUNTERS = "COUNTERS"
"""The hash key of all counters; their range keys begin with account and region."""
DUE_VIOLATION = "violation"
"""The value of `due` on violations of whose deadline people are to be reminded at `due_at`."""
DIGEST = "DIGEST"
"""The one value of `digest`, which only events have that are left to a report: so their index stays small."""


def event_row(
    classified: Classified,
    now: datetime,
    alert: AlertKey | None = None,
    *,
    in_digest: bool = False,
    history_days: int = RETENTION_DAYS,
) -> Row:
    """The history row, in the existing schema; what is new is beside it and optional, as the key of its first alert."""
    event, evaluation, route = classified.event, classified.event.evaluation, classified.route
    rule = (evaluation.managed_rule or evaluation.rule) if evaluation else None
    return {
        "pk": "EVENT",
        "sk": f"EVENT#{event.id}",
        "id": event.id,
        "account": event.account,
        "region": event.region,
        "source": event.source,
        "detail_type": event.detail_type,
        "detail": json.dumps(event.detail, separators=(",", ":"), ensure_ascii=False),
        "severity": int(event.severity),
        "resources": json.dumps(event.resources, separators=(",", ":"), ensure_ascii=False),
        "published_at": event.published_at,
        "updated_at": int(now.timestamp()),
        "expired_at": event.published_at + history_days * 86400,
        "title": event.title,
        "category": event.category,
        "rule_name": evaluation.rule_name if evaluation else None,
        "rule": rule,
        # A copy of a rule that has a name of its own: neither its raw name nor the managed rule's is that.
        "own_rule": evaluation.rule if evaluation and evaluation.rule not in (rule, evaluation.rule_name) else None,
        # Keys of indexes may not be empty.
        "resource_type": event.resource_type or None,
        "resource_id": event.resource_id or None,
        "status": event.status or None,
        "previous_status": event.previous_status,
        "annotation": event.annotation,
        "evaluated_at": event.evaluated_at,
        # A rule's page follows from its name; whoever reads the row gets it from there. The row is in 13 indexes.
        "console_url": None if evaluation else event.console_url,
        "account_mismatch": event.account_mismatch,
        "sender_account": event.sender_account,
        "sender_region": event.sender_region,
        "account_status": f"{event.account}#{event.status}" if event.status else None,
        "account_rule": f"{event.account}#{rule}" if rule else None,
        "rule_status": f"{rule}#{event.status}" if rule and event.status else None,
        "not_notified_because": route.reason.sentence if route.reason else None,
        "alert": alert.model_dump() if alert else None,
        "digest": DIGEST if in_digest else None,
    }


def scope_key(account: str, region: str) -> str:
    """The hash key of all violations of an account and region."""
    return f"VIOLATION#{account}#{region}"


def violation_key(key: ViolationKey) -> Key:
    """The primary key of a violation."""
    return Key(scope_key(key.account, key.region), pair_key(key.rule_name, key.resource_type, key.resource_id))


def resource_key(account: str, region: str, resource_type: str, resource_id: str) -> str:
    """By what the index of resources finds violations."""
    return f"{account}#{region}#{resource_type}#{resource_id}"


def violation_attributes(violation: Violation) -> dict[str, Any]:
    """All that the fold knows, flat for people and queries; None means the attribute is not there."""
    key, state, follow_up = violation.key, violation.state, next_follow_up(violation)
    return {
        **key.model_dump(),
        "resource_key": resource_key(*key.resource),
        **_list_keys(violation),
        **lifecycle_attributes(violation),
        "due": DUE_VIOLATION if follow_up else None,
        "due_at": follow_up,
        "rule_names": violation.rule_names,
        "regions": violation.regions if key.region == GLOBAL else None,
        "managed_rule": violation.managed_rule,
        "rule_arn": violation.rule_arn,
        "resource_name": next(iter(violation.resource_names), None),
        "resource_names": list(violation.resource_names) or None,
        "resource_owner": violation.resource_owner,
        "status": violation.status.value,
        "since": state.since,
        "evaluated_at": state.evaluated_at,
        "closed_as": violation.closed_as,
        "severity": int(violation.severity),
        "annotation": violation.annotation,
        "attributes_from": list(violation.attributes_from) if violation.attributes_from else None,
        "expired_at": _expiry(violation),
        "transitions": json.dumps(
            [t.model_dump(mode="json", exclude_none=True) for t in violation.transitions], separators=(",", ":")
        ),
        "state": state.model_dump_json(exclude_none=True),
        "base": violation.base.model_dump_json(exclude_none=True),
    }


def _list_keys(violation: Violation) -> Row:
    """By what the indexes of lists find a violation; one that is in no list costs them nothing."""
    state, key = list_state(violation), violation.key
    return {
        "violation_state": state,
        "account_state": f"{key.account}#{state}" if state else None,
        "rule_state": f"{violation.managed_rule or key.rule_name}#{state}" if state else None,
    }


def _expiry(violation: Violation) -> int | None:
    """What is gone ages out as its history does; what exists stays, since the score counts it."""
    gone = violation.status is ComplianceStatus.NOT_APPLICABLE and violation.state.evaluated_at
    return to_epoch(violation.state.evaluated_at) + RETENTION_SECONDS if gone else None


def violation_from(row: Row) -> Violation:
    """A violation as stored."""
    return Violation(
        key=ViolationKey(**{name: row[name] for name in ViolationKey.model_fields}),
        state=ViolationState.model_validate_json(row["state"]),
        base=ViolationState.model_validate_json(row["base"]),
        transitions=[ViolationTransition.model_validate(t) for t in json.loads(row["transitions"])],
        severity=row["severity"],
        annotation=row.get("annotation"),
        rule_arn=row.get("rule_arn"),
        resource_names=row.get("resource_names", ()),
        resource_owner=row.get("resource_owner"),
        managed_rule=row.get("managed_rule"),
        **lifecycle_fields(row),
        attributes_from=row.get("attributes_from"),
    )


def removal_key(account: str, region: str, resource_type: str, resource_id: str) -> Key:
    """The item that remembers when a resource was removed, for evaluations that arrive after that."""
    return Key(f"REMOVED#{account}#{region}", f"{resource_type}#{resource_id}")


def counters_item(kind: str, key: CountersKey) -> Key:
    """The item that has some counters; `kind` is that of violations (`COUNTERS`) or of incidents."""
    return Key(kind, f"{key.account}#{key.region}#{key.shard}")


def alert_key(key: AlertKey) -> Key:
    """The item of an alert: its channel and group together, in order of time."""
    return Key(f"ALERT#{key.channel}#{key.group}", key.position)


def alert_row(alert: Alert, now: datetime) -> Row:
    """An alert that waits to be sent; `unsent` is there until it is, so that the index of unsent ones stays small.

    It is kept beyond the deadline of what it is about, whose reminder answers its message.
    """
    written_at = int(now.timestamp())
    needed_until = max(written_at, to_epoch(alert.deadline_at)) if alert.deadline_at else written_at
    return {
        **alert_key(alert.key)._asdict(),
        "unsent": alert.channel,
        "attempts": 0,
        "alert": alert.model_dump_json(exclude_none=True),
        "written_at": written_at,
        "expired_at": needed_until + ALERT_RETENTION_SECONDS,
    }
