"""Runs a command as a person does, with moto in place of AWS, and makes the stack that it looks for."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from unittest.mock import patch

from botocore.loaders import Loader
from typer.main import get_command

from config_monitor.observability import logger
from config_monitor_cli import hub
from config_monitor_cli.main import app, run

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
LOADER = Loader()
ENVIRONMENT = {**CREDENTIALS, "AWS_REGION": "eu-central-1", "AWS_EC2_METADATA_DISABLED": "true"}


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """Nothing of AWS in the environment but these variables, and no client made before."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("AWS_") and name != "STACK"}
    files = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    once = patch("botocore.session.create_loader", lambda *_: LOADER)  # the descriptions of AWS's services are large
    with patch.dict(os.environ, {**others, **files, **variables}, clear=True), once:
        hub.session.cache_clear()
        hub.client.cache_clear()
        yield
    hub.session.cache_clear()
    hub.client.cache_clear()


def command(*arguments: str) -> int:
    """The exit code of one command, which leaves the functions' logger as it was to the next test."""
    level = logger.log_level
    try:
        run(list(arguments))
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        logger.setLevel(level)
    return 0


def make_stack(name: str, outputs: dict[str, str], parameters: dict[str, str] | None = None) -> None:
    """A hub's stack, as far as its outputs and parameters go."""
    template = {
        "Parameters": {key: {"Type": "String", "Default": value} for key, value in (parameters or {}).items()},
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {key: {"Value": value} for key, value in outputs.items()},
    }
    hub.client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(template))


def commands(group: Any = None, before: str = "") -> dict[str, Any]:
    """All commands by name, those of groups as `policy show`."""
    named: dict[str, Any] = {}
    for name, each in (group or cast("Any", get_command(app))).commands.items():
        named |= commands(each, f"{name} ") if hasattr(each, "commands") else {f"{before}{name}": each}
    return named
