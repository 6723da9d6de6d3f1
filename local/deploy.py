"""Puts the hub and the agents on the engine through the real `sam deploy`, and only those that changed."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from local import environment
from local.aws import Account
from local.errors import LocalError
from local.processes import in_use
from local.settings import ROOT, Settings

_BUCKET = "sam-artifacts"
_DONE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE")


@dataclass(frozen=True)
class Stack:
    """A template to deploy in an account, with its parameters and the files whose change calls for a new deployment."""

    name: str
    account: str
    template: Path
    sources: tuple[Path, ...]
    parameters: Mapping[str, str]

    def fingerprint(self) -> str:
        """The same for as long as a deployment would change nothing."""
        digest = hashlib.sha256(json.dumps(dict(self.parameters), sort_keys=True).encode())
        for path in sorted(_files((self.template, *self.sources))):
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
        return digest.hexdigest()


def deploy(settings: Settings, stack: Stack, lock: int) -> bool:
    """Bring a stack up to date; whether anything had to be deployed. Raises LocalError with SAM's last words.

    SAM holds on to the lock of this command, so that after a kill the next command waits until SAM too has ended.
    """
    account = Account(settings.engine_url, stack.account)
    stamp = settings.folder / f"{stack.name}.{stack.account}.deployed"
    fingerprint = stack.fingerprint()
    if _is_complete(account, stack.name) and stamp.exists() and stamp.read_text() == fingerprint:
        return False
    stamp.unlink(missing_ok=True)
    account.s3.create_bucket(Bucket=f"{_BUCKET}-{stack.account}")
    _sam_deploy(settings, stack, lock)
    stamp.write_text(fingerprint)
    return True


def _sam_deploy(settings: Settings, stack: Stack, lock: int) -> None:
    settings_file = settings.folder / "samconfig.toml"  # empty: the repository's own speaks of real stages
    settings_file.write_text("version = 0.1\n")
    log = settings.folder / f"{stack.name}.{stack.account}.log"
    command = [sys.executable, "-m", "samcli", "deploy", "--stack-name", stack.name]
    command += [
        "--template-file",
        str(stack.template),
        "--config-file",
        str(settings_file),
        "--s3-bucket",
        f"{_BUCKET}-{stack.account}",
        "--no-progressbar",
    ]
    command += ["--no-confirm-changeset", "--no-fail-on-empty-changeset"]
    command += ["--capabilities", "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
    if stack.parameters:
        command += ["--parameter-overrides", *(f"{name}={value}" for name, value in stack.parameters.items())]
    with log.open("w") as output:
        env = environment.of_sam(settings, stack.account)
        done = subprocess.run(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, pass_fds=[lock]
        )
    if done.returncode:
        lines = [line for line in log.read_text().splitlines() if line.strip()]
        raise LocalError(f"sam deploy of {stack.name} in {stack.account} failed: {lines[-1]} (all of it: {log})", 1)


def stands(settings: Settings, name: str, account: str) -> bool:
    """Whether a stack of that name is there, and an engine to ask; what answers may be something else."""
    try:
        stacks = Account(settings.engine_url, account).cloudformation
        return in_use(settings.engine_port) and bool(stacks.describe_stacks(StackName=name)["Stacks"])
    except (ClientError, BotoCoreError, ResponseParserError):
        return False


def _is_complete(account: Account, name: str) -> bool:
    """Whether the stack stands whole. Waits for one still being made, and clears away what a killed start left."""
    while True:
        try:
            status = account.cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        except ClientError:
            return False
        if status in _DONE:
            return True
        if status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS":
            time.sleep(0.5)
            continue
        account.cloudformation.delete_stack(StackName=name)
        account.cloudformation.get_waiter("stack_delete_complete").wait(
            StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
        )
        return False


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        files = path.rglob("*") if path.is_dir() else (path,)
        yield from (file for file in files if file.is_file() and "__pycache__" not in file.parts)
