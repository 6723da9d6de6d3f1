"""A local command that cannot write says so, and what to do, in one sentence."""

import errno
import os

import pytest

from local import __main__ as command_line
from local.processes import free_port
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


def test_a_disk_without_room_is_one_sentence_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENGINE_PORT", str(free_port()))
    monkeypatch.setattr("local.up._FREE_MEGABYTES", 10**9)
    try:
        assert command_line.main(["up"]) == 1
    finally:
        assert command_line.main(["down"]) == 0
    printed = capsys.readouterr()
    assert printed.err.endswith(", 1000000000 are needed: free some space and run it again\n")
    assert "starting" not in printed.out


def test_any_other_fault_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def up(_: Settings) -> None:
        raise FileNotFoundError(errno.ENOENT, "gone")

    monkeypatch.setitem(command_line.COMMANDS, "up", up)
    with pytest.raises(FileNotFoundError):
        command_line.main(["up"])
