"""The templates as plain data: YAML with CloudFormation's short tags written out as what they stand for."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]


class _Loader(yaml.SafeLoader):
    """Reads `!Ref x` as {"Ref": x} and any other `!Tag x` as {"Fn::Tag": x}."""


def _intrinsic(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    name = tag if tag in ("Ref", "Condition") else f"Fn::{tag}"
    match node:
        case yaml.ScalarNode():
            value: Any = loader.construct_scalar(node)
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case _:
            value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type] # the only kind left
    return {name: value.split(".") if name == "Fn::GetAtt" and isinstance(value, str) else value}


_Loader.add_multi_constructor("!", _intrinsic)


@cache
def template(path: str = "template.yaml") -> dict[str, Any]:
    """A template by its path below the repository, read once: nobody changes it."""
    loaded: dict[str, Any] = yaml.load((ROOT / path).read_text(), _Loader)  # noqa: S506 - a SafeLoader with tags
    return loaded


def resources(kind: str, path: str = "template.yaml") -> dict[str, dict[str, Any]]:
    """The resources of one type, each with its properties."""
    items = template(path)["Resources"].items()
    return {name: resource.get("Properties", {}) for name, resource in items if resource["Type"] == kind}


def table_properties() -> dict[str, Any]:
    """The properties of the events table."""
    return resources("AWS::DynamoDB::Table")["EventsTable"]
