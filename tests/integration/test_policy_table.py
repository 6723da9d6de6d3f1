"""The policy adapter against DynamoDB's own behaviour, and against a table that is busy or holds rubbish."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from config_monitor.adapters.dynamodb.policy import SECONDS_KEPT, DynamoDBPolicy
from config_monitor.adapters.dynamodb.policy_versions import policy_versions, store_policy
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.policy import Policy
from config_monitor.errors import InvalidPolicy, StorageBusy

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class SetClock:
    """A monotonic clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Refusing:
    """A table whose reads all fail."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def get_item(self, **_: Any) -> Any:
        raise self._error


def put(client: "DynamoDBClient", policy: dict[str, Any]) -> None:
    client.put_item(TableName="events", Item={"pk": {"S": "POLICY"}, "sk": {"S": "POLICY"}, "policy": policy})


def test_a_change_is_in_effect_within_a_minute_and_not_read_for_each_event(client: "DynamoDBClient") -> None:
    clock = SetClock()
    policies = DynamoDBPolicy(Table(client, "events"), monotonic=clock)
    assert policies.policy().threshold.word == "high"
    put(client, {"S": '{"threshold": "low"}'})
    clock.now = SECONDS_KEPT - 1
    assert policies.policy().threshold.word == "high"
    clock.now = SECONDS_KEPT
    assert policies.policy().threshold.word == "low"
    assert SECONDS_KEPT < 60


def test_what_the_policy_leaves_open_is_the_stacks_to_say(client: "DynamoDBClient") -> None:
    put(client, {"S": '{"threshold": "low"}'})
    policies = DynamoDBPolicy(Table(client, "events"), Policy(default_channel="cloud"))
    assert (policies.policy().default_channel, policies.policy().threshold.word) == ("cloud", "low")


@pytest.mark.parametrize("rubbish", [{"S": "{"}, {"S": '{"threshold": 9}'}, {"N": "1"}, {"NULL": True}, {"L": []}])
def test_while_the_stored_policy_is_broken_the_last_good_one_holds(
    client: "DynamoDBClient", rubbish: dict[str, Any]
) -> None:
    clock = SetClock()
    put(client, {"S": '{"threshold": "low"}'})
    policies = DynamoDBPolicy(Table(client, "events"), monotonic=clock)
    good = policies.policy()
    put(client, rubbish)
    clock.now += SECONDS_KEPT
    assert policies.policy() == good
    assert DynamoDBPolicy(Table(client, "events")).policy() == Policy()


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "GetItem"),
        ClientError({"Error": {"Code": "ProvisionedThroughputExceededException", "Message": ""}}, "GetItem"),
        ConnectTimeoutError(endpoint_url="https://dynamodb"),
    ],
)
def test_a_busy_table_is_a_reason_to_try_again(error: Exception) -> None:
    client: Any = Refusing(error)
    with pytest.raises(StorageBusy):
        DynamoDBPolicy(Table(client, "events")).policy()


def test_what_no_retry_will_mend_is_not_called_busy() -> None:
    client: Any = Refusing(ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "GetItem"))
    with pytest.raises(ClientError):
        DynamoDBPolicy(Table(client, "events")).policy()


def test_a_policy_larger_than_an_item_is_refused(client: "DynamoDBClient") -> None:
    accounts = {f"{number:012d}": {"name": "x" * 80} for number in range(5000)}
    with pytest.raises(InvalidPolicy, match="bytes and may have"):
        store_policy(Table(client, "events"), Policy.model_validate({"accounts": accounts}), "ada", datetime.now(UTC))


def test_each_policy_that_was_stored_is_kept_with_its_author_the_newest_first(client: "DynamoDBClient") -> None:
    table = Table(client, "events")
    for day, (author, threshold) in enumerate([("ada", "low"), ("bob", "medium")], start=1):
        policy = Policy.model_validate({"threshold": threshold})
        store_policy(table, policy, author, datetime(2026, 11, day, tzinfo=UTC))
    assert DynamoDBPolicy(table).policy().threshold.word == "medium"
    assert [(each.stored_at[:10], each.author, each.document) for each in policy_versions(table)] == [
        ("2026-11-02", "bob", '{"threshold":"medium"}'),
        ("2026-11-01", "ada", '{"threshold":"low"}'),
    ]
