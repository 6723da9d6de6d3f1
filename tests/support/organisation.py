"""An organisation made to order: what AWS Config says of it, as events and as an aggregator has it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import ComplianceStatus
from config_monitor.domain.reconciliation import AggregatorResult
from simulation.evaluations import NC, TYPE, C
from tests.support.fakes import FakeLedger

Pair = tuple[str, str, str, str]  # account, region, raw rule name, resource id


@dataclass
class FakeAggregator:
    """The truth, as an aggregator that looked at all places at one time."""

    truth: dict[Pair, tuple[ComplianceStatus, str]]
    looked_at: str
    reports_updates: bool = True
    name: str = "organisation"
    calls: Counter[str] = field(default_factory=Counter)

    def accounts(self) -> list[str]:
        return sorted({account for account, *_ in self.truth})

    def rules(self, account: str) -> list[tuple[str, str]]:
        return sorted({(region, rule) for owner, region, rule, _ in self.truth if owner == account})

    def results(self, account: str, region: str, rule_name: str) -> Iterable[AggregatorResult]:
        self.calls[f"{account} {region} {rule_name}"] += 1
        for (*scope, resource), (status, recorded_at) in self.truth.items():
            if scope == [account, region, rule_name]:
                yield AggregatorResult(resource_type=TYPE, resource_id=resource, status=status, recorded_at=recorded_at)

    def updated_at(self) -> dict[tuple[str, str], str]:
        return {(account, region): self.looked_at for account, region, *_ in self.truth if self.reports_updates}


class FakeInventory:
    """What a ledger in memory holds, read as a whole."""

    def __init__(self, ledger: FakeLedger) -> None:
        self._ledger, self.marks = ledger, dict[tuple[str, str], str]()

    def scopes(self) -> set[tuple[str, str]]:
        return {(key.account, key.region) for key in self._ledger.violations}

    def rules(self, account: str, region: str) -> dict[str, str]:
        return {raw: v.key.rule_name for v in self._of(account, region) for raw in v.state.statuses}

    def of_rule(self, account: str, region: str, rule: str) -> list[Violation]:
        return [v for v in self._of(account, region) if v.key.rule_name == rule]

    def of_scope(self, account: str, region: str, after: str | None = None) -> Iterator[tuple[str, list[Violation]]]:
        for violation in sorted(self._of(account, region), key=_position):
            if after is None or _position(violation) > after:
                yield _position(violation), [violation]

    def reconciled(self, account: str, region: str) -> str | None:
        return self.marks.get((account, region))

    def mark_reconciled(self, account: str, region: str, at: str, aggregator: str) -> None:
        assert aggregator
        self.marks[account, region] = at

    def _of(self, account: str, region: str) -> list[Violation]:
        return [v for key, v in self._ledger.violations.items() if (key.account, key.region) == (account, region)]


def _position(violation: Violation) -> str:
    key = violation.key
    return f"{key.rule_name}#{key.resource_type}#{key.resource_id}"


def organisation(
    random: Random, recorded_at: str, accounts: int = 4, regions: int = 2, resources: int = 25
) -> dict[Pair, tuple[ComplianceStatus, str]]:
    """A truth of that size; about a third of the pairs do not comply."""
    names = ["encrypted-volumes", "required-tags", "ec2-imdsv2-check", "own-rule", "restricted-ssh"]
    return {
        (f"{a:012d}", region, rule, f"vol-{a}{region[-1]}{r:04d}"): (random.choice([C, C, NC]), recorded_at)
        for a in range(1, accounts + 1)
        for region in ["eu-central-1", "us-east-2"][:regions]
        for rule in names
        for r in range(resources)
    }
