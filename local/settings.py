"""Where one local engine lives: its ports, accounts, addresses and folder, read from the environment of `make up`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local.errors import LocalError

ROOT = Path(__file__).resolve().parent.parent
REGION = "us-east-1"
HUB_ACCOUNT = "111111111111"
MEMBER_ACCOUNTS = ("222222222222", "333333333333")
HUB_STACK = "config-monitor"
# What a person may set at `make up`: shorter waits, IAM enforced, the address that containers reach.
PASSED_THROUGH = ("SFN_WAIT_SCALE", "AUTH", "BIND_HOST")


@dataclass(frozen=True)
class Settings:
    """One engine and its Slack; all that they keep is in `folder`."""

    engine_port: int
    slack_port: int
    slack_mode: str
    stack: str
    """the hub's stack: several hubs can stand side by side on one engine"""
    passed_through: Mapping[str, str]

    @property
    def agent_stack(self) -> str:
        """The stack of the hub's agent in each member account."""
        return f"{self.stack}-agent"

    @property
    def engine_url(self) -> str:
        """The one endpoint of all services."""
        return f"http://127.0.0.1:{self.engine_port}"

    @property
    def slack_url(self) -> str:
        """The played Slack: its page, its Web API and its webhooks."""
        return f"http://127.0.0.1:{self.slack_port}"

    @property
    def folder(self) -> Path:
        """Pid files, logs and data of this engine alone; `make down` removes it."""
        return ROOT / ".local" / str(self.engine_port)

    @property
    def container_environment(self) -> Path:
        """What `sam local invoke` is given as `--env-vars`."""
        return self.folder / "env.json"


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the environment; raises LocalError with what to change."""
    mode = environment.get("SLACK_MODE", "bot")
    if mode not in ("bot", "webhook"):
        raise LocalError(f"SLACK_MODE is {mode!r}; it can be bot or webhook.")
    stack = environment.get("STACK_NAME") or HUB_STACK
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,120}", stack):
        raise LocalError(f"STACK_NAME is {stack!r}; it can have letters, digits and dashes, and begins with a letter.")
    settings = Settings(
        engine_port=_port(environment, "ENGINE_PORT", "4566"),
        slack_port=_port(environment, "SLACK_PORT", "4580"),
        slack_mode=mode,
        stack=stack,
        passed_through={name: environment[name] for name in PASSED_THROUGH if environment.get(name)},
    )
    if settings.engine_port == settings.slack_port:
        raise LocalError(f"ENGINE_PORT and SLACK_PORT are both {settings.slack_port}; choose two different ports.")
    return settings


def _port(environment: Mapping[str, str], name: str, default: str) -> int:
    text = environment.get(name) or default
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise LocalError(f"{name} is {text!r}; it must be a port number from 1 to 65535.")
    return int(text)
