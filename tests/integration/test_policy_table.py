"""The policy adapter against DynamoDB's own behaviour, and against a table that is busy or holds rubbish."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from config_monitor.adapters import aws
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.policy import SECONDS_KEPT, DynamoDBPolicy, store_policy
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.policy import Policy
from config_monitor.errors import InvalidPolicy, StorageBusy
from config_monitor.use_cases.persist_event import persist_event
from scripts.policy import main
from simulation.evaluations import NC, evaluated
from tests.support.deployed_table import moto_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def client() -> Iterator["DynamoDBClient"]:
    with moto_table() as made:
        yield made


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


def stack(name: str, outputs: dict[str, str], additional_sources: str = "") -> None:
    """A hub's stack, as far as its outputs and one parameter go."""
    template = {
        "Parameters": {"AdditionalSources": {"Type": "String", "Default": additional_sources}},
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {key: {"Value": value} for key, value in outputs.items()},
    }
    aws.client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(template))


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment that `make policy` reads, with clients made anew inside the mock."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.delenv("STACK", raising=False)
    aws._client.cache_clear()
    aws._session.cache_clear()


@pytest.mark.usefixtures("commands")
def test_make_policy_shows_what_changes_and_asks_first(
    client: "DynamoDBClient", tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody can agree here, as there is no terminal; `--yes` agrees beforehand."""
    stack("config-monitor", {"EventsTableName": "events"})
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    persist_event(evaluated(NC, 9), DynamoDBLedger(Table(client, "events")), now, lambda _: None)
    file = tmp_path / "policy.yaml"
    file.write_text('exceptions: [{rule: "*", resource: "vol-*", reason: a test, owner: us, expires: 2999-01-31}]')
    assert main([str(file)]) == 3
    output = capsys.readouterr().out
    assert "exception changes for 1 of 1 open violations" in output
    assert "encrypted-volumes vol-0a1 in 111122223333 eu-central-1: none -> a test (us)" in output
    assert output.endswith("policy.yaml: not stored\n")
    assert main([str(file), "--yes"]) == 0
    assert main([str(file)]) == 0
    assert "nothing changes for the 1 open violations" in capsys.readouterr().out


@pytest.mark.usefixtures("commands")
def test_make_policy_puts_the_file_in_effect(
    client: "DynamoDBClient", tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stack("config-monitor", {"EventsTableName": "events"})
    file = tmp_path / "policy.yaml"
    file.write_text(
        "threshold: low\nexceptions:\n- {rule: a, resource: b, reason: c, owner: ada, expires: 2020-01-31}\n"
    )
    assert main([str(file)]) == 0
    policies = DynamoDBPolicy(Table(client, "events"), Policy(default_channel="cloud"))
    assert (policies.policy().threshold.word, policies.policy().default_channel) == ("low", "cloud")
    output = capsys.readouterr()
    assert output.out == "policy.yaml: stored in events; in effect within a minute\n"
    assert output.err == "policy.yaml: note: exceptions.1 (rule a; resource b) of ada expired on 2020-01-31\n"


@pytest.mark.usefixtures("commands")
def test_make_policy_stores_nothing_of_a_file_with_mistakes(
    client: "DynamoDBClient", tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("threshold: loud\n")
    assert main([str(file)]) == 1
    assert main([str(tmp_path / "none.yaml")]) == 1
    assert client.scan(TableName="events")["Count"] == 0
    assert capsys.readouterr().err.startswith("policy.yaml:1: threshold: one of")


@pytest.mark.usefixtures("client", "commands")
def test_make_policy_says_why_it_could_not_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("threshold: low\n")
    assert main([str(file), "--check"]) == 0
    assert main([str(file), "--stack", "elsewhere"]) == 2
    stack("bare", {"Other": "x"})
    assert main([str(file), "--stack", "bare"]) == 2
    assert capsys.readouterr().err.count("policy.yaml: not stored: ") == 2


@pytest.mark.usefixtures("client", "commands")
def test_the_stacks_additional_sources_are_sources(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stack("wide", {"EventsTableName": "events"}, "orchard.billing, orchard.shop")
    file = tmp_path / "policy.yaml"
    file.write_text("quiet:\n  - source: orchard.shop\n")
    assert main([str(file), "--stack", "wide"]) == 0
    file.write_text("quiet:\n  - source: orchard.sho\n")
    assert main([str(file), "--stack", "wide"]) == 1
    assert "policy.yaml:2: quiet.1.source: orchard.sho is no source; there are " in capsys.readouterr().err


def test_a_policy_larger_than_an_item_is_refused(client: "DynamoDBClient") -> None:
    accounts = {f"{number:012d}": {"name": "x" * 80} for number in range(5000)}
    with pytest.raises(InvalidPolicy, match="bytes and may have"):
        store_policy(Table(client, "events"), Policy.model_validate({"accounts": accounts}), datetime.now(UTC))
