"""Prepares an existing table for the hub: our indexes, time to live, point-in-time recovery.

Nothing is removed and no item is changed; what exists already is left, so it may be run again at any time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer
from botocore.exceptions import ClientError

from config_monitor_cli.failures import CommandFailed
from config_monitor_cli.hub import client, say_where
from scripts.template import table_properties

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

POLL_SECONDS = 10.0


def adopt_table(table: Annotated[str, typer.Argument(metavar="TABLE", help="The table's name.")]) -> None:
    """Prepare an existing table for the hub.

    It gets the indexes, time to live and recovery that it lacks; items and other indexes stay. It may be run again.
    """
    say_where(f"table {table}")
    adopt(table, client("dynamodb"))
    typer.echo(f"{table} is ready: deploy the hub with ExistingTableName={table}.")


def adopt(table: str, client: DynamoDBClient, sleep: Callable[[float], None] = time.sleep) -> None:
    """Bring a table up to the template, one index after the other as DynamoDB wants it.

    Raises CommandFailed, before anything is changed, for a table that is not there or does not fit.
    """
    properties, description = table_properties(), _described(table, client)
    time_to_live = properties["TimeToLiveSpecification"]
    _check_keys(table, properties, description)
    expires = _expires(table, time_to_live["AttributeName"], client)
    present = {index["IndexName"] for index in description.get("GlobalSecondaryIndexes", [])}
    for index in properties["GlobalSecondaryIndexes"]:
        if index["IndexName"] not in present:
            typer.echo(f"{index['IndexName']}: being created; this takes minutes on a large table")
            _make_index(table, index, properties, description, client)
        _wait_for(table, index["IndexName"], client, sleep)
        typer.echo(f"{index['IndexName']}: ready")
    if not expires:
        client.update_time_to_live(TableName=table, TimeToLiveSpecification=time_to_live)
    typer.echo(f"time to live: on {time_to_live['AttributeName']}")
    client.update_continuous_backups(
        TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    typer.echo("point-in-time recovery: on")


def _described(table: str, client: DynamoDBClient) -> Any:
    try:
        return client.describe_table(TableName=table)["Table"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        raise CommandFailed(f"There is no table {table} in this account and region.") from error


def _check_keys(table: str, properties: Any, description: Any) -> None:
    """Raise CommandFailed where the table, or an index of a name of ours, has other keys."""
    if description["KeySchema"] != properties["KeySchema"]:
        raise CommandFailed(f"{table} has the keys {_keys(description)}, not {_keys(properties)}.")
    present = {index["IndexName"]: index for index in description.get("GlobalSecondaryIndexes", [])}
    for index in properties["GlobalSecondaryIndexes"]:
        name, existing = index["IndexName"], present.get(index["IndexName"], index)
        if existing["KeySchema"] != index["KeySchema"]:
            raise CommandFailed(f"{table} has an index {name} on {_keys(existing)}, not {_keys(index)}.")


def _expires(table: str, attribute: str, client: DynamoDBClient) -> bool:
    """Whether items expire by our attribute already; DynamoDB refuses to set it twice, and has only one."""
    time_to_live = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if time_to_live.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING"):
        return False
    if time_to_live.get("AttributeName") != attribute:
        raise CommandFailed(f"{table} lets items live until {time_to_live.get('AttributeName')}, not {attribute}.")
    return True


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


def _keys(described: Any) -> str:
    return ", ".join(f"{key['AttributeName']} ({key['KeyType'].lower()})" for key in described["KeySchema"])
