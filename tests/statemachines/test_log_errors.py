"""The agent's log_errors machine: windows that meet, every error counted once, failures that show."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from config_monitor.domain.events import format_instant, parse_instant
from simulation.machine_walk import TaskFailed, Walk, definition, walk

AGENT = Path(__file__).parents[2] / "agent"
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MACHINE = definition(
    AGENT / "log_errors.asl.json", LogGroupNames="/aws/lambda/orders,/aws/lambda/bills", ErrorPattern="ERROR|Traceback"
)


class Logs:
    """Log events as (instant, group, head, message), and an Insights that counts those of the asked range."""

    def __init__(self, events: list[tuple[datetime, str, str, str]], statuses: list[str] | None = None) -> None:
        self.events, self.statuses = events, statuses or []
        self.sent: list[dict[str, Any]] = []
        self.batches: list[int] = []
        self.asked: dict[str, Any] = {}

    def __call__(self, name: str, arguments: dict[str, Any]) -> Any:
        match name:
            case "StartQuery":
                self.asked = arguments
                return {"QueryId": "q-1"}
            case "GetQueryResults":
                status = self.statuses.pop(0) if self.statuses else "Complete"
                return {"Status": status, **(self._counted() if status == "Complete" else {"Results": []})}
            case "PutEvents":
                self.batches.append(len(arguments["Entries"]))
                self.sent += arguments["Entries"]
                return {"FailedEntryCount": 0}
        raise AssertionError(name)

    def _counted(self) -> dict[str, Any]:
        before = int(self.asked["QueryString"].split("toMillis(@timestamp) < ")[1].split(" ")[0])
        first, last = self.asked["StartTime"], self.asked["EndTime"]
        within = [e for e in self.events if first <= e[0].timestamp() <= last and e[0].timestamp() * 1000 < before]
        groups: dict[tuple[str, str], list[str]] = {}
        for _, group, head, message in within:
            groups.setdefault((group, head), []).append(message)
        rows = [
            [
                {"Field": "@log", "Value": f"222222222222:{group}"},
                {"Field": "head", "Value": head},
                {"Field": "errors", "Value": str(len(messages))},
                {"Field": "example", "Value": messages[-1]},
            ]
            for (group, head), messages in sorted(groups.items(), key=lambda g: -len(g[1]))
        ]
        return {"Results": rows[:100], "Statistics": {"RecordsMatched": float(len(within))}}


def run(logs: Logs, scheduled: datetime) -> Walk:
    return walk(MACHINE, {"scheduled_at": format_instant(scheduled)}, logs)


def thousand_errors() -> list[tuple[datetime, str, str, str]]:
    """1,000 errors over 30 minutes, on and around the borders of the windows too."""
    step = timedelta(minutes=30) / 1000
    groups = ("/aws/lambda/orders", "/aws/lambda/bills")
    return [
        (START + i * step, groups[i % 2], f"ERROR kind {'abcdefg'[i % 7]} ", f"ERROR kind {i % 7} request {i}")
        for i in range(1000)
    ]


def test_a_thousand_errors_over_thirty_minutes_are_each_counted_once() -> None:
    logs = Logs(thousand_errors())
    for minute in range(0, 60, 5):
        assert run(logs, START + timedelta(minutes=minute)).error is None
    details = [entry["Detail"] for entry in logs.sent]
    assert sum(detail["count"] for detail in details) == 1000
    assert len({(d["window_start"], d["fingerprint"]) for d in details}) == len(details) == 6 * 14
    assert max(logs.batches) <= 10
    assert {d["log_group"] for d in details} == {"/aws/lambda/orders", "/aws/lambda/bills"}
    assert all(d["example"].startswith("ERROR kind") and d["message"] == d["message"].strip() for d in details)


def test_windows_follow_from_the_scheduled_time_and_meet() -> None:
    windows = []
    for minute in range(0, 30, 5):
        logs = Logs(thousand_errors())
        # the scheduler may be some seconds late; the window is not
        walked = run(logs, START + timedelta(minutes=10 + minute, seconds=minute * 2))
        windows.append((walked.output["window_start"], logs.sent[0]["Detail"]["window_end"]))
        assert logs.sent[0]["Time"] == logs.sent[0]["Detail"]["window_end"]
    assert all(earlier[1] == later[0] for earlier, later in pairwise(windows))
    assert windows[0][0] == format_instant(START)
    assert all(parse_instant(end) - parse_instant(begin) == timedelta(minutes=5) for begin, end in windows)


def test_an_error_on_a_border_is_in_the_later_window_alone() -> None:
    border = [(START, "/aws/lambda/orders", "ERROR x", "ERROR x")]
    earlier, later = Logs(border), Logs(border)
    run(earlier, START + timedelta(minutes=5))
    run(later, START + timedelta(minutes=10))
    assert (len(earlier.sent), len(later.sent)) == (0, 1)


def test_a_second_run_of_a_window_sends_the_same_identities() -> None:
    first, second = Logs(thousand_errors()), Logs(thousand_errors())
    run(first, START + timedelta(minutes=10))
    run(second, START + timedelta(minutes=10))
    assert json.dumps(first.sent) == json.dumps(second.sent)


def test_a_window_without_errors_sends_nothing() -> None:
    logs = Logs([])
    walked = run(logs, START)
    assert (walked.output["errors"], logs.sent) == (0, [])
    assert "SendErrors" not in walked.visited


def test_one_error_alone_is_one_entry() -> None:
    logs = Logs([(START + timedelta(minutes=1), "/aws/lambda/orders", "ERROR x", "ERROR x 17")])
    walked = run(logs, START + timedelta(minutes=10))
    assert (walked.output["errors"], len(logs.sent)) == (1, 1)
    assert logs.sent[0]["Detail"]["example"] == "ERROR x 17"


def test_beyond_a_hundred_kinds_the_rest_is_counted_in_one_entry() -> None:
    many = [(START + timedelta(seconds=i % 299), "/aws/lambda/orders", f"ERROR {i}", "x") for i in range(130)]
    logs = Logs(many)
    run(logs, START + timedelta(minutes=10))
    details = [entry["Detail"] for entry in logs.sent]
    assert (len(details), sum(d["count"] for d in details), details[-1]["count"]) == (101, 130, 30)


def test_a_query_that_is_not_done_is_asked_again() -> None:
    logs = Logs(thousand_errors(), statuses=["Scheduled", "Running", "Running"])
    walked = run(logs, START + timedelta(minutes=10))
    assert walked.visited.count("GetQueryResults") == 4
    assert walked.error is None


def test_a_query_that_fails_is_started_once_more_and_then_fails_visibly() -> None:
    again = run(Logs(thousand_errors(), statuses=["Failed"]), START + timedelta(minutes=10))
    assert (again.error, again.visited.count("StartQuery")) == (None, 2)
    failed = run(Logs(thousand_errors(), statuses=["Failed", "Timeout"]), START + timedelta(minutes=10))
    assert failed.error == "QueryFailed"


def test_a_query_that_hangs_ends() -> None:
    assert run(Logs([], statuses=["Running"] * 100), START).error == "QueryFailed"


def test_an_unknown_log_group_fails_the_run_and_sets_off_the_alarm() -> None:
    def tasks(_name: str, _arguments: Any) -> Any:
        raise TaskFailed("CloudWatchLogs.ResourceNotFoundException")

    assert walk(MACHINE, {"scheduled_at": "2026-11-24T09:00:00Z"}, tasks).error == (
        "CloudWatchLogs.ResourceNotFoundException"
    )


def test_the_query_groups_by_the_text_up_to_what_varies() -> None:
    logs = Logs([])
    run(logs, START)
    assert logs.asked["LogGroupNames"] == ["/aws/lambda/orders", "/aws/lambda/bills"]
    assert "(?:ERROR|Traceback)[^0-9\"'{=\\n]{0,120}" in logs.asked["QueryString"]
