"""Which report was sent to which channel, so that retries and a schedule that fires twice send it once."""

from typing import TYPE_CHECKING

from config_monitor.adapters.dynamodb.items import Item, typed, typed_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Longer than one try of RenderReport may take: until then another run leaves a claimed report alone.
LEASE_SECONDS = 300
RETENTION_SECONDS = 30 * 86400


class DynamoDBReportLog:
    """One item per report and channel."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def begin(self, report: str, channel: str, run: str, now: int) -> bool:
        """Claim sending a report; the run that holds the claim may begin again."""
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_key(report, channel),
                UpdateExpression="SET claimed_by = :run, claimed_until = :until, expired_at = :gone",
                ConditionExpression=(
                    "attribute_not_exists(sent)"
                    " AND (attribute_not_exists(claimed_by) OR claimed_by = :run OR claimed_until < :now)"
                ),
                ExpressionAttributeValues={
                    ":run": typed(run),
                    ":until": typed(now + LEASE_SECONDS),
                    ":gone": typed(now + RETENTION_SECONDS),
                    ":now": typed(now),
                },
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def mark_sent(self, report: str, channel: str) -> None:
        """Record that the report was sent to the channel."""
        self._client.update_item(
            TableName=self._table,
            Key=_key(report, channel),
            UpdateExpression="SET sent = :sent",
            ExpressionAttributeValues={":sent": typed(True)},
        )


def _key(report: str, channel: str) -> Item:
    return typed_item({"pk": f"REPORT#{report}", "sk": f"SENT#{channel}"})
