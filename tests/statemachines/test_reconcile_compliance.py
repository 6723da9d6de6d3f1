"""reconcile_compliance checks agents, reapplies the policy and compares, in steps, or says why it does not."""

from pathlib import Path
from typing import Any

from simulation.machine_walk import TaskFailed, Walk, definition, walk

FILE = Path(__file__).parents[2] / "statemachines" / "reconcile_compliance.asl.json"
FUNCTIONS = ("CheckAgentHealth", "ReapplyPolicy", "ReconcileCompliance", "RetireScopes")


class Steps:
    """Lambdas that need some steps each, and remember what they were given."""

    def __init__(self, reapplies: int = 1, compares: int = 1, retires: int = 1, failed: int = 0) -> None:
        self.retired = {"retired": 2, "waiting": 0, "failed": failed}
        self.left = {"ReapplyPolicy": reapplies, "ReconcileCompliance": compares, "RetireScopes": retires}
        self.payload: list[tuple[str, Any]] = []

    def __call__(self, name: str, arguments: dict[str, Any]) -> Any:
        self.payload.append((name, arguments["Payload"]))
        if name == "CheckAgentHealth":
            return {"Payload": {"unhealthy": 2, "silent": ["222222222222 us-east-1"]}}
        self.left[name] -= 1
        if name == "RetireScopes":
            return {"Payload": {"result": self.retired, "all_done": not self.left[name]}}
        cursor = {"account": f"after {self.left[name]}"} if self.left[name] else None
        if name == "ReapplyPolicy":
            return {"Payload": {"cursor": cursor, "result": {"checked": 7}}}
        return {"Payload": {"cursor": cursor, "result": {"compared": 9}, "differences": 3}}


def run(steps: Any, aggregator: str = "organisation", payload: Any = None) -> Walk:
    arns = {f"{name}FunctionArn": name for name in FUNCTIONS}
    return walk(definition(FILE, **arns, ConfigAggregatorName=aggregator), payload or {}, steps)


def test_steps_go_on_until_there_is_no_cursor() -> None:
    steps = Steps(reapplies=3, compares=4)
    walked = run(steps)
    assert [name for name, _ in steps.payload] == [
        "CheckAgentHealth", *["ReapplyPolicy"] * 3, *["ReconcileCompliance"] * 4, "RetireScopes"
    ]  # fmt: skip
    assert steps.payload[2][1] == {"cursor": {"account": "after 2"}, "result": {"checked": 7}}
    assert walked.output == {
        "compared": True,
        "differences": 3,
        "reconciled": {"compared": 9},
        "reapplied": {"checked": 7},
        "agents": {"unhealthy": 2, "silent": ["222222222222 us-east-1"]},
        "retired": {"retired": 2, "waiting": 0, "failed": 0},
    }
    assert steps.payload[-1][1] == {"result": None}


def test_retiring_goes_on_until_all_is_done() -> None:
    steps = Steps(retires=3)
    assert run(steps).output["retired"] == {"retired": 2, "waiting": 0, "failed": 0}
    assert (
        steps.payload[-2:]
        == [("RetireScopes", {"result": {"retired": 2, "waiting": 0, "failed": 0}, "all_done": False})] * 2
    )


def test_a_scope_that_cannot_be_retired_fails_the_run_when_all_else_is_done() -> None:
    steps = Steps(retires=2, failed=1)
    walked = run(steps)
    assert [name for name, _ in steps.payload].count("RetireScopes") == 2
    assert walked.error == "RetirementFailed"


def test_without_an_aggregator_the_output_says_so() -> None:
    steps = Steps()
    walked = run(steps, aggregator="")
    assert walked.output["compared"] is False
    assert "ConfigAggregatorName" in walked.output["reason"]
    assert "ReconcileCompliance" not in walked.visited
    assert walked.output["retired"] == {"retired": 2, "waiting": 0, "failed": 0}


def test_a_run_that_broke_off_is_resumed_at_its_cursor() -> None:
    steps = Steps()
    run(steps, payload={"cursor": {"account": "5"}, "result": {"compared": 4}})
    assert steps.payload[-2] == ("ReconcileCompliance", {"cursor": {"account": "5"}, "result": {"compared": 4}})


def test_a_step_that_fails_for_good_fails_the_run() -> None:
    def broken(_name: str, _arguments: Any) -> Any:
        raise TaskFailed("StorageBusy")

    assert run(broken).error == "StorageBusy"


def test_a_comparison_that_fails_retires_nobody() -> None:
    steps = Steps()

    def fails_to_compare(name: str, arguments: dict[str, Any]) -> Any:
        if name == "ReconcileCompliance":
            raise TaskFailed("AccessDeniedException")
        return steps(name, arguments)

    walked = run(fails_to_compare)
    assert (walked.error, "RetireScopes" in walked.visited) == ("AccessDeniedException", False)
