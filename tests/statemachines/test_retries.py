"""Retry and Catch have one source, statemachines/retries.yaml, and name what States.ALL does not stand for."""

import json
from copy import deepcopy
from pathlib import Path

import pytest

from scripts.retries import DEFINITIONS, read_rules, with_retries
from scripts.write_machines import contents
from tests.support.machines import load, name_of, states, tasks

EVERY = pytest.mark.parametrize("path", DEFINITIONS, ids=name_of)
RULES = read_rules()


def test_the_files_are_as_the_command_writes_them() -> None:
    assert [path.name for path, text in contents().items() if path.read_text() != text] == []


@EVERY
def test_every_task_gets_a_changed_policy(path: Path) -> None:
    changed = deepcopy(RULES)
    for policy in changed["policies"].values():
        policy["other"]["attempts"] = 77
    written = json.loads(with_retries(path.read_text(), name_of(path), changed))
    assert all(task["Retry"][-1]["MaxAttempts"] == 77 for _, task in tasks(written) if "Retry" in task)
    assert any("Retry" in task for _, task in tasks(written))


@EVERY
def test_an_error_that_cannot_pass_is_not_retried(path: Path) -> None:
    for name, task in tasks(load(path)):
        if "Retry" not in task:
            assert set(RULES["permanent"]["states"]) <= set(task["Catch"][0]["ErrorEquals"]), name
            continue
        permanent, *others = task["Retry"]
        assert permanent["MaxAttempts"] == 0, name
        assert set(RULES["permanent"]["states"]) <= set(permanent["ErrorEquals"]), name
        assert not {error for retrier in others for error in retrier["ErrorEquals"]} & set(permanent["ErrorEquals"])


@EVERY
def test_where_all_errors_are_caught_the_size_limit_is_too(path: Path) -> None:
    """States.ALL does not stand for States.DataLimitExceeded."""
    for name, state in states(load(path)):
        catchers = {
            error: {**catcher, "ErrorEquals": []}
            for catcher in state.get("Catch", [])
            for error in catcher["ErrorEquals"]
        }
        if "States.ALL" in catchers:
            assert "States.DataLimitExceeded" in catchers, name
            assert "Retry" not in state or catchers["States.DataLimitExceeded"] == catchers["States.ALL"], name


def test_rules_for_a_state_that_does_not_exist_are_refused() -> None:
    changed = deepcopy(RULES)
    changed["machines"]["process_event"]["states"]["Nowhere"] = {"retry": "patient"}
    path = next(path for path in DEFINITIONS if name_of(path) == "process_event")
    with pytest.raises(LookupError, match="Nowhere"):
        with_retries(path.read_text(), "process_event", changed)
