"""What the aggregator no longer has, or is silent for 90 days, ends by itself; a doubtful answer ends nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from config_monitor.domain.agents import Agent
from config_monitor.domain.events import GLOBAL, ComplianceStatus
from config_monitor.domain.incidents import Incident
from config_monitor.domain.retirement import AggregatorList, Retirement, Signs
from config_monitor.errors import StorageRefused
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.retire_scope import RetireDependencies
from config_monitor.use_cases.retire_scopes import RetireResult, RetireScopesDependencies, retire_scopes
from simulation.evaluations import NC, C, evaluated
from tests.support.company import Rulebook
from tests.support.fakes import FakeLedger
from tests.support.organisation import FakeInventory

NOW = datetime(2026, 11, 24, tzinfo=UTC)
NEW, OLD, ANCIENT = "2026-11-23T20:00:00.000Z", "2026-11-20T20:00:00.000Z", "2026-08-01T00:00:00.000Z"
LEFT = ("111122223333", "eu-central-1")
GONE = Signs(last_event=OLD, compared_at=OLD, compared_with="mine")
STAYING = [(str(n), "eu-central-1") for n in range(12)]


class Estate:
    """Thirteen accounts, of which one is left: its scopes, agents, signs, and what became of them."""

    def __init__(self, **signs: Signs) -> None:
        self.scopes = {LEFT, *STAYING}
        self.all_signs = dict.fromkeys(self.scopes, Signs(last_event=NEW)) | {LEFT: signs.get("left", GONE)}
        self.heartbeats: dict[tuple[str, str], str] = {}
        self.asked: list[tuple[str, str]] = []
        self.logged: list[Retirement] = []
        self.kept_waiting: list[Retirement] = []
        self.ledger = FakeLedger()
        persist_event(evaluated(NC, 1), self.ledger, NOW, lambda _: None)

    def known(self) -> set[tuple[str, str]]:
        return set(self.scopes)

    def signs(self, account: str, region: str, since: str, now: str) -> Signs:
        assert (since, now) == ("2026-08-26T00:00:00.000Z", "2026-11-24T00:00:00.000Z")
        self.asked.append((account, region))
        return self.all_signs.get((account, region), Signs())

    def incidents(self, *_scope: str) -> Iterator[Incident]:
        return iter(())

    def forget(self, *scope: str) -> bool:
        self.scopes.discard(scope)
        return True

    def agents(self) -> list[Agent]:
        return [
            Agent(account=account, region=region, last_heard=at, agent_version=1)
            for (account, region), at in self.heartbeats.items()
        ]

    def add(self, retirement: Retirement, _at: str) -> None:
        self.logged.append(retirement)

    def keep_waiting(self, waiting: Any) -> None:
        self.kept_waiting = list(waiting)

    def retire(self, listed: Any, *, out_of_time: bool = False) -> tuple[bool, RetireResult]:
        book: Any = Rulebook()
        this: Any = self
        ports = RetireDependencies(this, FakeInventory(self.ledger), this, self.ledger, book, book, lambda _: None, NOW)
        answer = (lambda: listed) if isinstance(listed, AggregatorList) else listed
        return retire_scopes(RetireScopesDependencies(ports, this, answer, lambda: out_of_time), RetireResult())


def listing(*scopes: tuple[str, str]) -> AggregatorList:
    return AggregatorList(name="mine", sources=frozenset(scopes), accounts=frozenset(a for a, _ in scopes))


def statuses(estate: Estate) -> set[ComplianceStatus]:
    return {violation.status for violation in estate.ledger.violations.values()}


def test_what_the_aggregator_no_longer_has_ends_as_by_hand() -> None:
    estate = Estate()
    assert estate.retire(listing(*STAYING)) == (True, RetireResult(retired=1))
    assert LEFT not in estate.scopes
    assert statuses(estate) == {ComplianceStatus.NOT_APPLICABLE}
    (logged,) = estate.logged
    assert (logged.account, logged.reason, logged.open_violations) == (LEFT[0], "no longer in the aggregator", 1)
    assert estate.asked == [LEFT]


def test_without_an_aggregator_silence_of_90_days_decides() -> None:
    estate = Estate(left=Signs())
    assert estate.retire(None)[1].retired == 1
    assert estate.logged[0].reason == "silent for 90 days"
    assert Estate(left=Signs(last_event=OLD)).retire(None)[1].retired == 0


def test_an_agent_that_reports_keeps_its_scope_whatever_the_aggregator_lists() -> None:
    estate = Estate()
    estate.heartbeats = {LEFT: NEW}
    assert estate.retire(listing(*STAYING))[1] == RetireResult()
    assert LEFT not in estate.asked
    estate.heartbeats = {LEFT: ANCIENT}
    assert estate.retire(listing(*STAYING))[1].retired == 1


def test_an_aggregator_that_answers_nothing_retires_nobody() -> None:
    estate = Estate(left=Signs())
    assert estate.retire(AggregatorList(name="mine"))[1] == RetireResult()
    assert estate.logged == []


def test_an_aggregator_that_fails_retires_nobody() -> None:
    estate = Estate(left=Signs())

    def broken() -> AggregatorList:
        raise ConnectionError("the aggregator is away")

    with pytest.raises(ConnectionError):
        estate.retire(broken)
    assert (estate.logged, statuses(estate)) == ([], {ComplianceStatus.NON_COMPLIANT})


def test_an_aggregator_that_answers_in_part_retires_nobody_and_the_report_names_whom_it_left_out() -> None:
    estate = Estate()
    estate.all_signs |= dict.fromkeys(STAYING[6:], GONE)
    assert estate.retire(listing(*STAYING[:6]))[1] == RetireResult(waiting=7)
    assert (estate.logged, statuses(estate)) == ([], {ComplianceStatus.NON_COMPLIANT})
    assert {one.account for one in estate.kept_waiting} == {LEFT[0], *(account for account, _ in STAYING[6:])}
    assert estate.retire(listing(LEFT, *STAYING))[1] == RetireResult()
    assert estate.kept_waiting == []


def test_global_pairs_are_left_with_the_last_region_of_their_account() -> None:
    other = (LEFT[0], "us-east-1")
    estate = Estate()
    estate.scopes |= {other, (LEFT[0], GLOBAL)}
    estate.all_signs[other] = GONE
    assert estate.retire(listing(other, *STAYING))[1].retired == 1
    assert (LEFT[0], GLOBAL) in estate.scopes
    assert estate.retire(listing(*STAYING))[1].retired == 2
    assert estate.scopes == set(STAYING)
    assert [one.region for one in estate.logged] == ["eu-central-1", GLOBAL, "us-east-1"]


def test_an_account_known_by_global_pairs_alone_is_left_when_it_is_silent() -> None:
    estate = Estate(left=Signs(last_event=NEW))
    estate.scopes.add(("777788889999", GLOBAL))
    estate.all_signs["777788889999", GLOBAL] = Signs(last_event=OLD)
    assert estate.retire(None)[1].retired == 0
    del estate.all_signs["777788889999", GLOBAL]
    assert estate.retire(None)[1].retired == 1


def test_a_pair_that_an_event_changes_meanwhile_ends_with_what_the_event_says(monkeypatch: pytest.MonkeyPatch) -> None:
    estate = Estate()
    for number in range(40):
        persist_event(evaluated(NC, 1, resource=f"vol-{number}"), estate.ledger, NOW, lambda _: None)
    record, late = estate.ledger.record, [evaluated(C, 30, NC, resource="vol-7")]

    def with_an_event_before(*arguments: Any) -> Any:
        if late:
            event = late.pop()
            persist_event(event, estate.ledger, NOW, lambda _: None)
        return record(*arguments)

    monkeypatch.setattr(estate.ledger, "record", with_an_event_before)
    assert estate.retire(listing(*STAYING))[1].retired == 1
    assert statuses(estate) == {ComplianceStatus.NOT_APPLICABLE}
    assert (estate.logged[0].pairs, estate.logged[0].open_violations) == (41, 40)
    (mended,) = [v for v in estate.ledger.violations.values() if v.key.resource_id == "vol-7"]
    assert mended.closed_as == "fixed"


def test_a_step_that_is_out_of_time_leaves_the_rest_to_the_next() -> None:
    estate = Estate()
    assert estate.retire(listing(*STAYING), out_of_time=True) == (False, RetireResult())
    assert estate.retire(listing(*STAYING)) == (True, RetireResult(retired=1))


def test_a_scope_that_cannot_be_retired_keeps_no_other_from_its_end() -> None:
    class Refusing(Estate):
        def forget(self, *scope: str) -> bool:
            if scope == LEFT:
                raise StorageRefused("an item too large")
            return super().forget(*scope)

    estate, other = Refusing(), ("999922223333", "eu-central-1")
    estate.scopes |= {other, *((str(n), "eu-central-1") for n in range(12, 30))}
    estate.all_signs |= dict.fromkeys(estate.scopes, Signs(last_event=NEW)) | {LEFT: GONE, other: GONE}
    staying = sorted(estate.scopes - {LEFT, other})
    assert estate.retire(listing(*staying)) == (True, RetireResult(retired=1, failed=1))
    assert other not in estate.scopes
