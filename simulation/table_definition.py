"""The events table as template.yaml describes it, in the form that `create_table` takes."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

TABLE = "events"
_TEMPLATE = Path(__file__).parents[1] / "template.yaml"


class _Loader(yaml.SafeLoader):
    """Reads YAML; CloudFormation's short tags, which the table's keys do not use, become None."""


_Loader.add_multi_constructor("!", lambda _loader, _suffix, _node: None)


def table_definition(name: str = TABLE) -> dict[str, Any]:
    """Keys, attributes and indexes of EventsTable, under a name."""
    names = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "BillingMode")
    return {"TableName": name, **{name: _properties()[name] for name in names}}


@cache
def _properties() -> dict[str, Any]:
    template = yaml.load(_TEMPLATE.read_text(), _Loader)  # noqa: S506 - a SafeLoader with one constructor more
    properties: dict[str, Any] = template["Resources"]["EventsTable"]["Properties"]
    return properties
