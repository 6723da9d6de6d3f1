"""What the documents ask operators to type works on a hub, with the variables that docs/commands.md puts before it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from botocore import xform_name

from local.aws import Account
from local.settings import MEMBER_ACCOUNTS, ROOT
from tests.support.documented_commands import AGENTS_HEARTBEAT, IN_A_SHELL, ON_THE_ENGINE, documented, entry_of
from tests.support.engine import Engine, wait

VARIABLES = re.findall(
    r"(AWS_[A-Z_]+)=(\S+?)`?(?=\s)", (ROOT / "docs" / "commands.md").read_text().rpartition("put `")[2]
)


def beat(engine: Engine) -> None:
    """An agent sends its heartbeat, and the hub notes it."""
    member = Account(engine.url, MEMBER_ACCOUNTS[0])
    heartbeat = member.outputs(f"{engine.stack}-agent")["HeartbeatArn"]
    ended = engine.ended(member.stepfunctions.start_execution(stateMachineArn=heartbeat)["executionArn"])
    assert ended["status"] == "SUCCEEDED"
    wait(lambda: engine.partition("AGENT"), "the agent's item")


@pytest.mark.parametrize("command", ON_THE_ENGINE)
def test_a_command_does_what_it_says(command: str, engine: Engine) -> None:
    arguments, code, words = ON_THE_ENGINE[command]
    if command == "make redrive":
        engine.account.sqs.purge_queue(QueueUrl=engine.outputs["DeadLetterQueueUrl"])
    if command == "make check-agents":
        beat(engine)
    done = subprocess.run(
        [*command.split(), *arguments.split()],
        cwd=ROOT,
        env=os.environ | dict(VARIABLES) | {"AWS_ENDPOINT_URL": engine.url, "STACK": engine.stack},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    printed = done.stdout + done.stderr
    assert done.returncode == code, printed
    assert words in printed
    assert "Traceback" not in printed


# What makes something is run in an account that has nothing yet.
NEW_ACCOUNT = "990000000002"
MADE_THERE = ("aws cloudformation deploy", "aws secretsmanager create-secret")
ENDPOINT = "http://127.0.0.1:4566"


def shell(script: str, engine: Engine, folder: Path, **variables: str) -> str:
    """What bash prints of a script in which `aws` is ours; the outputs of the hub are variables, by their names."""
    aws = folder / "aws"
    aws.write_text(f'#!/bin/sh\nexec {sys.executable} -m tests.support.aws_cli "$@"\n')
    aws.chmod(0o755)
    own = {"AWS_ENDPOINT_URL": engine.url, "PYTHONPATH": str(ROOT), "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    outputs = {xform_name(name).upper(): value for name, value in engine.outputs.items()}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace(ENDPOINT, engine.url)],
        cwd=ROOT,
        env=os.environ | dict(VARIABLES) | outputs | own | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("begin", IN_A_SHELL)
def test_a_command_of_the_aws_cli_does_what_it_says(begin: str, engine: Engine, tmp_path: Path) -> None:
    queue = engine.outputs["DeadLetterQueueUrl"]
    engine.account.sqs.purge_queue(QueueUrl=queue)
    engine.account.sqs.send_message(
        QueueUrl=queue,
        MessageBody="{}",
        MessageAttributes={"error": {"StringValue": "StorageBusy", "DataType": "String"}},
    )
    (read,) = engine.account.sqs.receive_message(QueueUrl=queue, VisibilityTimeout=0)["Messages"]
    account = NEW_ACCOUNT if begin.startswith(MADE_THERE) else engine.account.account
    if begin == AGENTS_HEARTBEAT:
        account = MEMBER_ACCOUNTS[0]
    for command in {each for each in documented() if entry_of(each) == begin}:
        variables = {"AWS_ACCESS_KEY_ID": account, "RECEIPT_HANDLE": read["ReceiptHandle"]}
        assert IN_A_SHELL[begin] in shell(command, engine, tmp_path, **variables)
    engine.account.sqs.purge_queue(QueueUrl=queue)


def test_the_lines_about_the_api_work_together(engine: Engine, tmp_path: Path) -> None:
    """From the credentials to the file; `--fail-with-body` makes a refusal curl's exit code."""
    page = (ROOT / "docs" / "querying.md").read_text()
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    script = "".join(block for block in blocks if "awscurl" not in block)
    (program,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (tmp_path / "program.py").write_text(program)
    table = tmp_path / "march.csv"
    lines = f"{script.replace('march.csv', str(table))}\n{sys.executable} {tmp_path / 'program.py'}"
    shell(lines, engine, tmp_path)
    assert table.read_text().startswith("\ufefftime,id,account,")
