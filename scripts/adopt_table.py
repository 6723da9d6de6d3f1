"""Makes an existing table fit for the hub, for `make adopt-table`: indexes, time to live, point-in-time recovery.

Nothing is taken away and no item is touched; what is there already is left, so it may be run again at any time.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import yaml

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TEMPLATE = Path(__file__).parents[1] / "template.yaml"
POLL_SECONDS = 10.0


class UnfitTable(Exception):
    """A table that cannot be adopted; the message says why."""


class _Loader(yaml.SafeLoader):
    """Reads the template's plain parts; CloudFormation's short tags, which the table's keys do not use, become None."""


_Loader.add_multi_constructor("!", lambda *_: None)


def wanted() -> dict[str, Any]:
    """The table's properties as the template has them."""
    loaded = yaml.load(TEMPLATE.read_text(), _Loader)  # noqa: S506 - a SafeLoader that ignores tags
    properties: dict[str, Any] = loaded["Resources"]["EventsTable"]["Properties"]
    return properties


def adopt(
    table: str,
    client: DynamoDBClient,
    say: Callable[[str], object] = print,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Bring a table up to the template, one index after the other as DynamoDB wants it. Raises UnfitTable."""
    properties = wanted()
    found: Any = client.describe_table(TableName=table)["Table"]
    if found["KeySchema"] != properties["KeySchema"]:
        raise UnfitTable(f"{table} has the keys {_keys(found)}, not {_keys(properties)}")
    present = {index["IndexName"]: index for index in found.get("GlobalSecondaryIndexes", [])}
    for index in properties["GlobalSecondaryIndexes"]:
        if (there := present.get(index["IndexName"])) is None:
            say(f"{index['IndexName']}: being made; this takes minutes on a large table")
            _make_index(table, index, properties, found, client)
        elif there["KeySchema"] != index["KeySchema"]:
            raise UnfitTable(f"{table} has an index {index['IndexName']} on {_keys(there)}, not {_keys(index)}")
        _wait_for(table, index["IndexName"], client, sleep)
        say(f"{index['IndexName']}: ready")
    _expire(table, properties["TimeToLiveSpecification"]["AttributeName"], client, say)
    client.update_continuous_backups(
        TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    say("point-in-time recovery: on")


def _make_index(table: str, index: Any, properties: Any, found: Any, client: DynamoDBClient) -> None:
    """One index; on a table with provisioned throughput it gets as much as the table has."""
    names = {key["AttributeName"] for key in (*index["KeySchema"], *properties["KeySchema"])}
    attributes = [a for a in properties["AttributeDefinitions"] if a["AttributeName"] in names]
    create: Any = dict(index)
    if found.get("BillingModeSummary", {}).get("BillingMode") != "PAY_PER_REQUEST":
        units = found["ProvisionedThroughput"]
        create["ProvisionedThroughput"] = {n: units[n] for n in ("ReadCapacityUnits", "WriteCapacityUnits")}
    client.update_table(
        TableName=table,
        AttributeDefinitions=attributes,
        GlobalSecondaryIndexUpdates=[{"Create": create}],
    )


def _wait_for(table: str, name: str, client: DynamoDBClient, sleep: Callable[[float], None]) -> None:
    while True:
        found: Any = client.describe_table(TableName=table)["Table"]
        status = {i["IndexName"]: i["IndexStatus"] for i in found.get("GlobalSecondaryIndexes", [])}
        if status.get(name) == "ACTIVE" and found["TableStatus"] == "ACTIVE":
            return
        sleep(POLL_SECONDS)


def _expire(table: str, attribute: str, client: DynamoDBClient, say: Callable[[str], object]) -> None:
    """Time to live on our attribute; DynamoDB refuses to be told twice, and has only one."""
    told = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if told.get("TimeToLiveStatus") in ("ENABLED", "ENABLING"):
        if told.get("AttributeName") != attribute:
            raise UnfitTable(f"{table} lets items live until {told.get('AttributeName')}, not {attribute}")
    else:
        client.update_time_to_live(
            TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": attribute}
        )
    say(f"time to live: on {attribute}")


def _keys(described: Any) -> str:
    return ", ".join(f"{key['AttributeName']} ({key['KeyType'].lower()})" for key in described["KeySchema"])


def main() -> int:
    """Adopt one table; ends with 1 when it cannot be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", help="the table's name")
    table = parser.parse_args().table
    try:
        adopt(table, boto3.client("dynamodb"))
    except UnfitTable as reason:
        print(reason, file=sys.stderr)
        return 1
    print(f"{table} can be named as ExistingTableName now")
    return 0


if __name__ == "__main__":
    sys.exit(main())
