"""`make up`: engine, Slack, secrets and the three stacks, until an event put on a member's bus is stored and shown."""

from __future__ import annotations

import fcntl
import json
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from local import environment, probe
from local.aws import Account
from local.deploy import Stack, deploy
from local.errors import LocalError
from local.processes import Process, claim, in_use
from local.settings import AGENT_STACK, HUB_ACCOUNT, HUB_STACK, MEMBER_ACCOUNTS, REGION, ROOT, Settings
from local.slack.methods import TOKEN, WEBHOOK_PATH

CHANNEL = WEBHOOK_PATH.rpartition("/")[2]
SECRET = "config-monitor/slack"


def up(settings: Settings) -> None:
    """Bring all of it up, or up to date; raises LocalError with one sentence where that cannot be."""
    with only_one(settings) as lock:
        started = _start(_engine(settings), settings.engine_port, "ENGINE_PORT", environment.of_engine(settings))
        started |= _start(_slack(settings), settings.slack_port, "SLACK_PORT", environment.of_slack(settings))
        secret = _keep_secret(settings)
        deployed = _deploy(settings, secret, lock)
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
    print(f"down: nothing runs on port {settings.engine_port} and nothing is kept")


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
        found = work()
    except BaseException:
        print(flush=True)
        raise
    print(f"{time.monotonic() - began:.1f} s", flush=True)
    return found


def _engine(settings: Settings) -> Process:
    return Process("engine", "local.engine", settings.folder)


def _slack(settings: Settings) -> Process:
    return Process("slack", "local.slack", settings.folder)


def _start(process: Process, port: int, variable: str, env: dict[str, str]) -> bool:
    """Make sure that the process runs with these settings and answers; whether it had to be started."""
    stamp = process.folder / f"{process.name}.settings"
    if process.running():
        if stamp.exists() and stamp.read_text() == json.dumps(env) and _answers(port):
            return False
        step(f"ending the {process.name} of other settings", process.stop)
    claim(port, variable)
    for folder in ("tmp", "s3", "state"):
        (process.folder / folder).mkdir(parents=True, exist_ok=True)
    stamp.write_text(json.dumps(env))
    process.start(env)

    def wait() -> None:
        limit = time.monotonic() + 60
        while not _answers(port):
            if not process.running():
                raise LocalError(f"The {process.name} ended at once: {process.last_words()} (log: {process.log})", 1)
            if time.monotonic() > limit:
                raise LocalError(
                    f"The {process.name} does not answer on port {port} after 60 s (log: {process.log})", 1
                )
            time.sleep(0.1)

    step(f"starting the {process.name} on port {port}", wait)
    return True


def _answers(port: int) -> bool:
    path = "_ministack/health"
    if not in_use(port):
        return False
    try:
        with urlopen(f"http://127.0.0.1:{port}/{path}", timeout=5):
            return True
    except URLError as error:
        return hasattr(error, "code")  # it answered, if only to say that it does not know the address


def _keep_secret(settings: Settings) -> str:
    """Put Slack's token and webhook into Secrets Manager; the secret's ARN."""
    secrets = Account(settings.engine_url, HUB_ACCOUNT).secretsmanager
    value = json.dumps({"bot_token": TOKEN, "webhook_url": settings.slack_url + WEBHOOK_PATH})
    try:
        return secrets.put_secret_value(SecretId=SECRET, SecretString=value)["ARN"]
    except secrets.exceptions.ResourceNotFoundException:
        return secrets.create_secret(Name=SECRET, SecretString=value)["ARN"]


def _stacks(settings: Settings, secret: str) -> list[Stack]:
    hub = Stack(
        HUB_STACK,
        HUB_ACCOUNT,
        ROOT / "template.yaml",
        (ROOT / "functions", ROOT / "statemachines"),
        {
            "AllowedAccounts": ",".join(MEMBER_ACCOUNTS),
            "SlackSecretArn": secret,
            "SlackMode": settings.slack_mode,
            "SlackApiUrl": f"{settings.slack_url}/api/",
            "AllowedWebhookHosts": f"127.0.0.1:{settings.slack_port}",
            "DefaultChannel": CHANNEL,
        },
    )
    # The bus is named after the hub's stack, so agents need not wait for the hub to stand.
    bus = f"arn:aws:events:{REGION}:{HUB_ACCOUNT}:event-bus/{HUB_STACK}"
    template = ROOT / "agent" / "template.yaml"
    return [hub, *(Stack(AGENT_STACK, member, template, (), {"HubEventBusArn": bus}) for member in MEMBER_ACCOUNTS)]


def _deploy(settings: Settings, secret: str, lock: int) -> bool:
    """Deploy all stacks at once; whether any had changed."""

    def work() -> bool:
        with ThreadPoolExecutor(3) as pool:
            return any(list(pool.map(lambda stack: deploy(settings, stack, lock), _stacks(settings, secret))))

    return step("deploying the hub and two agents, as far as they changed", work)
