"""The violations of a scope (account and region) read as a whole, to compare them and to reapply the policy to them."""

from collections.abc import Iterator

from config_monitor.adapters.dynamodb.agents import DynamoDBAgentRegister
from config_monitor.adapters.dynamodb.items import Key
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.rows import scope_key, violation_from
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import GLOBAL

RECONCILED = "RECONCILED"
_PAGE = 500


class DynamoDBViolationsByScope:
    """The violations of the table, scope by scope."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._register = DynamoDBAgentRegister(table)

    def scopes(self) -> set[tuple[str, str]]:
        """The accounts and regions of which violations are known, by their counters."""
        return self._register.scopes()

    def rules(self, account: str, region: str) -> dict[str, str]:
        """The raw rule names known in a scope, each with its canonical name."""
        names: dict[str, str] = {}
        wanted = ["rule_name", "rule_names", "regions"]
        for scope in (region, GLOBAL):
            for row in self._table.query(Query(scope_key(account, scope), attributes=wanted)):
                if region in row.get("regions", [region]):
                    names |= dict.fromkeys(row["rule_names"], row["rule_name"])
        return names

    def of_rule(self, account: str, region: str, rule: str) -> list[Violation]:
        """All pairs of one rule, by its canonical name; read consistently."""
        query = Query(scope_key(account, region), prefix=f"{rule}#", consistent=True)
        return [violation_from(row) for row in self._table.query(query)]

    def of_scope(self, account: str, region: str, after: str | None = None) -> Iterator[tuple[str, list[Violation]]]:
        """All pairs of a scope in pages, each with the position to go on after."""
        partition = scope_key(account, region)
        start = {"pk": partition, "sk": after} if after else None
        for page in self._table.pages(Query(partition), _PAGE, start):
            if page.rows:
                yield str(page.rows[-1]["sk"]), [violation_from(row) for row in page.rows]

    def reconciled(self, account: str, region: str) -> str | None:
        """When the scope was last compared with the aggregator to the end, if ever."""
        row = self._table.get(_reconciled_key(account, region))
        return str(row["at"]) if row else None

    def mark_reconciled(self, account: str, region: str, at: str, aggregator: str) -> None:
        """Remember that the scope has been compared to the end, and with which aggregator."""
        self._table.put({**_reconciled_key(account, region)._asdict(), "at": at, "aggregator": aggregator})


def _reconciled_key(account: str, region: str) -> Key:
    return Key(RECONCILED, f"{account}#{region}")
