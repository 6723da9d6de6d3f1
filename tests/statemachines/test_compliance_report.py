"""The report machine from request to output: what is requested, what fails, what is sent all the same."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import pytest

from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import ComplianceStatus
from config_monitor.domain.reports import BATCHES, Pair, ReportRun, Step
from config_monitor.use_cases.aggregate_compliance import (
    MergeDependencies,
    aggregate_batch,
    list_accounts,
    merge_accounts,
)
from config_monitor.use_cases.render_report import render_report
from config_monitor.use_cases.report_dependencies import ReportDependencies
from simulation.machine_walk import TaskFailed, Walk, walk
from tests.support.machines import load
from tests.support.pair_histories import generated, independently_counted, violations
from tests.support.report_fakes import FakeFigures, FakeReportFiles, dependencies, posts, rendered_reports
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

    def ListAccounts(self, payload: dict[str, Any]) -> Any:  # noqa: N802 - the state's name
        listed = list_accounts(payload["request"], payload["run_id"], payload["started_at"], "UTC", self.store)
        return listed.model_dump(mode="json")

    def AggregateCompliance(self, payload: dict[str, Any]) -> Any:  # noqa: N802 - as above
        aggregate_batch(
            ReportRun.model_validate(payload["run"]), payload["accounts"], self.store, self.dependencies.rows, NOW
        )
        return {"outcome": "counted"}

    def MergeAccounts(self, payload: dict[str, Any]) -> Any:  # noqa: N802 - as above
        merged = merge_accounts(
            ReportRun.model_validate(payload["run"]),
            flat(payload["batches"]),
            MergeDependencies(self.store, self.dependencies.rows, self.dependencies.team_days, {}),
            NOW,
        )
        return merged.model_dump(mode="json")

    def RenderReport(self, payload: dict[str, Any]) -> Any:  # noqa: N802 - as above
        run = ReportRun.model_validate(payload["run"])
        return asdict(render_report(run, flat(payload["batches"]), self.dependencies, NOW))

    def AlertReportFailure(self, payload: dict[str, Any]) -> Any:  # noqa: N802 - as above
        self.failures.append(payload)
        return {"outcome": "sent"}


def flat(batches: list[list[str]]) -> list[str]:
    return [account for batch in batches for account in batch]


@pytest.fixture
def functions() -> Functions:
    changes = generated("UTC", date(2026, 11, 24), 8)
    store = FakeFigures(list(violations(changes, 8)))
    return Functions(store, dependencies(store))


def run(functions: Functions, **payload: Any) -> Walk:
    return walk(MACHINE, payload, functions)


@pytest.mark.parametrize("period", ["daily", "weekly"])
def test_a_report_ends_with_its_figures_as_output(functions: Functions, period: str) -> None:
    output = run(functions, period=period, date="2026-11-20").output
    days = {date(2026, 11, 20)} if period == "daily" else {date(2026, 11, day) for day in range(14, 21)}
    expected = independently_counted(generated("UTC", date(2026, 11, 24), 8), ONE, days, "UTC")
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


def test_a_report_without_accounts_is_a_report(functions: Functions) -> None:
    functions.store.violations = []
    output = run(functions, period="daily").output
    assert (output["score"], output["accounts"], len(posts(functions.dependencies))) == (None, {}, 1)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"period": "monthly"},
        {"period": "daily", "date": "2026-11-31"},
        {"period": "daily", "date": "2027-01-01"},
        {"period": "daily", "date": 7},
    ],
)
def test_a_request_that_makes_no_sense_fails_with_the_reason_and_disturbs_nobody(
    functions: Functions, payload: dict[str, Any]
) -> None:
    walked = run(functions, **payload)
    assert (walked.error, walked.visited[-1], functions.failures) == ("RejectedRequest", "ReportFailed", [])


@pytest.mark.parametrize("broken", ["ListAccounts", "MergeAccounts", "RenderReport"])
def test_a_report_that_fails_says_so_in_slack_and_ends_as_failed(functions: Functions, broken: str) -> None:
    functions.broken.add(broken)
    walked = run(functions, period="daily")
    assert (walked.error, walked.visited[-2:]) == ("Runtime.HandlerError", ["AlertReportFailure", "ReportFailed"])
    assert functions.failures[0]["request"] == {"period": "daily"}


def test_a_failure_that_cannot_be_notified_still_ends_as_failed(functions: Functions) -> None:
    functions.broken |= {"MergeAccounts", "AlertReportFailure"}
    assert run(functions, period="daily").error == "Runtime.HandlerError"


class ManyAccounts(FakeFigures):
    """The table of an organisation of so many accounts with one pair each."""

    def __init__(self, number: int) -> None:
        super().__init__([])
        self.number = number

    def accounts(self) -> list[str]:
        return [f"{n:012d}" for n in range(self.number)]

    def pairs(self, account: str, since: str) -> Iterator[Pair]:  # noqa: ARG002 - the port's
        if account == self.broken:
            raise RuntimeError("the table does not answer")
        key = ViolationKey(
            account=account, region="eu-west-1", rule_name="rule", resource_type="AWS::S3::Bucket", resource_id="a"
        )
        yield Pair(key, 3, (Step("2026-10-01T00:00:00.000Z", ComplianceStatus.COMPLIANT),))


def organisation(number: int) -> tuple[Functions, FakeReportFiles]:
    store, files = ManyAccounts(number), FakeReportFiles()
    return Functions(store, dependencies(store, files=files)), files


def test_five_hundred_accounts_are_in_the_output_itself() -> None:
    output = run(organisation(500)[0], period="daily").output
    assert (len(output["accounts"]), "figures_url" in output) == (500, False)
    assert len(json.dumps(output)) < 256_000 * 0.5


def test_of_more_the_output_says_where_they_are_and_every_state_stays_small() -> None:
    functions, files = organisation(2_600)
    functions.store.broken = f"{7:012d}"
    walked = run(functions, period="daily")
    figures = json.loads(files.files[walked.output["figures_url"].removeprefix("https://files/")])["accounts"]
    assert (len(figures), figures[f"{8:012d}"]["score"], figures[f"{7:012d}"]["missing"]) == (2_600, 100, True)
    assert (walked.output["missing"], "accounts" in walked.output) == ([f"{7:012d}"], False)
    batches = list_accounts({"period": "daily"}, "run", "2026-11-24T09:00:00.000Z", "UTC", functions.store).batches
    assert len(batches) <= BATCHES
    # An iteration that is tried again takes five more events of the history each time.
    assert len(batches) * 7 + 8 * 5 * 100 < 25_000
    assert len(json.dumps(batches)) < 256_000 * 0.5
