"""The script that makes the virtual environment says in one sentence what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from local.settings import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "venv.sh", tmp_path / "scripts")
    (tmp_path / "requirements.lock").write_text("# nothing\n")
    return tmp_path


def run(checkout: Path, bin_folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{bin_folder}{os.pathsep}/usr/bin{os.pathsep}/bin"
    command = ["sh", str(checkout / "scripts" / "venv.sh")]
    return subprocess.run(command, env={"PATH": path, **variables}, capture_output=True, text=True)


def fake(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    command = folder / name
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)


def test_a_wrong_interpreter_is_one_sentence(checkout: Path) -> None:
    """Commands of the right name that run nothing, or another version, are passed over."""
    folder = checkout / "bin"
    for name in ("python3.13", "python3", "python"):
        fake(folder, name, "exit 1")
    done = run(checkout, folder)
    assert done.returncode == 2
    assert done.stderr.startswith("venv: Python 3.13 is needed")
    assert done.stderr.count("\n") == 1


def test_a_python_without_venv_is_one_sentence(checkout: Path) -> None:
    """As Debian's is, until its package is installed."""
    folder = checkout / "bin"
    fake(folder, "python3.13", 'case "$2" in *ensurepip*) exit 1 ;; esac')
    done = run(checkout, folder)
    assert done.returncode == 2
    assert "without venv" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("pip", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'", "PyPI was not reached"),
    ],
    ids=["full disk", "no network"],
)
def test_what_ends_an_installation_is_one_sentence(checkout: Path, pip: str, sentence: str) -> None:
    """Whoever finds it, pip or venv."""
    folder = checkout / "bin"
    fake(folder, "python3.13", f'case "$2" in venv) echo "{pip}" >&2; exit 1 ;; esac')
    done = run(checkout, folder)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert not (checkout / ".venv" / "requirements.lock").exists()


def test_a_venv_is_made_once_and_again_when_the_lock_changes(checkout: Path) -> None:
    """The stamp is written last; what was stopped half-way is done over."""
    folder = checkout / "bin"
    install = 'case "$2" in venv) mkdir -p .venv/bin && cp "$0" .venv/bin/python && echo made >>made ;; esac'
    fake(folder, "python3.13", install)
    for lock, times in (("# nothing\n", 1), ("# nothing\n", 1), ("# another\n", 2)):
        (checkout / "requirements.lock").write_text(lock)
        assert run(checkout, folder).returncode == 0
        assert (checkout / "made").read_text().count("made") == times
    (checkout / ".venv" / "requirements.lock").unlink()
    run(checkout, folder)
    assert (checkout / "made").read_text().count("made") == 3
