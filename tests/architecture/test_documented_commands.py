"""What the documents ask people to type was tried: here, on the engine, or there is a reason why not."""

import subprocess

import pytest

from tests.support.aws_cli import Refused, parsed
from tests.support.documented_commands import (
    IN_A_SHELL,
    NEEDS_NOTHING,
    NOT_RUN,
    ON_THE_ENGINE,
    aws_commands,
    documented,
    entry_of,
)
from tests.support.template import ROOT

COMMANDS = sorted(set(documented()))


def test_no_command_is_documented_untried() -> None:
    assert [command for command in COMMANDS if entry_of(command) is None] == []


def test_no_entry_has_outlived_its_command() -> None:
    entries = [*NEEDS_NOTHING, *ON_THE_ENGINE, *IN_A_SHELL, *NOT_RUN]
    assert sorted(entries) == sorted({entry for command in COMMANDS if (entry := entry_of(command))})


def test_a_command_that_nobody_thought_of_is_noticed() -> None:
    assert [entry_of(new) for new in ("make tea", "./config-monitor brew", "make redrive FORCE=1", "aws s3 ls")] == [
        None
    ] * 4


@pytest.mark.parametrize("words", [words for command in COMMANDS for words in aws_commands(command)], ids=" ".join)
def test_the_aws_cli_would_take_a_command(words: list[str]) -> None:
    parsed(words)


def test_aws_commands_inside_others_are_found() -> None:
    line = 'f() { aws sts get-caller-identity; }; aws sqs list-queues | x "$(aws s3api list-buckets --query "[0]")"'
    assert sorted(aws_commands(line)) == [
        ["s3api", "list-buckets", "--query", "[0]"],
        ["sqs", "list-queues"],
        ["sts", "get-caller-identity"],
    ]


BUS = "HubEventBusArn=arn:aws:events:eu-central-1:111111111111:event-bus/config-monitor"
AGENT = "cloudformation deploy --stack-name x --template-file agent/template.yaml"


@pytest.mark.parametrize(
    "words",
    [
        "config describe-config-rules",
        "sqs receive --queue-url q",
        "sqs receive-message",
        "sqs receive-message --queue-url q --limit 3",
        "sqs receive-message --queue-url q --visibility-timeout soon",
        "sqs receive-message --queue-url",
        "sqs list-queues --output text --query Queues[",
        "dynamodb query --table-name t --select EVERYTHING",
        "dynamodb get-item --table-name t --key {pk}",
        'dynamodb get-item --table-name t --key {"pk":1}',
        f"{AGENT} --parameter-overrides {BUS}",
        f"{AGENT} --parameter-overrides {BUS} Colour=red --capabilities CAPABILITY_NAMED_IAM",
        f"{AGENT} --capabilities CAPABILITY_NAMED_IAM",
        f"{AGENT} --parameter-overrides HubEventBusArn=the-bus --capabilities CAPABILITY_NAMED_IAM",
        "cloudformation deploy --stack-name x --template-file template.yaml --capabilities CAPABILITY_NAMED_IAM",
    ],
)
def test_the_aws_cli_refuses_what_is_wrong(words: str) -> None:
    with pytest.raises(Refused):
        parsed(words.split())


@pytest.mark.parametrize("command", NEEDS_NOTHING.values())
def test_what_needs_nothing_runs(command: str) -> None:
    done = subprocess.run(command.split(), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
