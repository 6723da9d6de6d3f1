"""`make up` and `make down`: engine, Slack and three stacks, until an event on a member's bus is stored and shown."""

from __future__ import annotations

import fcntl
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.error import URLError
from urllib.request import urlopen

from local import environment, probe, stacks
from local.deploy import deploy, stands
from local.errors import LocalError
from local.processes import Process, claim, in_use
from local.settings import HUB_ACCOUNT, MEMBER_ACCOUNTS, Settings

# An engine with a demonstration in it has 80 MB; one that runs out of space neither keeps anything nor says so.
_FREE_MEGABYTES = 200


def up(settings: Settings) -> None:
    """Bring all of it up, or up to date; raises LocalError with one sentence where that cannot be."""
    with only_one(settings) as lock:
        if (free := shutil.disk_usage(settings.folder).free // 1_000_000) < _FREE_MEGABYTES:
            short = f"{free} MB are free in {settings.folder}, {_FREE_MEGABYTES} are needed"
            raise LocalError(f"{short}: free some space and run it again", 1)
        for process, port in ((_engine(settings), settings.engine_port), (_slack(settings), settings.slack_port)):
            if not process.running():
                claim(port, f"{process.name.upper()}_PORT")
        left = _say_what_is_left(settings)
        started = _start(_engine(settings), settings.engine_port, environment.of_engine(settings))
        started |= _start(_slack(settings), settings.slack_port, environment.of_slack(settings))
        if left and not stands(settings, settings.stack, HUB_ACCOUNT):
            print(
                "LOST: the engine does not come back with what it held; history, policy, queues and stacks begin anew"
            )
        stacks.keep_recording(settings)
        deployed = _deploy(settings, stacks.keep_secret(settings), lock)
        stacks.start_policy(settings)
        stacks.write_environment(settings)
        if started or deployed or not probe.passed(settings):
            step("an event on a member's bus is stored and shown", lambda: probe.run(settings))
        print(f"up: engine {settings.engine_url}, Slack {settings.slack_url}")


def down(settings: Settings) -> None:
    """End both processes and remove what they kept."""
    if not settings.folder.exists():
        print(f"down: nothing ran on port {settings.engine_port}")
        return
    with only_one(settings):
        for process in (_engine(settings), _slack(settings)):
            process.stop()
    shutil.rmtree(settings.folder)
    print(f"down: engine and Slack have ended, and nothing of them is kept (port {settings.engine_port})")


@contextmanager
def only_one(settings: Settings) -> Iterator[int]:
    """One command at a time for one engine; a second waits. Answers the lock, which a child may hold on to."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    with (settings.folder / "command.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("waiting for another make up, demo or down of this engine", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()


def step[T](what: str, work: Callable[[], T]) -> T:
    """Do something slow between two halves of a line that says what and how long it took."""
    print(f"{what} ...", end=" ", flush=True)
    began = time.monotonic()
    try:
        result = work()
    except BaseException:
        print(flush=True)
        raise
    print(f"{time.monotonic() - began:.1f} s", flush=True)
    return result


def _say_what_is_left(settings: Settings) -> bool:
    """Say, where the engine ended without `make down`, as of when it comes back; whether it is to."""
    deployed = (settings.folder / f"{settings.stack}.{HUB_ACCOUNT}.deployed").exists()
    if not deployed or _engine(settings).running():
        return False
    kept = settings.folder / "state" / "dynamodb.json"
    if not kept.exists():
        print("LOST: the engine ended before it kept anything; history, policy, queues and stacks begin anew")
        return False
    at = datetime.fromtimestamp(kept.stat().st_mtime, UTC)
    print(f"the engine had ended: it comes back with what it held at {at:%H:%M:%S} UTC; what came later is gone")
    return True


def _engine(settings: Settings) -> Process:
    return Process("engine", "local.engine", settings.folder)


def _slack(settings: Settings) -> Process:
    return Process("slack", "local.slack", settings.folder)


def _start(process: Process, port: int, env: Mapping[str, str]) -> bool:
    """Make sure that the process runs with these settings and answers; whether it had to be started."""
    stamp = process.folder / f"{process.name}.settings"
    # Another shell may have another PATH, which changes nothing of what runs.
    settings = json.dumps({name: value for name, value in env.items() if name != "PATH"})
    if process.running():
        if stamp.exists() and stamp.read_text() == settings and _answers(port):
            return False
        step(f"ending the {process.name} of other settings", process.stop)
    for folder in ("tmp", "s3", "state"):
        (process.folder / folder).mkdir(parents=True, exist_ok=True)
    stamp.write_text(settings)
    process.start(env)
    step(f"starting the {process.name} on port {port}", lambda: _wait_for(process, port))
    return True


def _wait_for(process: Process, port: int, seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while not _answers(port):
        if not process.running():
            raise LocalError(f"The {process.name} ended at once: {process.last_words()} (log: {process.log})", 1)
        if time.monotonic() > limit:
            sentence = f"The {process.name} does not answer on port {port} after {seconds:.0f} s (log: {process.log})"
            raise LocalError(sentence, 1)
        time.sleep(0.1)


def _answers(port: int) -> bool:
    """Whether it speaks HTTP; the address is the engine's, and Slack's word that it has no such page will do."""
    if not in_use(port):
        return False
    try:
        with urlopen(f"http://127.0.0.1:{port}/_ministack/health", timeout=5):
            return True
    except URLError as error:
        return hasattr(error, "code")


def _deploy(settings: Settings, secret: str, lock: int) -> bool:
    """Deploy all stacks at once; whether any had changed."""

    def work() -> bool:
        with ThreadPoolExecutor(3) as pool:
            return any(list(pool.map(lambda stack: deploy(settings, stack, lock), stacks.stacks(settings, secret))))

    return step(f"deploying the hub and {len(MEMBER_ACCOUNTS)} agents, as far as they changed", work)
