"""A table as template.yaml describes it, on moto: keys, indexes and projections are the deployed ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import botocore.session
import yaml
from moto import mock_aws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE = "events"
_TEMPLATE = Path(__file__).parents[2] / "template.yaml"


class _Loader(yaml.SafeLoader):
    """Reads YAML without what CloudFormation's short forms mean."""


_Loader.add_multi_constructor("!", lambda _loader, _suffix, _node: None)


def table_definition(name: str = TABLE) -> dict[str, Any]:
    """EventsTable of the template as `create_table` takes it."""
    template = yaml.load(_TEMPLATE.read_text(), _Loader)  # noqa: S506 - a SafeLoader with one constructor more
    properties = template["Resources"]["EventsTable"]["Properties"]
    names = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "BillingMode")
    return {"TableName": name, **{name: properties[name] for name in names}}


@contextmanager
def moto_table(name: str = TABLE) -> Iterator["DynamoDBClient"]:
    """An empty table; the client that reaches it."""
    with mock_aws():
        client: Any = botocore.session.Session().create_client("dynamodb", region_name="eu-central-1")
        client.create_table(**table_definition(name))
        yield client
        client.delete_table(TableName=name)
