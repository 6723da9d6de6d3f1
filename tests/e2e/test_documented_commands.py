"""What the documents ask operators to type works on a hub, with the variables that docs/commands.md puts before it."""

import os
import re
import subprocess

import pytest

from local.settings import ROOT
from tests.support.documented_commands import ON_THE_ENGINE
from tests.support.engine import Engine

VARIABLES = re.findall(
    r"(AWS_[A-Z_]+)=(\S+?)`?(?=\s)", (ROOT / "docs" / "commands.md").read_text().rpartition("put `")[2]
)


@pytest.mark.parametrize("command", ON_THE_ENGINE)
def test_a_command_does_what_it_says(command: str, engine: Engine) -> None:
    arguments, code, words = ON_THE_ENGINE[command]
    if command == "make redrive":
        engine.account.sqs.purge_queue(QueueUrl=engine.outputs["DeadLetterQueueUrl"])
    others = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [*command.split(), *arguments.split()],
        cwd=ROOT,
        env=others | dict(VARIABLES) | {"AWS_ENDPOINT_URL": engine.url, "STACK": engine.stack},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    printed = done.stdout + done.stderr
    assert done.returncode == code, printed
    assert words in printed
    assert "Traceback" not in printed
