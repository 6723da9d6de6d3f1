"""Keeps the engine and Slack running in the background, one of each per folder, however `make up` is ended.

A process holds a lock on its pid file for as long as it lives, so a stale file, a number used again or a start that was
killed half-way can never be taken for a running process.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from local.errors import LocalError
from local.settings import ROOT


@dataclass(frozen=True)
class Process:
    """A background process by name: `python -m module`, its pid and log in the folder."""

    name: str
    module: str
    folder: Path

    @property
    def log(self) -> Path:
        """Where it writes all it says."""
        return self.folder / f"{self.name}.log"

    @property
    def _pid_file(self) -> Path:
        return self.folder / f"{self.name}.pid"

    def running(self) -> bool:
        """Whether it lives, by the lock it holds."""
        if not self._pid_file.exists():
            return False
        with self._pid_file.open() as file:
            return not _lock(file.fileno())

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it in a session of its own; its end does not depend on the terminal or on this command."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._pid_file.open("w") as file, self.log.open("a") as log:
            _lock(file.fileno())
            started = subprocess.Popen(
                [sys.executable, "-m", self.module],
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[file.fileno()],
                # In the child, so that no moment is left in which it runs and its number is not written.
                preexec_fn=lambda: os.write(file.fileno(), str(os.getpid()).encode()),
            )
            started.returncode = 0  # it is to outlive this command, so Python need not warn that nobody waits for it

    def stop(self) -> None:
        """End it and all it started; nothing if it does not run."""
        for sent, seconds in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
            if not self.running():
                return
            try:
                os.killpg(int(self._pid_file.read_text()), sent)
            except ProcessLookupError:
                return
            _wait_until(lambda: not self.running(), seconds)

    def last_words(self) -> str:
        """The last line of its log, for the sentence that says why it did not start."""
        lines = self.log.read_text(errors="replace").split("\n") if self.log.exists() else []
        return next((line.strip() for line in reversed(lines) if line.strip()), "it printed nothing")


def in_use(port: int) -> bool:
    """Whether a program listens on the port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def claim(port: int, variable: str) -> None:
    """Raise LocalError where the port belongs to another program."""
    if in_use(port):
        raise LocalError(f"Port {port} is in use by another program: end it, or choose another with {variable}=<port>.")


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < limit:
        time.sleep(0.05)
    return held
