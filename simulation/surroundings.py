"""What functions reach of the world outside: clients, Slack and the clock of a run, in place of the real ones."""

import json
import random
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from jsonata import Jsonata
from jsonata.parser import Parser

from config_monitor import bootstrap
from config_monitor.adapters import aws, backoff
from config_monitor.adapters.dynamodb import alerts
from config_monitor.adapters.slack import bot
from config_monitor.bootstrap import notifications, runtime
from local.slack.methods import SIGNING_SECRET, TOKEN
from simulation.troubled_slack import TroubledSlack
from simulation.virtual_time import VirtualTime

ENVIRONMENT = {
    "EVENTS_TABLE_NAME": "events",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "SLACK_SECRET_ARN": "slack",
    "SLACK_API_URL": "https://slack.com/api/",
    "DEFAULT_CHANNEL": "security",
    "ACT_ON_ALERT_ARN": "act_on_alert",
    "REPORT_BUCKET_NAME": "reports",
}


@contextmanager
def surroundings(clients: Mapping[str, Any], now: VirtualTime, slack: TroubledSlack, seed: int) -> Iterator[None]:
    """Within the block functions reach nothing else, and what they draw follows from the seed."""
    draw = random.Random(seed)
    random.seed(seed)
    with ExitStack() as stack:
        patches: list[Any] = [
            patch.dict("os.environ", ENVIRONMENT),
            patch.object(aws, "client", lambda service: clients[service]),
            patch.object(runtime, "datetime", SimpleNamespace(now=lambda _: now.now())),
            patch.object(bot, "exchange", slack.exchange),
            patch.object(alerts, "ThreadPoolExecutor", _InOrder),
            patch.object(backoff, "_random", draw),
            patch.object(backoff.backoff, "__defaults__", (now.sleep,)),
            # Not `time.sleep` itself: a thread of somebody else would then wait in this run.
            patch.object(notifications, "time", SimpleNamespace(sleep=now.sleep)),
            patch.object(uuid, "uuid4", lambda: uuid.UUID(int=draw.getrandbits(128))),
            patch.object(Parser, "parse", _parsed),
            # A second for each expression, by a clock that other work on the machine moves too, is not asked for here.
            patch.object(Jsonata, "jsonata", lambda expression, **_: Jsonata(expression)),
        ]
        for each in patches:
            stack.enter_context(each)
        stack.callback(_cold)
        _cold()
        yield


class Secrets:
    """The secret of Slack."""

    def get_secret_value(self, **_: str) -> dict[str, str]:
        return {"SecretString": json.dumps({"bot_token": TOKEN, "signing_secret": SIGNING_SECRET})}


class _InOrder:
    """Workers that take one thing after the other."""

    def __init__(self, _workers: int) -> None: ...

    def __enter__(self) -> "_InOrder":
        return self

    def __exit__(self, *_: object) -> None: ...

    map = map


_parse = Parser.parse


@cache
def _parsed(_parser: Parser, expression: str, engine: Any) -> Any:
    """Most of a walk would be the reading of its expressions, which are the same each time."""
    return _parse(Parser(), expression, engine)


def _cold() -> None:
    """Functions start with nothing kept."""
    for function in vars(bootstrap).values():
        if hasattr(function, "cache_clear"):
            function.cache_clear()
