"""The attributes that the rows of violations and of incidents have alike, to and from the domain's models."""

from typing import Any

from config_monitor.adapters.dynamodb.items import Row
from config_monitor.domain.lifecycle import AlertKey, Lifecycle

_AS_STORED = (
    *("exception", "excepted_until", "acknowledged_by", "acknowledged_at", "alert_channel"),
    *("muted_until", "deadline_days", "deadline_from", "reminded_at", "escalation_channel"),
)


def lifecycle_attributes(thing: Lifecycle) -> Row:
    """Its openings and ends, what people decided of it, and the alert of its last opening."""
    return {
        "opened_at": thing.opened_at,
        "resolved_at": thing.state.resolved_at,
        "reopened": thing.reopened,
        **{name: getattr(thing, name) for name in _AS_STORED},
        "deadline_at": thing.deadline_at,
        "alert": thing.alert.model_dump() if thing.alert else None,
        "escalation": thing.escalation.model_dump() if thing.escalation else None,
        "notified_severity": None if thing.notified_severity is None else int(thing.notified_severity),
        "version": thing.version + 1,
    }


def lifecycle_fields(row: Row) -> dict[str, Any]:
    """The same of a row, for the model's constructor; openings and ends come with its `state`."""
    return {
        **{name: row.get(name) for name in _AS_STORED},
        **{name: AlertKey(**row[name]) if row.get(name) else None for name in ("alert", "escalation")},
        "notified_severity": row.get("notified_severity"),
        "version": row["version"],
    }
