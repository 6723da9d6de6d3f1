"""The story of `make demo`: one life after the other, then an event that fails, and what each step does in Slack."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from config_monitor.adapters.dynamodb.incident_rows import incident_attributes, incident_key, key_from
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.events import format_instant
from local.demo_lives import EDITED, NOTHING, POSTED, REPLIED, Life, Step, event_of, lives
from local.errors import LocalError

if TYPE_CHECKING:
    from local.hub import Hub
    from local.samples import Sample

FAILING = "malformed/no-resource"
_COLUMNS = "   {:<44} {}"
# What keeps the distance between messages: in a life, hours pass from step to step.
FLOODS = ("RATE_LIMIT#config-monitor#accounts", "RATE_LIMIT#config-monitor#channel", "STORM")
RATE_LIMITER = ("RATE_LIMIT#config-monitor", *FLOODS)


def play_story(hub: Hub, loaded: list[Sample]) -> None:
    """Let each life happen and print it; raises LocalError where a step did something else."""
    by_name = {sample.name: sample for sample in loaded}
    unexpected: list[str] = []
    print(_COLUMNS.format("what happens", "in Slack"))
    for number, life in enumerate(lives(datetime.now(UTC)), 1):
        print(f"{number}. {life.about}")
        for step in life.steps:
            hub.forget_partitions(*RATE_LIMITER)
            before = len(hub.messages())
            _happens(hub, by_name, life, step)
            seen = _seen(hub, life, before)
            remark = "" if seen == step.shows else f"  EXPECTED {step.shows}"
            print(_COLUMNS.format(step.words, seen) + remark, flush=True)
            unexpected += [f"{life.source}: {step.words}"] if remark else []
    _fail(hub, by_name[FAILING], number + 1)
    if unexpected:
        raise LocalError(f"{len(unexpected)} steps did otherwise than expected: {'; '.join(unexpected)}", 1)


def _happens(hub: Hub, by_name: dict[str, Sample], life: Life, step: Step) -> None:
    events = [event_of(by_name[step.sample].event, values) for values in step.events]
    for execution in [hub.execution_of(hub.put(event, by_name[step.sample].account)) for event in events]:
        if execution is None or hub.ended(execution)["status"] != "SUCCEEDED":
            raise LocalError(f"{life.source}: {step.words} did not go through.", 1)
    if not events:
        _let_it_be_silent(hub, life.name)
    hub.deliver()


def _fail(hub: Hub, sample: Sample, number: int) -> None:
    """An event that no release can read fails, is kept with its reason, and comes to nobody's channel."""
    print(f"{number}. An event that fails: nothing is lost")
    ended = hub.ended(hub.start(sample.event))
    kept = [letter["attributes"] for letter in hub.dead_letters()]
    cause = next((named["cause"] for named in kept if named.get("execution") == ended["executionArn"]), None)
    if ended["status"] != "FAILED" or cause is None:
        raise LocalError("the event that is to fail is not on the dead-letter queue.", 1)
    print(_COLUMNS.format("a rule's result that names no resource", NOTHING))
    print(f"   It waits on the dead-letter queue, with its reason: {cause}")
    print("   Of the real queue, `make redrive` sends everything back when the cause is mended.\n")


def _seen(hub: Hub, life: Life, before: int) -> str:
    """What Slack has been sent about it."""
    sent = [message for message in hub.messages()[before:] if life.name in json.dumps(message)]
    effects = {
        EDITED if message["via"] == "chat.update" else REPLIED if message.get("thread_ts") else POSTED
        for message in sent
    }
    return ", and ".join(effect for effect in (POSTED, REPLIED, EDITED) if effect in effects) or NOTHING


def _let_it_be_silent(hub: Hub, name: str) -> None:
    """A day passes in which nothing is reported: its deadline is moved to the present, and UpdateIncidents runs."""
    table = Table(hub.account.dynamodb, hub.outputs["EventsTableName"])
    for row in (item for item in hub.items() if item["pk"].startswith("INCIDENT#") and name in item["sk"]):
        incident = DynamoDBLedger(table).incident(key_from(row))
        over = incident.state.model_copy(update={"silent_at": format_instant(datetime.now(UTC))})
        silent = incident.model_copy(update={"state": over})
        table.put({**incident_key(incident.key)._asdict(), **incident_attributes(silent)})
    hub.invoke("UpdateIncidentsFunction")
