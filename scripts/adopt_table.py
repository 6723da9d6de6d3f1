"""Prepares an existing table for the hub, for `make adopt-table`: indexes, time to live, point-in-time recovery.

Nothing is removed and no item is changed; what exists already is left, so it may be run again at any time.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import boto3

from scripts.template import table_properties

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

POLL_SECONDS = 10.0


class UnfitTable(Exception):
    """A table that cannot be adopted; the message says why."""


def adopt(
    table: str,
    client: DynamoDBClient,
    report: Callable[[str], object] = print,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Bring a table up to the template, one index after the other as DynamoDB wants it. Raises UnfitTable."""
    properties = table_properties()
    description: Any = client.describe_table(TableName=table)["Table"]
    if description["KeySchema"] != properties["KeySchema"]:
        raise UnfitTable(f"{table} has the keys {_keys(description)}, not {_keys(properties)}")
    present = {index["IndexName"]: index for index in description.get("GlobalSecondaryIndexes", [])}
    for index in properties["GlobalSecondaryIndexes"]:
        if (existing := present.get(index["IndexName"])) is None:
            report(f"{index['IndexName']}: being created; this takes minutes on a large table")
            _make_index(table, index, properties, description, client)
        elif existing["KeySchema"] != index["KeySchema"]:
            raise UnfitTable(f"{table} has an index {index['IndexName']} on {_keys(existing)}, not {_keys(index)}")
        _wait_for(table, index["IndexName"], client, sleep)
        report(f"{index['IndexName']}: ready")
    _expire(table, properties["TimeToLiveSpecification"]["AttributeName"], client, report)
    client.update_continuous_backups(
        TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    report("point-in-time recovery: on")


def _make_index(table: str, index: Any, properties: Any, description: Any, client: DynamoDBClient) -> None:
    """One index; on a table with provisioned throughput it gets as much as the table has."""
    names = {key["AttributeName"] for key in (*index["KeySchema"], *properties["KeySchema"])}
    attributes = [a for a in properties["AttributeDefinitions"] if a["AttributeName"] in names]
    create: Any = dict(index)
    if description.get("BillingModeSummary", {}).get("BillingMode") != "PAY_PER_REQUEST":
        units = description["ProvisionedThroughput"]
        create["ProvisionedThroughput"] = {n: units[n] for n in ("ReadCapacityUnits", "WriteCapacityUnits")}
    client.update_table(
        TableName=table,
        AttributeDefinitions=attributes,
        GlobalSecondaryIndexUpdates=[{"Create": create}],
    )


def _wait_for(table: str, name: str, client: DynamoDBClient, sleep: Callable[[float], None]) -> None:
    while True:
        description: Any = client.describe_table(TableName=table)["Table"]
        status = {i["IndexName"]: i["IndexStatus"] for i in description.get("GlobalSecondaryIndexes", [])}
        if status.get(name) == "ACTIVE" and description["TableStatus"] == "ACTIVE":
            return
        sleep(POLL_SECONDS)


def _expire(table: str, attribute: str, client: DynamoDBClient, report: Callable[[str], object]) -> None:
    """Time to live on our attribute; DynamoDB refuses to set it twice, and has only one."""
    time_to_live = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if time_to_live.get("TimeToLiveStatus") in ("ENABLED", "ENABLING"):
        if time_to_live.get("AttributeName") != attribute:
            raise UnfitTable(f"{table} lets items live until {time_to_live.get('AttributeName')}, not {attribute}")
    else:
        client.update_time_to_live(
            TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": attribute}
        )
    report(f"time to live: on {attribute}")


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
