"""What the documents ask people to type was tried: here, on the engine, or there is a reason why not."""

import subprocess

import pytest

from tests.support.documented_commands import NEEDS_NOTHING, NOT_RUN, ON_THE_ENGINE, documented, entry_of
from tests.support.template import ROOT

COMMANDS = sorted(set(documented()))


def test_no_command_is_documented_untried() -> None:
    assert [command for command in COMMANDS if entry_of(command) is None] == []


def test_no_entry_has_outlived_its_command() -> None:
    entries = [*NEEDS_NOTHING, *ON_THE_ENGINE, *NOT_RUN]
    assert sorted(entries) == sorted({entry for command in COMMANDS if (entry := entry_of(command))})


def test_a_command_that_nobody_thought_of_is_noticed() -> None:
    assert [entry_of(new) for new in ("make tea", "./config-monitor brew", "make redrive FORCE=1", "terraform")] == [
        None
    ] * 4


@pytest.mark.parametrize("command", NEEDS_NOTHING.values())
def test_what_needs_nothing_runs(command: str) -> None:
    done = subprocess.run(command.split(), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
