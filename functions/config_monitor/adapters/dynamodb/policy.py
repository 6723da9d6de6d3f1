"""The policy in force: one item of the table, asked for again after a minute at most."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotReached

from config_monitor.adapters.dynamodb.items import Item, plain_item, typed_item
from config_monitor.adapters.dynamodb.ledger import BUSY
from config_monitor.domain.policy import Policy
from config_monitor.errors import InvalidPolicy, StorageBusy
from config_monitor.observability import logger, metrics

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

POLICY_KEY = {"pk": "POLICY", "sk": "POLICY"}
SECONDS_KEPT = 50
"""How long a policy read is used; with the read itself, a change is in effect within a minute."""

LARGEST = 380_000
"""Bytes of a stored policy; DynamoDB takes items of 400 KB."""


class DynamoDBPolicy:
    """The stored policy over the stack's own defaults; while the stored one is broken, the last good one."""

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        default: Policy | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client, self._table, self._monotonic = client, table, monotonic
        self._default = self._good = default or Policy()
        self._read_at: float | None = None

    def policy(self) -> Policy:
        """The policy in force. Raises StorageBusy when the table does not answer after all retries."""
        now = self._monotonic()
        if self._read_at is None or now - self._read_at >= SECONDS_KEPT:
            self._good = self._read()
            self._read_at = now
        return self._good

    def _read(self) -> Policy:
        item = self._item()
        if not item:
            return self._default
        try:
            given = Policy.model_validate_json(plain_item(item)["policy"])
        except (KeyError, TypeError, ValueError):
            logger.exception("the stored policy is broken: the last good one, else the default, stays in force")
            metrics.add_metric(name="PolicyBroken", unit=MetricUnit.Count, value=1)
            return self._good
        return self._default.model_copy(update={name: getattr(given, name) for name in given.model_fields_set})

    def _item(self) -> Item | None:
        try:
            answer = self._client.get_item(TableName=self._table, Key=typed_item(POLICY_KEY), ConsistentRead=True)
        except ClientError as error:
            if error.response["Error"]["Code"] in BUSY:
                raise StorageBusy(f"the policy cannot be read: {error}") from error
            raise
        except (HTTPClientError, NotReached) as error:
            raise StorageBusy(f"the policy cannot be read: {error}") from error
        return answer.get("Item")


def store_policy(client: "DynamoDBClient", table: str, policy: Policy, now: datetime) -> None:
    """Put a policy in place of the one in force, as it was written. Raises InvalidPolicy when it is too large."""
    document = policy.model_dump_json(exclude_unset=True)
    if (size := len(document.encode())) > LARGEST:
        raise InvalidPolicy(f"the policy has {size} bytes and may have {LARGEST}")
    item = typed_item({**POLICY_KEY, "policy": document, "updated_at": int(now.timestamp())})
    client.put_item(TableName=table, Item=item)
