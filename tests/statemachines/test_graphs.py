"""What SAM and CloudFormation let pass and only a running machine would show: every graph is closed and patient."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.machines import AGENT, HUB, load, name_of, next_of, scopes, states, tasks
from tests.support.template import resources

EVERY = pytest.mark.parametrize("path", [*HUB, *AGENT], ids=name_of)
OURS = pytest.mark.parametrize("path", HUB, ids=name_of)
LAMBDA = "arn:${Partition}:states:::lambda:invoke"
JSONPATH_FIELDS = {"Parameters", "ResultPath", "InputPath", "OutputPath", "ResultSelector", "ItemsPath", "Variable"}


def machines() -> dict[str, dict[str, Any]]:
    """The template's properties of each machine, by its definition's file."""
    actual = resources("AWS::Serverless::StateMachine").values()
    return {Path(properties["DefinitionUri"]).name: properties for properties in actual}


@EVERY
def test_every_way_leads_to_a_state_and_every_state_lies_on_a_way(path: Path) -> None:
    for scope in scopes(load(path)):
        reached, ahead = set[str](), [scope.start]
        while ahead:
            name = ahead.pop()
            assert name in scope.states, f"{name} is gone to and does not exist"
            if name not in reached:
                reached.add(name)
                ahead += next_of(scope.states[name])
        assert reached == set(scope.states)


@EVERY
def test_every_state_goes_on_or_ends(path: Path) -> None:
    for name, state in states(load(path)):
        onward = "Next" in state or state.get("End") is True
        assert onward is (state["Type"] not in ("Choice", "Succeed", "Fail")), name


@EVERY
def test_every_state_says_why_it_is_there(path: Path) -> None:
    machine = load(path)
    for name, state in [(path.name, machine), *states(machine)]:
        assert re.fullmatch(r"\S+ \S+ .*\S\.", state.get("Comment", "")), name


@EVERY
def test_choices_are_questions_and_only_they_are(path: Path) -> None:
    for name, state in states(load(path)):
        assert name.endswith("?") is (state["Type"] == "Choice"), name
        assert state["Type"] != "Choice" or "Default" in state, name


@EVERY
def test_expressions_are_jsonata_everywhere(path: Path) -> None:
    machine = load(path)
    assert machine["QueryLanguage"] == "JSONata"
    for name, state in states(machine):
        assert "QueryLanguage" not in state, name
        assert not JSONPATH_FIELDS & set(state), name
        assert '.$":' not in json.dumps(state), name


@EVERY
def test_every_task_has_its_time_and_its_patience(path: Path) -> None:
    machine = load(path)
    assert machine["TimeoutSeconds"] > 0
    for name, task in tasks(machine):
        assert task["TimeoutSeconds"] > 0, name
        assert "Retry" in task or "Catch" in task, name
        for retrier in task.get("Retry", []):
            if retrier.get("MaxAttempts") != 0:
                assert retrier["JitterStrategy"] == "FULL", name
                assert retrier["MaxDelaySeconds"] >= retrier["IntervalSeconds"] >= 1, name


@EVERY
def test_the_general_case_stands_alone_and_last(path: Path) -> None:
    for name, state in states(load(path)):
        for cases in (state.get("Retry", []), state.get("Catch", [])):
            named = [case["ErrorEquals"] for case in cases]
            assert all("States.ALL" not in errors for errors in named[:-1]), name
            assert all(errors == ["States.ALL"] or "States.ALL" not in errors for errors in named), name
        if state["Type"] == "Task":
            assert (state.get("Retry") or state["Catch"])[-1]["ErrorEquals"] == ["States.ALL"], name


@OURS
def test_failures_are_shown_as_failures(path: Path) -> None:
    """A machine that catches errors has an end that says so."""
    machine = load(path)
    fails = [state for _, state in states(machine) if state["Type"] == "Fail"]
    catches = [name for name, state in states(machine) if state.get("Catch")]
    assert fails or not catches
    for state in fails:
        assert state["Error"], state
        assert state["Cause"], state


@OURS
def test_a_lambdas_state_resource_folder_and_test_are_one_word(path: Path) -> None:
    """A function that a machine calls for several things has one state of its own name."""
    called: dict[str, set[str]] = {}
    for name, task in tasks(load(path)):
        if task["Resource"] == LAMBDA:
            (function,) = re.findall(r"^\$\{(\w+)FunctionArn\}$", task["Arguments"]["FunctionName"])
            called.setdefault(function, set()).add(name)
    for function, names in called.items():
        assert function in names
        assert f"{function}Function" in resources("AWS::Serverless::Function")


def substitutions(value: Any) -> Iterator[str]:
    """The `${...}` in the texts of a definition."""
    match value:
        case str():
            yield from re.findall(r"\$\{(\w+)\}", value)
        case dict():
            for inner in value.values():
                yield from substitutions(inner)
        case list():
            for inner in value:
                yield from substitutions(inner)


@OURS
def test_every_substitution_exists_in_the_template_and_the_other_way_round(path: Path) -> None:
    """Only within quoted texts, too: the file is JSON as it stands."""
    used = set(substitutions(load(path)))
    assert used == set(re.findall(r"\$\{(\w+)\}", path.read_text()))
    assert used == set(machines()[path.name].get("DefinitionSubstitutions", {}))


def test_every_machine_is_deployed_and_every_deployed_one_has_its_file() -> None:
    assert set(machines()) == {path.name for path in HUB}
    for path in HUB:
        resource = "".join(word.title() for word in name_of(path).split("_"))
        assert f"{resource}StateMachine" in resources("AWS::Serverless::StateMachine")


@OURS
def test_a_failure_without_a_cause_is_still_shown_with_its_error(path: Path) -> None:
    """What is undefined breaks a Fail state, which then shows States.QueryEvaluationError in place of the error."""
    for name, state in states(load(path)):
        if state["Type"] == "Fail" and "$states.input.cause" in state["Cause"]:
            assert "'no cause given'" in state["Cause"], name


@EVERY
def test_machines_call_services_of_the_partition_they_run_in(path: Path) -> None:
    """Elsewhere than in the commercial regions an execution with `arn:aws:` fails: it belongs to another partition."""
    for name, task in tasks(load(path)):
        assert task["Resource"].startswith("arn:${Partition}:states:::"), name
