"""A region whose recorder is off has no word about what other regions still look at."""

from dataclasses import replace

import pytest

from config_monitor.domain.agents import Agent
from config_monitor.domain.compliance import Violation, ViolationKey
from config_monitor.domain.events import GLOBAL
from config_monitor.domain.policy import ReapplyCursor, ReapplyResult
from config_monitor.use_cases.end_unrecorded import regions_without_recorder
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.reapply_policy import reapply_policy
from simulation.evaluations import ACCOUNT, NC, RULE, C
from tests.support.company import NOON, Company, company
from tests.support.global_pairs import REGIONS, USER, in_region

KEY = ViolationKey(account=ACCOUNT, region=GLOBAL, rule_name=RULE, resource_type=USER, resource_id="vol-0a1")


class Agents:
    """An agent in each region, some of which report that the recorder is off."""

    def __init__(self, **recorders: str) -> None:
        self.recorders = recorders

    def agents(self) -> list[Agent]:
        return [
            Agent(account=ACCOUNT, region=region, last_heard=f"{NOON:%Y-%m-%dT11:30:00.000Z}", agent_version=3,
                  recorder=self.recorders.get(region.replace("-", "_"), "recording"))
            for region in REGIONS
        ]  # fmt: skip

    def scopes(self) -> set[tuple[str, str]]:
        return set()


def after_the_daily_run(known: Company, **recorders: str) -> Violation:
    ports = replace(known.dependencies(NOON, out_of_time=False), agents=Agents(**recorders))
    assert reapply_policy(ports, ReapplyCursor(), ReapplyResult())[0] is None
    return known.ledger.violations[KEY]


def fixed_in_all_but_eu_west_1() -> Company:
    known = company()
    for hour, where in enumerate(REGIONS, 1):
        persist_event(in_region(where, NC, hour, C), known.ledger, NOON, lambda _: None)
    for hour, where in enumerate(REGIONS, 5):
        if where != "eu-west-1":
            persist_event(in_region(where, C, hour, NC), known.ledger, NOON, lambda _: None)
    assert known.ledger.violations[KEY].is_open
    return known


def test_it_ends_when_only_a_region_that_records_no_more_says_so_and_its_thread_says_that() -> None:
    known = fixed_in_all_but_eu_west_1()
    ended = after_the_daily_run(known, eu_west_1="stopped")
    assert (ended.is_open, ended.closed_as) == (False, "fixed")
    assert [alert.kind for alert in known.ledger.alerts.values()].count("fixed") == 1
    before = dict(known.ledger.violations)
    after_the_daily_run(known, eu_west_1="stopped")
    assert known.ledger.violations == before


@pytest.mark.parametrize(
    "recorders", [{}, {"eu_central_1": "stopped"}, dict.fromkeys(("us_east_1", "eu_west_1", "eu_central_1"), "absent")]
)
def test_it_stays_open_while_a_region_that_records_says_so_or_when_none_records(recorders: dict[str, str]) -> None:
    assert after_the_daily_run(fixed_in_all_but_eu_west_1(), **recorders).is_open


def test_a_silent_agent_is_no_word_about_its_recorder() -> None:
    (off,) = regions_without_recorder(Agents(eu_west_1="stopped").agents(), NOON).values()
    assert off == {"eu-west-1"}
    assert regions_without_recorder(Agents(eu_west_1="stopped").agents(), NOON.replace(day=NOON.day + 1)) == {}
