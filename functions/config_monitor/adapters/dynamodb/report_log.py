"""Which report was sent to which channel, so that retries and a schedule that fires twice send it once."""

from config_monitor.adapters.dynamodb.items import Key
from config_monitor.adapters.dynamodb.table import ConditionFailed, Table
from config_monitor.adapters.dynamodb.writes import Condition, Update

# Longer than one try of RenderReport may take: until then another run leaves a claimed report alone.
LEASE_SECONDS = 300
# What is kept of a run and its sending, and of a day and its report.
RUN_RETENTION_SECONDS, DAY_RETENTION_SECONDS = 30 * 86400, 400 * 86400
_FREE = "attribute_not_exists(sent) AND (attribute_not_exists(claimed_by) OR claimed_by = :own OR claimed_until < :now)"


class DynamoDBReportLog:
    """One item per report and channel."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def begin(self, report: str, channel: str, run: str, now: int) -> bool:
        """Claim sending a report; the run that holds the claim may begin again."""
        changed = {"claimed_by": run, "claimed_until": now + LEASE_SECONDS, "expired_at": now + RUN_RETENTION_SECONDS}
        try:
            condition = Condition(_FREE, {"own": run, "now": now})
            self._table.update(Update(_key(report, channel), changed, condition=condition))
        except ConditionFailed:
            return False
        return True

    def mark_sent(self, report: str, channel: str) -> None:
        """Record that the report was sent to the channel."""
        self._table.update(Update(_key(report, channel), {"sent": True}))

    def unanswered(self, report: str, channel: str) -> tuple[int, int]:
        """How many posts of the report were not answered, and when the next is due, in epoch seconds; zeros if none."""
        row = self._table.get(_key(report, channel), consistent=True) or {}
        return row.get("unanswered", 0), row.get("due", 0)

    def note_unanswered(self, report: str, channel: str, posts: int, due: int) -> None:
        """Record that so many posts were not answered, and when the next is due."""
        self._table.update(Update(_key(report, channel), {"unanswered": posts, "due": due}))


def _key(report: str, channel: str) -> Key:
    return Key(f"REPORT#{report}", f"SENT#{channel}")
