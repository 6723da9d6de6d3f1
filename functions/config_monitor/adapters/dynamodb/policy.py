"""The policy in force: one item of the table, read again after a minute at most."""

import time
from collections.abc import Callable

from aws_lambda_powertools.metrics import MetricUnit

from config_monitor.adapters.dynamodb.items import Key
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.policy import Policy
from config_monitor.observability import logger, metrics

POLICY_KEY = Key("POLICY", "POLICY")
SECONDS_KEPT = 50
"""How long a policy read is used; with the read itself, a change is in effect within a minute."""


class DynamoDBPolicy:
    """The stored policy over the stack's own defaults; while the stored one is broken, the last good one."""

    def __init__(
        self, table: Table, default: Policy | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._table, self._monotonic = table, monotonic
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
        row = self._table.get(POLICY_KEY, consistent=True)
        if not row:
            return self._default
        try:
            stored = Policy.model_validate_json(row["policy"])
        except (KeyError, TypeError, ValueError):
            logger.exception("the stored policy is broken: the last good one, else the default, stays in force")
            metrics.add_metric(name="PolicyBroken", unit=MetricUnit.Count, value=1)
            return self._good
        return self._default.model_copy(update={name: getattr(stored, name) for name in stored.model_fields_set})
