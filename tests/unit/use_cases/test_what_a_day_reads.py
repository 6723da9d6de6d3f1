"""What the daily run reads of each pair, of which scripts/cost_model.py makes read units."""

from collections import Counter
from random import Random
from typing import Any

from config_monitor.adapters.dynamodb.current_incidents import DynamoDBOpenIncidents
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.violations_by_scope import DynamoDBViolationsByScope
from config_monitor.domain.events import parse_instant
from config_monitor.domain.policy import ReapplyCursor, ReapplyResult
from config_monitor.domain.reconciliation import ReconcileCursor, ReconcileResult
from config_monitor.use_cases.apply_aggregator_result import Repairs
from config_monitor.use_cases.reapply_policy import reapply_policy
from config_monitor.use_cases.reconcile_compliance import Reconciler, reconcile_compliance
from scripts.cost_model import PLAIN_READS_TO_COMPARE, PLAIN_READS_TO_REAPPLY
from simulation.evaluations import at
from simulation.limited_table import LimitedTable
from simulation.table_definition import TABLE
from tests.support.company import Rulebook, Statuses, reapply_ports
from tests.support.fakes import FakeLedger, FakeOverrides, NoRules
from tests.support.organisation import FakeAggregator, organisation

NOW = parse_instant(at(100))


class CountedTable(LimitedTable):
    """Counts how often each item of a pair is read; a consistent read costs twice as much, and counts two."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: Counter[str] = Counter()

    def query(self, **request: Any) -> dict[str, Any]:
        answer = super().query(**request)
        weight = 2 if request.get("ConsistentRead") else 1
        self.reads.update({item["sk"]["S"]: weight for item in answer["Items"] if "resource_id" in item})
        return answer


def test_reapplying_reads_each_pair_once_and_comparing_twice_more_of_which_once_consistently() -> None:
    client = CountedTable()
    table = Table(client, TABLE)  # type: ignore[arg-type] # a stand-in
    ledger, scopes, rulebook = DynamoDBLedger(table), DynamoDBViolationsByScope(table), Rulebook()
    aggregator = FakeAggregator(organisation(Random(5), at(20), accounts=1, resources=4), at(99))
    repairs = Repairs(ledger, rulebook, rulebook, lambda _: None, NOW, FakeOverrides(), NoRules())

    def compare() -> ReconcileResult:
        reconciler = Reconciler(aggregator, scopes, repairs, NOW, lambda: False)
        return reconcile_compliance(reconciler, ReconcileCursor(), ReconcileResult())[1]

    assert compare().filled == len(aggregator.truth)
    client.reads.clear()
    assert compare().compared == len(aggregator.truth)
    assert client.reads == Counter(dict.fromkeys(client.reads, PLAIN_READS_TO_COMPARE))
    assert len(client.reads) == len(aggregator.truth)

    client.reads.clear()
    ports = reapply_ports(FakeLedger(), rulebook, Statuses(), FakeOverrides(), NOW, out_of_time=False)
    ports = type(ports)(
        **{**vars(ports), "violations_by_scope": scopes, "open_incidents": DynamoDBOpenIncidents(table)}
    )
    reapply_policy(ports, ReapplyCursor(), ReapplyResult())
    assert client.reads == Counter(dict.fromkeys(client.reads, PLAIN_READS_TO_REAPPLY))
    assert len(client.reads) == len(aggregator.truth)
