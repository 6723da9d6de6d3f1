"""What ParseEvent accepts, every later step can store: DynamoDB's limits, one after the other."""

from datetime import timedelta
from typing import Any

import pytest

from config_monitor.adapters.dynamodb.history import DynamoDBHistory
from config_monitor.adapters.dynamodb.items import to_item
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.rows import violation_attributes
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.compliance import Violation, ViolationState, with_evaluation
from config_monitor.domain.compliance.violation import COPIES_BYTES
from config_monitor.domain.events import KEY_BYTES, RULE_BYTES, Evaluation, InventoryRule, format_instant
from config_monitor.domain.reports import Figures, RuleFigures
from config_monitor.domain.rules import KnownRule
from config_monitor.errors import StorageRefused
from config_monitor.ports import Record
from config_monitor.use_cases.end_rule import carry_over
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import ID, KEY, NA, NC, C, at, evaluated
from simulation.hub import Hub
from simulation.limited_table import ITEM_BYTES, item_bytes
from tests.support.fakes import FakeLedger
from tests.support.organisation import FakeInventory
from tests.support.parsing import NOW, refusal
from tests.support.samples import sample


def evaluation(number: int = 0, **detail: Any) -> dict[str, Any]:
    """The sample of a violation as event `number`, an hour ago, with other values in its detail."""
    raw = sample("config/non-compliant")
    result = raw["detail"]["newEvaluationResult"]
    result["resultRecordedTime"] = format_instant(NOW - timedelta(hours=1) + timedelta(seconds=number))
    raw["detail"] = {name: part for name, part in raw["detail"].items() if name != "configRuleARN"} | detail
    return raw | {"id": f"{number}", "time": format_instant(NOW - timedelta(hours=1))}


def pair_of_copies(names: list[str]) -> Violation:
    copies = ViolationState(
        statuses=dict.fromkeys(names, NC), newest=(at(0), NC, names[0], "e"), openings=[at(0)], opened=1
    )
    return Violation(key=KEY, base=copies, state=copies, version=1)


def after(violation: Violation, rule_name: str, status: Any = NC, hours: float = 1) -> Violation:
    event = evaluated(status, hours, rule_name=rule_name).event
    assert isinstance(event.evaluation, Evaluation)
    return with_evaluation(violation, event, event.evaluation, None, None)


@pytest.mark.parametrize(("copies", "length"), [(1_200, 100), (136, 512), (500, 128)])
def test_a_pair_with_any_number_of_copies_stays_an_item(copies: int, length: int) -> None:
    names = [f"{n:05}".rjust(length, "r") for n in range(copies)]
    violation = pair_of_copies(names[: COPIES_BYTES // (length + 25)])
    for number, name in enumerate(names[-40:]):
        violation = after(violation, name, hours=1 + number)
    assert item_bytes(to_item(violation_attributes(violation))) < ITEM_BYTES / 2
    assert violation.has_no_room_for("one-more", "eu-central-1")


def test_a_copy_too_many_is_history_alone_and_a_known_one_still_counts() -> None:
    names = [f"{n:05}".rjust(512, "r") for n in range(120)]
    full = pair_of_copies(names[:112])
    assert after(full, "r" * 500 + "new") is full
    assert after(full, names[0], C).state.statuses[names[0]] is C


def test_copies_that_are_gone_make_room() -> None:
    names = [f"{n:05}".rjust(512, "r") for n in range(112)]
    gone = pair_of_copies(names)
    base = gone.base.model_copy(update={"statuses": gone.base.statuses | dict.fromkeys(names[1:], NA)})
    fresh = after(gone.model_copy(update={"base": base, "state": base}), "n" * 512)
    assert set(fresh.state.statuses) == {names[0], "n" * 512}
    assert fresh.is_open


def test_the_reason_says_that_a_copy_was_one_too_many() -> None:
    ledger = FakeLedger()
    ledger.violations[KEY] = pair_of_copies([f"{n:05}".rjust(512, "r") for n in range(112)])
    persisted = persist_event(evaluated(NC, 2, rule_name="r" * 512), ledger, NOW, lambda _: None)
    assert persisted.outcome == "stored"
    assert persisted.reason
    assert "more copies" in persisted.reason.sentence


@pytest.mark.parametrize("character", ["x", "é", '"', "😀"])
def test_figures_of_very_many_types_and_rules_are_an_item_with_those_that_matter_most(character: str) -> None:
    names = [f"{n}".rjust(500, character) for n in range(900)]
    figures = Figures(
        rules={name: RuleFigures(open=n) for n, name in enumerate(names)},
        resource_types={name: n for n, name in enumerate(names)},
    ).trimmed()
    assert len(figures.model_dump_json().encode()) < ITEM_BYTES * 3 / 4
    for kept in (figures.rules, figures.resource_types):
        assert names[-1] in kept
        assert names[0] not in kept


def test_figures_of_usual_names_are_kept_whole() -> None:
    figures = Figures(resource_types={f"AWS::Service{n}::Type": n for n in range(100)})
    assert figures.trimmed() == figures


def test_the_end_of_a_rule_with_the_longest_name_is_stored_as_its_opening_was() -> None:
    hub = Hub(NOW)
    longest: dict[str, Any] = {"configRuleName": "é" * (RULE_BYTES // 2), "resourceType": "T", "resourceId": "😀" * 127}
    assert hub.process(evaluation(**longest) | {"id": "x" * 256}) == "sent"
    fixed = evaluation(1, **longest) | {"id": "y" * 256}
    fixed["detail"]["newEvaluationResult"]["complianceType"] = "COMPLIANT"
    hub.process(fixed)
    assert sum(pk.startswith("ALERT#") for pk, _ in hub.table.items) == 2


def test_an_inventory_names_no_rule_that_could_not_be_a_key() -> None:
    raw = sample("logs/rule-inventory")
    raw["detail"]["rules"] = [{"name": "😀" * (RULE_BYTES // 4 + 1)}]
    assert refusal(raw) == ("rejected", "detail.rules.0.name: more than 512 bytes")


def test_a_rule_renamed_beyond_what_a_key_holds_ends_under_its_old_name() -> None:
    ledger = FakeLedger()
    key = KEY.model_copy(update={"resource_id": "i" * 800})
    ledger.violations[key] = after(Violation(key=key), KEY.rule_name).model_copy(update={"version": 1})
    known = {"account": KEY.account, "region": KEY.region}
    old, new = (KnownRule(**known, name=name, listed=InventoryRule(name=name)) for name in (KEY.rule_name, "n" * 400))
    carry_over(old, new, at(5), FakeInventory(ledger), ledger, NOW)
    assert {(k.rule_name, v.is_open) for k, v in ledger.violations.items()} == {(KEY.rule_name, False)}


def test_a_number_an_item_or_a_key_too_large_is_refused_for_good_and_not_retried() -> None:
    hub = Hub(NOW)
    table = Table(hub.table, "events", lambda _: None)  # type: ignore[arg-type] # a stand-in
    for row in ({"n": 10**38 + 1}, {"n": 1e126}, {"text": "x" * ITEM_BYTES}, {"status": "", "id": "1"}):
        with pytest.raises(StorageRefused):
            table.put({"pk": "a", "sk": "b", **row})
    long = evaluated(ID, 1, resource="i" * KEY_BYTES)
    with pytest.raises(StorageRefused):
        DynamoDBLedger(table).record(Record(long, [(Violation(key=KEY), Violation(key=KEY))]), NOW)


@pytest.mark.parametrize("event_id", ["1-\ud800", "1-" + "x" * 1024, "1-none"])
def test_an_id_that_can_be_no_key_is_no_event(event_id: str) -> None:
    table = Table(Hub(NOW).table, "events", lambda _: None)  # type: ignore[arg-type] # a stand-in
    assert DynamoDBHistory(table).event(event_id) is None
