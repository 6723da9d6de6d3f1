"""`make policy` checks, shows what changes and would vanish, asks and stores; what is in effect since when is shown."""

import errno
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config_monitor.adapters.dynamodb.policy import DynamoDBPolicy
from config_monitor.adapters.dynamodb.policy_versions import policy_versions
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.policy import Classified, Policy
from config_monitor_cli.policy_difference import policy_text, vanished
from config_monitor_cli.policy_file import read_policy
from simulation.evaluations import AT_ONCE, NC, evaluated
from simulation.table_definition import TABLE
from tests.support.commands import ENVIRONMENT, command, environment, make_stack
from tests.support.deployed_table import moto_table, persist_all
from tests.support.incidents import reported

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

EXAMPLE = "policy.example.yaml is one to begin with."
FULL = """
threshold: low
teams: {payments: {channel: pay}}
accounts: {"111122223333": {name: production, team: payments}, "222233334444": {name: sandbox}}
exceptions: [{rule: a, resource: b, reason: c, owner: ada, expires: 2999-01-31}]
deadlines: [{severity: low, days: off}]
approvers: {users: [U1, U2]}
"""


@pytest.fixture(autouse=True)
def client() -> Iterator["DynamoDBClient"]:
    with environment(**ENVIRONMENT), moto_table() as made:
        make_stack("config-monitor", {"EventsTableName": TABLE}, {"DefaultChannel": "cloud"})
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "policy.yaml"


def test_it_shows_what_changes_of_violations_and_incidents_and_asks_first(
    client: "DynamoDBClient", file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody can agree here, as there is no terminal; `--yes` agrees beforehand."""
    persist_all(client, evaluated(NC, 9), Classified(event=reported(9), route=AT_ONCE))
    file.write_text(
        'exceptions: [{source: "*", reason: a test, owner: us, expires: 2999-01-31}]\nthreshold: critical\n'
    )
    assert command("policy", "apply", str(file)) == 3
    output = capsys.readouterr()
    assert output.err.splitlines() == [
        "Account 123456789012, region eu-central-1, stack config-monitor.",
        "Nothing was changed; YES=1 (--yes) agrees beforehand.",
    ]
    assert "exception changes for 1 of 1 open or excepted violations" in output.out
    assert "encrypted-volumes vol-0a1 in 111122223333 eu-central-1: none -> us: a test" in output.out
    assert "exception changes for 1 of 1 open or excepted incidents" in output.out
    assert not list(policy_versions(Table(client, TABLE)))
    assert command("policy", "apply", str(file), "--yes") == 0
    assert command("policy", "apply", str(file)) == 0
    assert "policy.yaml is in effect already" in capsys.readouterr().out


def test_it_is_stored_over_the_stacks_defaults(
    client: "DynamoDBClient", file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(
        "threshold: low\nexceptions:\n- {rule: a, resource: b, reason: c, owner: ada, expires: 2020-01-31}\n"
    )
    assert command("policy", "apply", str(file), "--yes") == 0
    policy = DynamoDBPolicy(Table(client, TABLE), Policy(default_channel="cloud")).policy()
    assert (policy.threshold.word, policy.default_channel) == ("low", "cloud")
    output = capsys.readouterr()
    assert output.out.endswith(f"policy.yaml: stored in {TABLE}; in effect within a minute.\n")
    assert "policy.yaml: note: exceptions.1 (rule a; resource b) of ada expired on 2020-01-31\n" in output.err


def test_names_that_would_vanish_are_shown(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(FULL)
    assert command("policy", "apply", str(file), "--yes") == 0
    capsys.readouterr()
    file.write_text('accounts: {"222233334444": {channel: sandbox}}\nthreshold: low\n')
    assert command("policy", "apply", str(file)) == 3
    assert capsys.readouterr().out.splitlines()[:5] == [
        "accounts in effect that this file does not have: 111122223333 (production), 222233334444 (sandbox)",
        "teams in effect that this file does not have: payments",
        "exceptions in effect that this file does not have: exceptions.1 (rule a; resource b)",
        "deadlines in effect that this file does not have: deadlines.1 (everything)",
        "approvers in effect that this file does not have: U1, U2",
    ]


def test_history_says_who_stored_what_and_when(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("threshold: low\n", FULL):
        file.write_text(text)
        assert command("policy", "apply", str(file), "--yes") == 0
    capsys.readouterr()
    assert command("policy", "history") == 0
    newest, *_, oldest, added = filter(None, capsys.readouterr().out.splitlines())
    assert newest.startswith(str(datetime.now(UTC).year))
    assert newest.endswith("  arn:aws:sts::123456789012:user/moto")
    assert (oldest.split()[-1], added) == ("arn:aws:sts::123456789012:user/moto", "  +threshold: low")
    assert command("policy", "history", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == 2


def test_what_is_in_effect_is_shown_as_a_file_that_stores_the_same(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("policy", "show") == 0
    assert capsys.readouterr().out == "# The default is in effect: from high on, #cloud is notified.\n"
    file.write_text(FULL)
    assert command("policy", "apply", str(file), "--yes") == 0
    capsys.readouterr()
    assert command("policy", "show") == 0
    assert read_policy(capsys.readouterr().out) == read_policy(FULL)


def test_a_stored_policy_that_cannot_be_read_is_named_and_replaced(
    client: "DynamoDBClient", file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client.put_item(TableName=TABLE, Item={"pk": {"S": "POLICY"}, "sk": {"S": "POLICY"}, "policy": {"S": "{"}})
    assert command("policy", "show") == 2
    shown = capsys.readouterr()
    instead = "each function goes on with the last good one that it has read, else with the stack's default"
    named = f"The stored policy cannot be read; {instead}. make policy puts a right one in effect.\n"
    assert (shown.out, shown.err.splitlines(keepends=True)[-1]) == ("", named)
    file.write_text("threshold: low\n")
    assert command("policy", "apply", str(file), "--yes") == 0
    assert named in capsys.readouterr().err
    assert command("policy", "show") == 0


def test_a_file_that_is_not_there_is_named_before_aws_is_asked(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("policy", "apply", str(file)) == 2
    assert capsys.readouterr().err == f"{file} cannot be read ({os.strerror(errno.ENOENT)}); {EXAMPLE}\n"


def test_nothing_is_stored_of_a_file_with_mistakes(
    client: "DynamoDBClient", file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("threshold: loud\nteems: {}\n")
    assert command("policy", "apply", str(file)) == 2
    first, second = capsys.readouterr().err.splitlines()[1:]
    assert first.startswith("policy.yaml:1: threshold: one of")
    assert second.startswith("policy.yaml:2: teems: ")
    assert command("policy", "check", str(file)) == 2
    assert command("policy", "check", str(file.with_name("none.yaml"))) == 2
    assert capsys.readouterr().err.splitlines()[-1].endswith(EXAMPLE)
    assert client.scan(TableName=TABLE)["Count"] == 0


def test_the_stacks_additional_sources_are_sources(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_stack("wide", {"EventsTableName": TABLE}, {"AdditionalSources": "orchard.billing, orchard.shop"})
    file.write_text("quiet:\n  - source: orchard.shop\n")
    assert command("policy", "apply", str(file), "--yes", "--stack", "wide") == 0
    file.write_text("quiet:\n  - source: orchard.sho\n")
    assert command("policy", "apply", str(file), "--yes", "--stack", "wide") == 2
    assert "policy.yaml:2: quiet.1.source: orchard.sho is no source; there are " in capsys.readouterr().err


def test_a_policy_is_a_file_again_and_lacks_nothing_of_itself() -> None:
    policy = read_policy(FULL)
    assert read_policy(policy_text(policy.model_dump_json(exclude_unset=True))) == policy
    assert vanished(policy, policy) == {}
