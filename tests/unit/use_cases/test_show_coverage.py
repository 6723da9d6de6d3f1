"""Coverage: who is monitored by what, which rules say nothing, and which of the catalogue are nowhere."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import pytest

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.domain.agents import Agent
from config_monitor.domain.events import GLOBAL, InventoryRule
from config_monitor.domain.policy import Policy
from config_monitor.domain.queries import ReadPlan
from config_monitor.domain.queries import coverage as coverage_module
from config_monitor.domain.rules import KnownRule
from config_monitor.ports import Page, Position
from config_monitor.use_cases import show_coverage as show_coverage_module
from config_monitor.use_cases.show_coverage import CoverageDependencies, show_coverage

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SHOP, BANK, PORT = ("111122223333", "eu-central-1"), ("444455556666", "us-east-1"), ("777788889999", "eu-west-1")
CRITICAL, LOUD, HOUSE = "s3-bucket-public-read-prohibited", "restricted-ssh", "house-rule"
RENAMED, COPY = "house-no-public-buckets", "securityhub-restricted-ssh-0a1b2c3d"
LISTED_AT = "2026-11-24T03:00:00.000Z"


def test_every_scope_is_shown_with_its_agent_its_recorder_and_its_rules() -> None:
    scopes = {(s["account"], s["region"]): s for s in _coverage()["scopes"]}
    assert (scopes[SHOP]["agent"], scopes[SHOP]["recorder"], scopes[SHOP]["rules"]) == ("reporting", "stopped", 3)
    assert scopes[SHOP]["rules_listed_at"] == LISTED_AT
    assert (scopes[BANK]["agent"], scopes[BANK]["last_heard"], scopes[BANK]["rules"]) == ("absent", None, 1)
    assert (scopes[PORT]["agent"], scopes[PORT]["rules"], scopes[PORT]["rules_listed_at"]) == ("silent", 0, None)
    assert _coverage()["accounts"] == 3


def test_a_region_that_does_not_exist_is_no_scope() -> None:
    assert _coverage(scopes=[SHOP, (BANK[0], "xx-nowhere-1")])["accounts"] == 2


def test_rules_are_listed_by_account_the_worst_first_under_what_they_are() -> None:
    rows = [(r["account"], r["rule_name"], r["severity_source"], r["owner"]) for r in _coverage()["rules"]]
    assert [row[:2] for row in rows[:3]] == [(SHOP[0], CRITICAL), (SHOP[0], LOUD), (SHOP[0], HOUSE)]
    assert rows[2][2:] == ("unlisted", "CUSTOM_LAMBDA")
    assert rows[0][3] == "AWS"
    assert [(row[0], row[1], row[3]) for row in rows[3:]] == [(BANK[0], CRITICAL, None)]


def test_severities_are_those_of_the_policy_where_it_has_one() -> None:
    policy = {"severities": [{"rule": [HOUSE], "account": [SHOP[0]], "severity": "critical"}]}
    rows = {r["rule_name"]: (r["severity"], r["severity_source"]) for r in _coverage(policy)["rules"]}
    assert rows[HOUSE] == (5, "policy")


def test_a_rule_without_events_for_thirty_days_is_named_whatever_name_its_events_have() -> None:
    assert _coverage()["without_events"] == [HOUSE]
    assert _coverage(with_events={RENAMED})["without_events"] == [HOUSE, LOUD]
    assert _coverage(with_events={CRITICAL, HOUSE, LOUD})["without_events"] == []


def test_recommended_rules_that_are_nowhere_are_named_and_those_deployed_are_not() -> None:
    missing = [m["rule_name"] for m in _coverage()["not_deployed"]]
    assert not {LOUD, CRITICAL} & set(missing)
    assert "rds-snapshots-public-prohibited" in missing
    assert all(m["severity"] >= 4 for m in _coverage()["not_deployed"])


def test_a_custom_rule_under_a_managed_rules_name_does_not_stand_for_it() -> None:
    own = InventoryRule(name=LOUD, owner="CUSTOM_LAMBDA", source_identifier="arn:aws:lambda:x")
    assert LOUD in [m["rule_name"] for m in _coverage(rules=[own])["not_deployed"]]


def test_rules_of_global_pairs_count_where_no_agent_lists_any_and_are_no_region() -> None:
    scopes, rules = {SHOP, (SHOP[0], GLOBAL), (BANK[0], GLOBAL)}, {(SHOP[0], GLOBAL): [LOUD, "own"]}
    shown = _coverage(scopes=scopes, evaluated={**rules, (BANK[0], GLOBAL): [CRITICAL]})
    assert [(s["account"], s["region"]) for s in shown["scopes"]] == [SHOP, (BANK[0], GLOBAL), PORT]
    regions = {(r["account"], r["rule_name"]): r["regions"] for r in shown["rules"]}
    assert regions[BANK[0], CRITICAL] == [GLOBAL]
    assert regions[SHOP[0], LOUD] == [SHOP[1]]
    assert (SHOP[0], "own") not in regions


def test_of_more_rows_than_an_answer_holds_the_worst_are_kept_and_the_others_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(coverage_module, "MOST_ROWS", 2)
    shown = _coverage()
    assert ([r["severity"] for r in shown["rules"]], shown["rules_left_out"]) == ([5, 5], 2)
    assert [(s["account"], s["region"]) for s in shown["scopes"]] == [SHOP, BANK]
    assert shown["scopes_left_out"] == 1


def test_what_one_account_lists_without_end_is_cut_and_its_own_names_are_looked_up_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(show_coverage_module, "RULES_OF_A_SCOPE", 500)
    monkeypatch.setattr(show_coverage_module, "LOOKED_UP", 1)
    shown = _coverage(rules=[InventoryRule(name=f"a{number}", owner="CUSTOM_POLICY") for number in range(2_000)]
                      + [InventoryRule(name=CRITICAL, owner="AWS")], with_events=())  # fmt: skip
    assert {(s["account"], s["rules"]) for s in shown["scopes"]} >= {(SHOP[0], 498), (BANK[0], 1)}
    assert len(shown["without_events"]) == 1


def _coverage(policy: dict[str, Any] | None = None, **estate: Any) -> dict[str, Any]:
    made: Any = Estate(Policy.model_validate(policy or {}), **estate)
    catalogue = PackagedCatalogue()
    ports = CoverageDependencies(made, made, made, catalogue, catalogue, made, made)
    return show_coverage(ports, NOW).model_dump(mode="json")


class Estate:
    """Three accounts: one lists its rules, one has no agent, one is silent. The house's own rule says nothing."""

    def __init__(
        self,
        policy: Policy,
        scopes: Collection[tuple[str, str]] = (SHOP, BANK),
        evaluated: dict[tuple[str, str], list[str]] | None = None,
        rules: Collection[InventoryRule] = (),
        with_events: Collection[str] = (CRITICAL, LOUD),
    ) -> None:
        self.stored, self.counted, self.with_events = policy, set(scopes), with_events
        self.pairs = {SHOP: ["of-no-matter"], BANK: [CRITICAL]} | (evaluated or {})
        self.inventory = rules or (
            InventoryRule(name=RENAMED, owner="AWS", source_identifier="S3_BUCKET_PUBLIC_READ_PROHIBITED"),
            InventoryRule(name=COPY, owner="AWS", source_identifier="INCOMING_SSH_DISABLED"),
            InventoryRule(name=LOUD, owner="AWS", source_identifier="INCOMING_SSH_DISABLED"),
            InventoryRule(name=HOUSE, owner="CUSTOM_LAMBDA", source_identifier="arn:aws:lambda:eu-central-1:1:f"),
        )

    def policy(self) -> Policy:
        return self.stored

    def agents(self) -> list[Agent]:
        heartbeat = {"agent_version": 2, "recorder": "stopped"}
        return [
            Agent(account=SHOP[0], region=SHOP[1], last_heard="2026-11-24T08:30:00.000Z", **heartbeat),
            Agent(account=PORT[0], region=PORT[1], last_heard="2026-11-24T01:30:00.000Z", **heartbeat),
        ]

    def scopes(self) -> set[tuple[str, str]]:
        return self.counted

    def rules(self, account: str, region: str, at_most: int) -> list[KnownRule]:
        """Of the shop alone: its rules, one that is gone, and one that was evaluated and never listed."""
        if (account, region) != SHOP:
            return []
        scope = {"account": account, "region": region}
        gone = KnownRule(
            **scope, name="gone", listed=InventoryRule(name="gone"), seen_at="2026-01-01", gone_at="2026-02"
        )
        listed = [KnownRule(**scope, name=rule.name, listed=rule, seen_at=LISTED_AT) for rule in self.inventory]
        evaluated = KnownRule(**scope, name="evaluated", first_evaluated_at=LISTED_AT)
        return [gone, evaluated, *listed][:at_most]

    def evaluated(self, account: str, region: str) -> list[str]:
        return self.pairs.get((account, region), [])

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:  # noqa: ARG002 - the port's
        recent = set(plan.key.values()) & set(self.with_events)
        return Page([{"id": "1-a"}] if recent else [], [], None)

    def event(self, event_id: str) -> None:
        """No event is asked for by its id."""
