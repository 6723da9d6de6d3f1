"""`make demo`: a month and its reports, a day's story, every sample of `events/`, and where all of it can be seen."""

from __future__ import annotations

import json

from config_monitor.domain.events import Severity
from local import samples
from local.aws import Account
from local.demo_legend import WAITS, legend, shown
from local.demo_month import report_a_month
from local.demo_owner import ask_before_emptying, note_as_played
from local.demo_story import FLOODS, RATE_LIMITER, play_story
from local.errors import LocalError
from local.hub import Hub, Item
from local.samples import Outcome, Sample
from local.settings import HUB_ACCOUNT, MEMBER_ACCOUNTS, REGION, Settings
from local.up import step, up

_COLUMNS = "{:<48} {:<12}  {:<13}  {:<8}  {}  {}"


def demo(settings: Settings) -> None:
    """Run the demonstration; raises LocalError where a sample did not come out as expected."""
    up(settings)
    hub, loaded = Hub(settings.engine_url, settings.slack_url, settings.stack), samples.load()
    ask_before_emptying(hub, settings)
    try:
        _demonstrate(hub, loaded, settings)
    finally:
        note_as_played(hub, settings)


def _demonstrate(hub: Hub, loaded: list[Sample], settings: Settings) -> None:
    step("emptying the hub, so that the story begins at its beginning", lambda: _empty(hub))
    print(f"\nBefore today. Slack is at {settings.slack_url}/\n")
    reports = report_a_month(hub)
    step("a heartbeat of the agents", lambda: _beat(hub, settings))
    print("\nToday, step by step.\n")
    play_story(hub, loaded)
    print(f"All {len(loaded)} samples of events, on the buses of {', '.join(MEMBER_ACCOUNTS)} and the hub.\n")
    print(f"{legend()}\n")
    print(_COLUMNS.format("event", "account", "severity", "stored", f"{'notified':<13}", "why not at once").rstrip())
    hub.forget_partitions(*RATE_LIMITER)
    # One after the other, so that what comes of one is not taken for another's.
    unexpected = [sample.name for sample in loaded if not _shown(sample, *_play(hub, sample))]
    print(f"\n{len(loaded) - len(unexpected)} of {len(loaded)} samples came out as expected.\n")
    _say_where(hub, settings, reports)
    if unexpected:
        raise LocalError(f"{len(unexpected)} samples came out otherwise than expected: {', '.join(unexpected)}", 1)


def _play(hub: Hub, sample: Sample) -> tuple[Outcome, str]:
    """Send a sample, wait for what comes of it, and look for that where a person would; and why it was not sent."""
    hub.forget_partitions(*FLOODS)  # samples are seconds apart, but no flood and no storm
    shown = len(hub.messages())
    event_id = hub.put(sample.event, sample.account) if sample.for_a_bus else ""
    execution = hub.execution_of(event_id) if event_id else hub.start(sample.event)
    if execution is None:
        return Outcome("ignored", "-", "none"), "The agent's rule does not forward it."
    ended = hub.ended_or_waiting(execution)
    if ended["status"] == "FAILED":
        return Outcome("rejected" if _is_kept(hub, execution) else "LOST", "-", "none"), str(ended.get("cause") or "")
    output = ended["output"]
    why = _why(output)
    if output["outcome"] == "ignored":
        return Outcome("ignored", "-", "none"), why
    rows = (hub.rows(event_id) if event_id else []) or _rows_of(hub, sample)
    notified = _notify(hub, output, shown)
    if len(rows) != 1:
        return Outcome("TWICE" if rows else "noted" if _is_noted(hub, sample) else "LOST", "-", notified), why
    if notified == "none" and output["outcome"] == "sent":
        why = "The message about it is edited."
    return Outcome("stored", Severity(int(rows[0]["severity"])).word, notified), why


def _why(output: Item) -> str:
    """The hub's own sentence, or that a group's message has it."""
    reason = output.get("reason")
    if output["outcome"] in ("held", "pending"):
        return WAITS
    return str(reason["sentence"] if isinstance(reason, dict) else reason or "")


def _rows_of(hub: Hub, sample: Sample) -> list[Item]:
    """The history rows with the sample's detail: what an agent reports is known by that, however often it is sent."""
    return [row for row in hub.partition("EVENT") if json.loads(row["detail"]) == sample.event["detail"]]


def _is_noted(hub: Hub, sample: Sample) -> bool:
    """Whether the sample is an agent's sign of life or list of rules, and the item of the agent or a rule shows it."""
    kinds = {"Agent Heartbeat": "AGENT", "Rule Inventory": f"RULE#{sample.account}#{REGION}"}
    kind = kinds.get(sample.event["detail-type"])
    if not kind:
        return False
    items = hub.partition(kind)
    return (kind != "AGENT" and bool(items)) or sample.account in {item.get("account") for item in items}


def _notify(hub: Hub, output: Item, shown: int) -> str:
    """`immediate` only where Slack shows it, whatever the machine says."""
    if output["outcome"] in ("held", "pending"):
        return "digest"  # waits for the summary that has it, or its opening
    if output["outcome"] == "sent":
        new = hub.messages()[shown:]
        return "immediate" if any(each["via"] != "chat.update" for each in new) else "none" if new else "LOST"
    return str(output["outcome" if output["notify"] == "immediate" else "notify"])


def _is_kept(hub: Hub, execution: str) -> bool:
    """Whether the dead-letter queue has the event with its reason."""
    letters = (letter["attributes"] for letter in hub.dead_letters())
    return any(named.get("execution") == execution and named.get("cause") for named in letters)


def _shown(sample: Sample, seen: Outcome, why: str) -> bool:
    """Print a sample's row; whether it came out as expected."""
    wanted = sample.expected
    remark = why if seen == wanted else f"EXPECTED {wanted.severity}, {wanted.stored}, {wanted.notify}"
    account = sample.account if sample.for_a_bus else HUB_ACCOUNT
    row = _COLUMNS.format(sample.name, account, seen.severity, seen.stored, shown(seen.notify, why, 13), remark)
    print(row.rstrip(), flush=True)
    return seen == wanted


def _empty(hub: Hub) -> None:
    """Forget an earlier demonstration: the table but its policy, the dead-letter queue, the channels."""
    hub.forget(lambda pk: pk != "POLICY")
    hub.account.sqs.purge_queue(QueueUrl=hub.outputs["DeadLetterQueueUrl"])
    hub.slack("DELETE", "/messages")


def _beat(hub: Hub, settings: Settings) -> None:
    """Have both agents send the heartbeat that they send each hour, so that the hub knows them at once."""
    for member in MEMBER_ACCOUNTS:
        account = Account(settings.engine_url, member)
        machine = account.outputs(settings.agent_stack)["HeartbeatArn"]
        started = account.stepfunctions.start_execution(stateMachineArn=machine, input="{}")
        hub.ended(started["executionArn"])


def _say_where(hub: Hub, settings: Settings, reports: dict[str, str]) -> None:
    ports = {"ENGINE_PORT": (settings.engine_port, 4566), "SLACK_PORT": (settings.slack_port, 4580)}
    asked = "".join(f" {name}={port}" for name, (port, default) in ports.items() if port != default)
    keys = "  (keys as for the engine)" if "AUTH" in settings.passed_through else ""
    addresses = {
        "Slack": f"{settings.slack_url}/",
        "API's page": f"{hub.api_page}{keys}",
        **{f"{period.title()} report": address for period, address in reports.items()},
        "Executions": f"{settings.slack_url}/executions",
        "Engine": f"{settings.engine_url}  (access key {HUB_ACCOUNT}, any secret, region {REGION})",
        "To end it": f"make down{asked}",
    }
    print("\n".join(f"{name:<14} {address}" for name, address in addresses.items()))
