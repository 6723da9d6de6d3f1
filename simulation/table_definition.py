"""The events table as template.yaml describes it, in the form that `create_table` takes."""

from typing import Any

from scripts.template import template

TABLE = "events"


def table_definition(name: str = TABLE) -> dict[str, Any]:
    """Keys, attributes and indexes of EventsTable, under a name."""
    names = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "BillingMode")
    return {"TableName": name, **{name: _properties()[name] for name in names}}


def _properties() -> dict[str, Any]:
    properties: dict[str, Any] = template()["Resources"]["EventsTable"]["Properties"]
    return properties
