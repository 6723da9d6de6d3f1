"""The schema that editors use is the policy's own, and the example is right by it."""

import json
from importlib import import_module
from typing import Any

import pytest
import yaml

from scripts.policy_schema import FILE, schema, text
from tests.support.template import ROOT

Draft202012Validator: Any = import_module("jsonschema").Draft202012Validator  # it publishes no types
CHECK = Draft202012Validator(schema())


class _Texts(yaml.SafeLoader):
    """YAML as an editor reads it, but with dates as their text, which is what JSON has."""


_Texts.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_the_file_is_what_the_model_says() -> None:
    assert FILE.read_text(encoding="utf-8") == text()
    Draft202012Validator.check_schema(json.loads(text()))


def test_the_example_is_right_and_names_its_schema() -> None:
    example = (ROOT / "policy.example.yaml").read_text(encoding="utf-8")
    assert list(CHECK.iter_errors(yaml.load(example, _Texts))) == []  # noqa: S506 - a SafeLoader with fewer types
    assert "docs/policy.schema.json" in example


@pytest.mark.parametrize(
    "description",
    [
        {"exceptions": [{"rule": "*", "resource": "*", "reason": "r", "owner": "o"}]},
        {"severities": [{"rule": "*", "severity": "awful"}]},
        {"chanels": {}},
        {"quiet": [{"rule": []}]},
    ],
)
def test_mistakes_are_underlined(description: dict[str, Any]) -> None:
    assert list(CHECK.iter_errors(description))


def test_one_pattern_may_stand_alone() -> None:
    assert CHECK.is_valid({"quiet": [{"rule": "a-*"}]}) and CHECK.is_valid({"quiet": [{"rule": ["a-*", "b"]}]})  # noqa: PT018
