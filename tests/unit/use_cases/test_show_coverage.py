"""Coverage: who is monitored by what, which rules say nothing, and which of the catalogue are nowhere."""

from datetime import UTC, datetime
from typing import Any

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.domain.agents import Agent
from config_monitor.domain.queries import ReadPlan
from config_monitor.ports import Page, Position
from config_monitor.use_cases.show_coverage import show_coverage

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SHOP, BANK = ("111122223333", "eu-central-1"), ("444455556666", "us-east-1")
CRITICAL, LOUD, HOUSE = "s3-bucket-public-read-prohibited", "restricted-ssh", "house-rule"


def test_every_scope_is_shown_with_its_agent_and_its_rules() -> None:
    scopes = {(s["account"], s["region"]): s for s in _coverage()["scopes"]}
    assert (scopes[SHOP]["agent"], scopes[SHOP]["recorder"], scopes[SHOP]["rules"]) == ("reporting", "stopped", 2)
    assert (scopes[BANK]["agent"], scopes[BANK]["last_heard"], scopes[BANK]["rules"]) == ("absent", None, 1)


def test_rules_are_listed_by_account_the_worst_first_with_the_source_of_their_severity() -> None:
    rows = [(r["account"], r["rule_name"], r["severity_source"]) for r in _coverage()["rules"]]
    assert [row[:2] for row in rows] == [(SHOP[0], CRITICAL), (SHOP[0], HOUSE), (BANK[0], CRITICAL)]
    assert rows[1][2] == "unlisted"


def test_a_rule_without_events_for_thirty_days_is_named() -> None:
    assert _coverage()["without_events"] == [HOUSE]


def test_recommended_rules_that_are_nowhere_are_named_and_those_deployed_are_not() -> None:
    missing = [m["rule_name"] for m in _coverage()["not_deployed"]]
    assert LOUD in missing
    assert CRITICAL not in missing
    assert all(m["severity"] >= 4 for m in _coverage()["not_deployed"])


def _coverage() -> dict[str, Any]:
    estate = Estate()
    return show_coverage(estate, estate, PackagedCatalogue(), estate, NOW)


class Estate:
    """Two accounts, one of them without an agent; the house's own rule had its last event long ago."""

    def agents(self) -> list[Agent]:
        last_heard = "2026-11-24T08:30:00.000Z"
        return [Agent(account=SHOP[0], region=SHOP[1], last_heard=last_heard, agent_version=2, recorder="stopped")]

    def scopes(self) -> set[tuple[str, str]]:
        return {SHOP, BANK}

    def evaluated(self, account: str, region: str) -> list[str]:
        return {SHOP: [CRITICAL, HOUSE], BANK: [CRITICAL]}[account, region]

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:  # noqa: ARG002 - the port's
        return Page([] if HOUSE in plan.key.values() else [{"id": "1-a"}], [], None)

    def event(self, event_id: str) -> None:
        """No event is asked for by its id."""
