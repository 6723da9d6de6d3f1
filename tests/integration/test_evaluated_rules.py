"""The rules of a scope are found with one item read of each, whatever the number of their resources."""

from config_monitor.adapters.dynamodb.evaluated_rules import DynamoDBEvaluatedRules
from config_monitor.adapters.dynamodb.rows import scope_key
from config_monitor.adapters.dynamodb.table import Table
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table

RULES = ["restricted-ssh", "restricted-ssh-2", "s3", "s3-bucket"]


def test_each_rule_is_found_once_and_names_that_begin_alike_are_kept_apart() -> None:
    with moto_table() as client:
        table = Table(client, TABLE)
        for region in ("eu-central-1", "us-east-1"):
            for rule in RULES if region == "eu-central-1" else ["other"]:
                for resource in range(3):
                    key = {"pk": scope_key("111122223333", region), "sk": f"{rule}#AWS::S3::Bucket#b{resource}"}
                    table.put({**key, "rule_name": rule})
        assert DynamoDBEvaluatedRules(table).evaluated("111122223333", "eu-central-1") == RULES
        assert DynamoDBEvaluatedRules(table).evaluated("111122223333", "eu-west-1") == []
