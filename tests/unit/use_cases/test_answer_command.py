"""What `/compliance` answers: the overview, lists by exact and near names, what is mine, and nothing to strangers."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from config_monitor.domain.events import Severity
from config_monitor.domain.policy import Policy
from config_monitor.domain.queries import EarlierDay, ReadPlan
from config_monitor.ports import Page, Position
from config_monitor.use_cases import answer_command as module
from config_monitor.use_cases.answer_command import HELP, LISTED, answer_command
from tests.support.acting import ALICE, BOB, FakePeople

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
POLICY = Policy.model_validate({"accounts": {"222222222222": {"name": "orchard-production"}}})


def row(number: int, **more: Any) -> dict[str, Any]:
    return {
        "account": "222222222222",
        "region": "us-east-1",
        "rule_name": "restricted-ssh",
        "resource_id": f"sg-{number:05}",
        "severity": int(Severity.HIGH),
        "opened_at": f"2026-11-{1 + number % 20:02}T09:00:00.000Z",
        **more,
    }


class FakeViolations:
    """Open violations in memory, by the equalities of a plan and in pages of two."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = rows

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:
        wanted = {**plan.key, **plan.filters}
        del wanted["list_state"]
        rows = [row for row in self.rows if all(row.get(name) == value for name, value in wanted.items())]
        begin = int(after[0]) if after else 0
        end = begin + min(limit, 2)
        return Page(rows[begin:end], [], [str(end)] if end < len(rows) else None)

    def counters_by_account(self) -> Iterator[tuple[str, dict[str, int]]]:
        yield "222222222222", {"compliant": 30, "open_4": len(self.rows), "excepted": 1}

    def day(self, _day: date) -> EarlierDay:
        return {}


def answer(text: str, *rows: dict[str, Any], page: str | None = None) -> list[str]:
    violations: Any = FakeViolations(*rows)
    return answer_command(text, page, BOB, POLICY, FakePeople(), violations, NOW)


def test_alone_it_answers_score_severities_the_three_worst_and_a_link() -> None:
    rows = [row(n) for n in range(5)] + [row(9, severity=5, resource_name="bastion", acknowledged_by="bob (UBOB)")]
    lines = answer("", *rows, page="https://hub/v1/")
    assert lines[:3] == [
        "Compliance score: 83.33 %",
        "Open: 6 high; excepted: 1",
        "• Critical: restricted-ssh, bastion (sg-00009) in orchard-production (222222222222), us-east-1, "
        "since 2026-11-10 09:00 UTC, acknowledged by bob (UBOB)",
    ]
    assert (len(lines), lines[-1]) == (6, "All of it: https://hub/v1/")


@pytest.mark.parametrize(
    "asked", ["222222222222", "orchard-production", "Orchard", "orchad-production", "restricted-ssh", "RESTRICTED"]
)
def test_an_account_or_rule_is_listed_by_its_name_and_by_a_near_one(asked: str) -> None:
    lines = answer(asked, *(row(n) for n in range(LISTED + 5)))
    assert lines[0].startswith(f"{LISTED + 5} open: ")
    assert (len(lines), lines[-1]) == (LISTED + 2, "5 more")


@pytest.mark.parametrize("asked", ["sg-00003", "00003", "web-front", "sg-0003"])
def test_a_resource_is_listed_by_id_or_name(asked: str) -> None:
    rows = [row(n, resource_name="web-frontend" if n == 3 else None) for n in (3, 4444)]
    (head, line) = answer(asked, *rows)
    assert head.startswith("1 open: ")
    assert "web-frontend (sg-00003)" in line


def test_mine_is_what_i_acknowledged_however_much_is_open() -> None:
    others = [row(n, acknowledged_by="a (UBOB) joker (UEVE)") for n in range(30)]
    lines = answer("mine", *others, row(77, acknowledged_by="robert, once bob (UBOB)"))
    assert (lines[0], len(lines)) == ("1 open: acknowledged by you", 2)


def test_more_than_it_looks_through_is_not_passed_off_as_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 10)
    monkeypatch.setattr(module._open, "__defaults__", (10,))
    assert answer("restricted-ssh", *(row(n) for n in range(30)))[0] == "More than 10 open: restricted-ssh"


def test_what_is_unknown_is_answered_with_help() -> None:
    assert answer("zebra", row(1)) == ["Nothing open is known of zebra.", *HELP]
    assert answer("help") == list(HELP)


def test_guests_and_strangers_are_answered_nothing() -> None:
    violations: Any = FakeViolations(row(1))
    lines = answer_command("", None, ALICE, POLICY, FakePeople("UALICE"), violations, NOW)
    assert lines == ["Only full members of this workspace may ask."]
