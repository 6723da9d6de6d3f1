"""The rules that have pairs in a scope, found by skipping from rule to rule: one item is read of each."""

from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.rows import scope_key
from config_monitor.adapters.dynamodb.table import Table


class DynamoDBEvaluatedRules:
    """The rules of the violations in the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def evaluated(self, account: str, region: str) -> list[str]:
        """The canonical names of the rules that have pairs in a scope, in order."""
        names: list[str] = []
        low: str | None = None
        while rows := self._table.page(Query(scope_key(account, region), low=low, attributes=["rule_name"]), 1).rows:
            names.append(rows[0]["rule_name"])
            low = f"{names[-1]}$"  # keys are `{rule}#...`, and `$` is the character after `#`
        return names
