"""A local command that cannot write says so, and what to do, in one sentence."""

import errno
import os

import pytest

from local import __main__ as command_line
from local.settings import ROOT, Settings


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, f"up: No space left on device in {ROOT}: free some space and run it again"),
        (
            errno.EROFS,
            f"up: Read-only file system in {ROOT}: make it writable, or take a copy that is, and run it again",
        ),
    ],
)
def test_a_disk_that_takes_nothing_is_one_sentence(
    number: int, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def up(_: Settings) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setitem(command_line.COMMANDS, "up", up)
    assert command_line.main(["up"]) == 1
    assert capsys.readouterr().err == f"{sentence}\n"


def test_any_other_fault_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def up(_: Settings) -> None:
        raise FileNotFoundError(errno.ENOENT, "gone")

    monkeypatch.setitem(command_line.COMMANDS, "up", up)
    with pytest.raises(FileNotFoundError):
        command_line.main(["up"])
