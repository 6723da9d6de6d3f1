"""When an account and region is left for good, and how many end without a person."""

from datetime import UTC, datetime

import pytest

from config_monitor.domain.events import GLOBAL, Scope
from config_monitor.domain.retirement import (
    AggregatorList,
    RetirementReason,
    Signs,
    plan_retirements,
    reason_to_retire,
)

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SCOPE = ("111122223333", "eu-central-1")
SILENT, GONE = "silent for 90 days", "no longer in the aggregator"
OTHERS = AggregatorList(name="mine", sources=frozenset({("9", "eu-central-1")}), accounts=frozenset({"9"}))


def on(day: str) -> str:
    return f"2026-{day}T00:00:00.000Z"


@pytest.mark.parametrize(
    ("signs", "aggregator_list", "reason"),
    [
        (Signs(), None, SILENT),
        (Signs(last_event=on("08-26")), None, SILENT),
        (Signs(last_event=on("08-27")), None, None),
        (Signs(last_event=on("08-01"), compared_at=on("11-01"), compared_with="mine"), None, None),
        (Signs(compared_at=on("11-21"), compared_with="mine"), OTHERS, GONE),
        (Signs(compared_at=on("11-22"), compared_with="mine"), OTHERS, None),
        (Signs(compared_at=on("11-20"), compared_with="mine", last_event=on("11-23")), OTHERS, None),
        (Signs(compared_at=on("11-20"), compared_with="another"), OTHERS, None),
        (Signs(last_event=on("11-01")), OTHERS, None),
        (Signs(), OTHERS, SILENT),
        (Signs(), AggregatorList(name="mine"), None),
        (Signs(compared_at=on("11-01"), compared_with="mine"), AggregatorList(name="mine"), None),
        (Signs(), AggregatorList(name="mine", sources=frozenset({SCOPE}), accounts=frozenset({"9"})), None),
        (Signs(), AggregatorList(name="mine", accounts=frozenset({SCOPE[0]})), None),
    ],
    ids=[
        *("never a sign", "90 days", "89 days", "compared within 90 days"),
        *("missing for three days", "missing for two days", "missing but sends events", "another aggregator's"),
        *("never in this aggregator", "silent and not listed", "an empty answer", "an empty answer, had it"),
        *("listed however silent", "has figures however silent"),
    ],
)
def test_why_a_scope_is_left(
    signs: Signs, aggregator_list: AggregatorList | None, reason: RetirementReason | None
) -> None:
    assert reason_to_retire(SCOPE, signs, aggregator_list, NOW) == reason


def test_a_list_has_the_regions_of_its_sources_and_global_pairs_with_any_of_them() -> None:
    listed = AggregatorList(name="mine", sources=frozenset({("1", "a")}), accounts=frozenset({"2"}))
    scopes = [("1", "a"), ("1", "b"), ("1", GLOBAL), ("2", "a"), ("2", GLOBAL), ("3", GLOBAL)]
    assert [scope for scope in scopes if listed.lists(*scope)] == [
        *(("1", "a"), ("1", GLOBAL)),
        *(("2", "a"), ("2", GLOBAL)),
    ]


@pytest.mark.parametrize(
    ("known_accounts", "left_accounts", "due"),
    [(3, 1, True), (3, 2, False), (19, 1, True), (19, 2, False), (20, 2, True), (20, 3, False), (1, 1, False)],
)
def test_too_many_at_once_wait_for_a_person(known_accounts: int, left_accounts: int, due: bool) -> None:
    known = {(str(n), region) for n in range(known_accounts) for region in ("a", GLOBAL)}
    reasons: dict[Scope, RetirementReason] = {
        scope: "silent for 90 days" for scope in known if int(scope[0]) < left_accounts
    }
    plan = plan_retirements(reasons, known)
    chosen, others = (plan.due, plan.waiting) if due else (plan.waiting, plan.due)
    assert {(one.account, one.region) for one in chosen} == set(reasons)
    assert others == ()
    assert [one.region for one in chosen] == [GLOBAL, "a"] * left_accounts


def test_a_region_given_up_everywhere_waits_and_one_of_one_account_does_not() -> None:
    known = {(str(n), region) for n in range(12) for region in ("a", "b")}
    everywhere: dict[Scope, RetirementReason] = {
        scope: "no longer in the aggregator" for scope in known if scope[1] == "b"
    }
    assert plan_retirements(everywhere, known).due == ()
    assert len(plan_retirements({("3", "b"): "no longer in the aggregator"}, known).due) == 1
