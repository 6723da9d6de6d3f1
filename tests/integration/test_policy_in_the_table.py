"""The policy adapter against DynamoDB's own behaviour, and against a table that is busy or holds rubbish."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from moto import mock_aws

from config_monitor.adapters.dynamodb.policy import SECONDS_KEPT, DynamoDBPolicy
from config_monitor.domain.policy import Policy
from config_monitor.errors import StorageBusy

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def client() -> Iterator["DynamoDBClient"]:
    with mock_aws():
        made: Any = botocore.session.Session().create_client("dynamodb", region_name="eu-central-1")
        made.create_table(
            TableName="events",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
        )
        yield made


class Watch:
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
    watch = Watch()
    policies = DynamoDBPolicy(client, "events", monotonic=watch)
    assert policies.policy().threshold.word == "high"
    put(client, {"S": '{"threshold": "low"}'})
    watch.now = SECONDS_KEPT - 1
    assert policies.policy().threshold.word == "high"
    watch.now = SECONDS_KEPT
    assert policies.policy().threshold.word == "low"
    assert SECONDS_KEPT < 60


def test_what_the_policy_leaves_open_is_the_stacks_to_say(client: "DynamoDBClient") -> None:
    put(client, {"S": '{"threshold": "low"}'})
    policies = DynamoDBPolicy(client, "events", Policy(default_channel="cloud"))
    assert (policies.policy().default_channel, policies.policy().threshold.word) == ("cloud", "low")


@pytest.mark.parametrize("rubbish", [{"S": "{"}, {"S": '{"threshold": 9}'}, {"N": "1"}, {"NULL": True}, {"L": []}])
def test_while_the_stored_policy_is_broken_the_last_good_one_holds(
    client: "DynamoDBClient", rubbish: dict[str, Any]
) -> None:
    watch = Watch()
    put(client, {"S": '{"threshold": "low"}'})
    policies = DynamoDBPolicy(client, "events", monotonic=watch)
    good = policies.policy()
    put(client, rubbish)
    watch.now += SECONDS_KEPT
    assert policies.policy() == good
    assert DynamoDBPolicy(client, "events").policy() == Policy()


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
        DynamoDBPolicy(client, "events").policy()


def test_what_no_retry_will_mend_is_not_called_busy() -> None:
    client: Any = Refusing(ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "GetItem"))
    with pytest.raises(ClientError):
        DynamoDBPolicy(client, "events").policy()
