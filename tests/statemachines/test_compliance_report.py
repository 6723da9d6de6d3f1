"""The report machine from request to output: what is requested, what fails, what is sent all the same."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import pytest

from config_monitor.domain.reports import ReportRun
from config_monitor.use_cases.aggregate_compliance import aggregate_account, list_accounts, merge_accounts
from config_monitor.use_cases.render_report import ReportDependencies, render_report
from tests.support.machine_walk import TaskFailed, Walk, walk
from tests.support.machines import load
from tests.support.pair_histories import generated, independently_counted, violations
from tests.support.report_fakes import FakeFigures, dependencies, posts, rendered_reports
from tests.support.template import ROOT

MACHINE = load(ROOT / "statemachines" / "compliance_report.asl.json")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)  # when the walker's executions start
ONE, OTHER = "111122223333", "444455556666"


class Functions:
    """The machine's functions over a table in memory; what raises in them fails for good."""

    def __init__(self, store: FakeFigures, rendering: ReportDependencies) -> None:
        self.store, self.dependencies = store, rendering
        self.failures: list[dict[str, Any]] = []
        self.broken: set[str] = set()

    def __call__(self, name: str, arguments: dict[str, Any]) -> Any:
        if name in self.broken:
            raise TaskFailed("Runtime.HandlerError", "broken")
        try:
            return {"Payload": getattr(self, name)(arguments["Payload"])}
        except RuntimeError as error:
            raise TaskFailed("Runtime.HandlerError", str(error)) from error

    def ListAccounts(self, given: dict[str, Any]) -> Any:  # noqa: N802 - the state's name
        listed = list_accounts(given["request"], given["run_id"], given["started_at"], "UTC", self.store)
        return listed.model_dump(mode="json")

    def AggregateCompliance(self, given: dict[str, Any]) -> Any:  # noqa: N802 - as above
        aggregate_account(
            ReportRun.model_validate(given["run"]), given["account"], self.store, self.dependencies.rows, NOW
        )
        return {"outcome": "counted"}

    def MergeAccounts(self, given: dict[str, Any]) -> Any:  # noqa: N802 - as above
        merged = merge_accounts(
            ReportRun.model_validate(given["run"]), given["accounts"], self.store, self.dependencies.rows, NOW
        )
        return merged.model_dump(mode="json")

    def RenderReport(self, given: dict[str, Any]) -> Any:  # noqa: N802 - as above
        return asdict(render_report(ReportRun.model_validate(given["run"]), given["accounts"], self.dependencies, NOW))

    def AlertReportFailure(self, given: dict[str, Any]) -> Any:  # noqa: N802 - as above
        self.failures.append(given)
        return {"outcome": "sent"}


@pytest.fixture
def functions() -> Functions:
    changes = generated("UTC", date(2026, 11, 24), 28, 8)
    store = FakeFigures(list(violations(changes, 8)))
    return Functions(store, dependencies(store))


def run(functions: Functions, **given: Any) -> Walk:
    return walk(MACHINE, given, functions)


@pytest.mark.parametrize("period", ["daily", "weekly"])
def test_a_report_ends_with_its_figures_as_output(functions: Functions, period: str) -> None:
    output = run(functions, period=period, date="2026-11-20").output
    days = {date(2026, 11, 20)} if period == "daily" else {date(2026, 11, day) for day in range(14, 21)}
    expected = independently_counted(generated("UTC", date(2026, 11, 24), 28, 8), ONE, days, "UTC")
    mine = output["accounts"][ONE]
    assert (output["period"], output["date"], output["missing"]) == (period, "2026-11-20", [])
    assert (mine["compliant"], mine["non_compliant"]) == (expected["compliant"], expected["open"])
    assert (mine["new"], mine["resolved"]) == (
        expected["new"],
        expected["fixed"] + expected["removed"],
    )
    assert mine["score"] == round(100 * expected["compliant"] / (expected["compliant"] + expected["open"]), 2)


def test_run_again_it_says_the_same_and_is_sent_again(functions: Functions) -> None:
    first, second = (run(functions, period="weekly", date="2026-11-20").output for _ in range(2))
    assert first["accounts"] == second["accounts"]


def test_the_schedule_means_the_day_that_just_ended_and_is_sent_once(functions: Functions) -> None:
    first, second = (run(functions, period="daily").output for _ in range(2))
    assert first["date"] == "2026-11-23"
    assert (first["channels"], second["channels"]) == ({"reports": "sent"}, {"reports": "sent before"})
    assert len(posts(functions.dependencies)) == 1


def test_an_account_that_fails_for_good_is_named_and_not_a_hundred_percent(functions: Functions) -> None:
    functions.store.broken = OTHER
    output = run(functions, period="daily", date="2026-11-20").output
    report, *_ = rendered_reports(functions.dependencies)
    assert output["missing"] == [OTHER]
    assert (output["accounts"][OTHER]["score"], output["accounts"][OTHER]["missing"]) == (None, True)
    assert [line.account for line in report.missing] == [OTHER]
    assert output["score"] == output["accounts"][ONE]["score"] != 100


def test_all_accounts_failing_is_no_score_at_all(functions: Functions) -> None:
    functions.broken.add("AggregateCompliance")
    output = run(functions, period="daily", date="2026-11-20").output
    assert (output["score"], output["missing"]) == (None, [ONE, OTHER])


def test_nobody_heard_of_yet_is_a_report_all_the_same(functions: Functions) -> None:
    functions.store.violations = []
    output = run(functions, period="daily").output
    assert (output["score"], output["accounts"], len(posts(functions.dependencies))) == (None, {}, 1)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"period": "monthly"},
        {"period": "daily", "date": "2026-11-31"},
        {"period": "daily", "date": "2027-01-01"},
        {"period": "daily", "date": 7},
    ],
)
def test_a_request_that_makes_no_sense_fails_with_the_reason_and_disturbs_nobody(
    functions: Functions, given: dict[str, Any]
) -> None:
    walked = run(functions, **given)
    assert (walked.error, walked.visited[-1], functions.failures) == ("RejectedRequest", "ReportFailed", [])


@pytest.mark.parametrize("broken", ["ListAccounts", "MergeAccounts", "RenderReport"])
def test_a_report_that_fails_says_so_in_slack_and_ends_as_failed(functions: Functions, broken: str) -> None:
    functions.broken.add(broken)
    walked = run(functions, period="daily")
    assert (walked.error, walked.visited[-2:]) == ("Runtime.HandlerError", ["AlertReportFailure", "ReportFailed"])
    assert functions.failures[0]["request"] == {"period": "daily"}


def test_a_failure_that_cannot_be_told_still_ends_as_failed(functions: Functions) -> None:
    functions.broken |= {"MergeAccounts", "AlertReportFailure"}
    assert run(functions, period="daily").error == "Runtime.HandlerError"


def test_five_hundred_accounts_fit_between_the_states(functions: Functions) -> None:
    """Step Functions carries 256 KB from state to state; what the map puts out and the end's output are the largest."""
    one = {
        "score": 84.62,
        "compliant": 12345,
        "non_compliant": 1234,
        "new": 123,
        "resolved": 123,
        "reopened": 12,
        "excepted": 12,
        "missing": False,
    }
    assert len(json.dumps({f"{n:012d}": one for n in range(500)})) < 256_000 * 0.4
    assert set(run(functions, period="daily").output["accounts"][ONE]) == set(one)
