"""The events table as template.yaml describes it, in the form that `create_table` takes."""

from typing import Any

from scripts.template import table_properties

TABLE = "events"


def table_definition(name: str = TABLE) -> dict[str, Any]:
    """Keys, attributes and indexes of EventsTable, under a name."""
    names = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "BillingMode")
    properties = table_properties()
    return {"TableName": name, **{name: properties[name] for name in names}}
