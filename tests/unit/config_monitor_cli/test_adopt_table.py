"""An existing table is adopted by one command: what is missing is added, what is there is left, twice does no harm."""

from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from config_monitor_cli.adopt_table import adopt
from config_monitor_cli.failures import CommandFailed
from scripts.template import table_properties

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEYS: Any = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
OLD = {"pk": {"S": "EVENT"}, "sk": {"S": "EVENT#1795421000-5c1f"}, "account": {"S": "111122223333"}}


@pytest.fixture
def client() -> Iterator["DynamoDBClient"]:
    with mock_aws():
        yield boto3.client("dynamodb", region_name="eu-central-1")


def create(client: "DynamoDBClient", keys: Any = KEYS, indexes: Any = (), **more: Any) -> None:
    """A table as it was before; `indexes` name their hash key."""
    names = {key["AttributeName"] for key in keys} | {hash_key for _, hash_key in indexes}
    made = [
        {
            "IndexName": name,
            "KeySchema": [{"AttributeName": hash_key, "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "ALL"},
        }
        for name, hash_key in indexes
    ]
    client.create_table(
        TableName="old",
        KeySchema=keys,
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in sorted(names)],
        **({"BillingMode": "PAY_PER_REQUEST"} | ({"GlobalSecondaryIndexes": made} if made else {}) | more),
    )


def adopted(client: "DynamoDBClient") -> list[str]:
    with redirect_stdout(StringIO()) as printed:
        adopt("old", client, lambda _: None)
    return printed.getvalue().splitlines()


def described(client: "DynamoDBClient") -> dict[str, Any]:
    table: Any = client.describe_table(TableName="old")["Table"]
    return {index["IndexName"]: (index["KeySchema"], index["Projection"]) for index in table["GlobalSecondaryIndexes"]}


def test_a_table_with_keys_alone_gets_all_that_the_template_has(client: "DynamoDBClient") -> None:
    create(client)
    client.put_item(TableName="old", Item=OLD)
    printed = adopted(client)
    indexes = {
        index["IndexName"]: (index["KeySchema"], index["Projection"])
        for index in table_properties()["GlobalSecondaryIndexes"]
    }
    assert described(client) == indexes
    time_to_live = client.describe_time_to_live(TableName="old")["TimeToLiveDescription"]
    assert (time_to_live["TimeToLiveStatus"], time_to_live["AttributeName"]) == ("ENABLED", "expired_at")
    backups = client.describe_continuous_backups(TableName="old")["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    assert client.scan(TableName="old")["Items"] == [OLD]
    assert printed[-2:] == ["time to live: on expired_at", "point-in-time recovery: on"]


def test_twice_does_no_harm_and_makes_nothing_anew(client: "DynamoDBClient") -> None:
    create(client)
    adopted(client)
    before = described(client)
    assert not any("being created" in line for line in adopted(client))
    assert described(client) == before


def test_indexes_of_others_stay(client: "DynamoDBClient") -> None:
    create(client, indexes=[("theirs", "account")])
    adopted(client)
    assert "theirs" in described(client)


def test_a_table_with_provisioned_throughput_gives_each_index_as_much(client: "DynamoDBClient") -> None:
    units = {"ReadCapacityUnits": 7, "WriteCapacityUnits": 3}
    create(client, BillingMode="PROVISIONED", ProvisionedThroughput=units)
    adopted(client)
    table: Any = client.describe_table(TableName="old")["Table"]
    for index in table["GlobalSecondaryIndexes"]:
        assert {name: index["ProvisionedThroughput"][name] for name in units} == units


def test_other_keys_are_refused_before_anything_is_changed(client: "DynamoDBClient") -> None:
    create(client, keys=[{"AttributeName": "id", "KeyType": "HASH"}])
    with pytest.raises(CommandFailed, match=r"the keys id \(hash\), not pk \(hash\), sk \(range\)"):
        adopted(client)
    assert not client.describe_table(TableName="old")["Table"].get("GlobalSecondaryIndexes")


def test_an_index_of_our_name_on_other_keys_is_refused(client: "DynamoDBClient") -> None:
    create(client, indexes=[("by_resource_key", "account")])
    with pytest.raises(CommandFailed, match=r"index by_resource_key on account \(hash\)"):
        adopted(client)


def test_another_time_to_live_is_refused(client: "DynamoDBClient") -> None:
    create(client)
    client.update_time_to_live(TableName="old", TimeToLiveSpecification={"Enabled": True, "AttributeName": "dies"})
    with pytest.raises(CommandFailed, match="until dies"):
        adopted(client)
    assert not client.describe_table(TableName="old")["Table"].get("GlobalSecondaryIndexes")
