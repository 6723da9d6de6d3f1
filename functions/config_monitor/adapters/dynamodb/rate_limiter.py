"""How fast and how often a channel is spoken to: one sender at a time, a second between messages, windows for storms.

Times are epoch seconds. An item that nobody touches for a day ages out.
"""

from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from config_monitor.adapters.dynamodb.items import Item, plain_item, typed, typed_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KEPT_SECONDS = 86400


class DynamoDBRateLimiter:
    """Gates and windows in the table."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def acquire(self, rate_limit_key: str, holder: str, now: float, until: float) -> float | None:
        """Be the only sender under a key until `until` at most: None when acquired, else when it may be free."""
        refused = self._update(
            typed_item({"pk": "RATE_LIMIT", "sk": rate_limit_key}),
            "SET holder = :holder, held_until = :until, expired_at = :expired",
            "(attribute_not_exists(free_at) OR free_at <= :now)"
            " AND (attribute_not_exists(held_until) OR held_until <= :now)",
            {":holder": holder, ":until": until, ":now": now, ":expired": int(now) + _KEPT_SECONDS},
        )
        if refused is None:
            return None
        return float(max(refused.get("free_at", now), now + 0.5 if refused.get("held_until", 0) > now else now))

    def release(self, rate_limit_key: str, holder: str, free_at: float) -> None:
        """Let the next one in, from `free_at` on."""
        self._update(
            typed_item({"pk": "RATE_LIMIT", "sk": rate_limit_key}),
            "SET free_at = :free_at REMOVE holder, held_until",
            "holder = :holder",
            {":holder": holder, ":free_at": free_at},
        )

    def open_group_interval(self, rate_limit_key: str, group: str, opener: str, now: float, until: float) -> bool:
        """Be the first of a group in a lane; False while the window of another one is open."""
        refused = self._update(
            _window(rate_limit_key, group),
            "SET opener = :opener, open_until = :until, expired_at = :expired",
            "attribute_not_exists(open_until) OR open_until <= :now OR opener = :opener",
            {":opener": opener, ":until": until, ":now": now, ":expired": int(until) + _KEPT_SECONDS},
        )
        return refused is None

    def extend_group_interval(self, rate_limit_key: str, group: str, until: float) -> None:
        """Keep a group's window open, or open it: something of the group was told just now."""
        self._update(
            _window(rate_limit_key, group),
            "SET open_until = :until, expired_at = :expired",
            "attribute_not_exists(open_until) OR open_until < :until",
            {":until": until, ":expired": int(until) + _KEPT_SECONDS},
        )

    def _update(self, key: Item, change: str, condition: str, values: dict[str, Any]) -> dict[str, Any] | None:
        """None when the item was changed; the item as it is when the condition did not hold."""
        try:
            self._client.update_item(
                TableName=self._table,
                Key=key,
                UpdateExpression=change,
                ConditionExpression=condition,
                ExpressionAttributeValues={name: typed(value) for name, value in values.items()},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return plain_item(cast("dict[str, Any]", error.response.get("Item", {})))
        return None


def _window(rate_limit_key: str, group: str) -> Item:
    return typed_item({"pk": f"RATE_LIMIT#{rate_limit_key}", "sk": group})
