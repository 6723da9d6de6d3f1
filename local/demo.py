"""`make demo`: every sample of `events/` goes its way; so does a life of each source; a month is reported on."""

from __future__ import annotations

import json

from config_monitor.domain.events import Severity
from local import samples
from local.demo_lives import show_lives
from local.demo_reports import report_a_month
from local.errors import LocalError
from local.hub import Hub, Item
from local.samples import Outcome, Sample
from local.settings import HUB_ACCOUNT, MEMBER_ACCOUNTS, REGION, Settings
from local.up import step, up

_COLUMNS = "{:<48} {:<12}  {:<13}  {:<8}  {:<7}  {}"


def demo(settings: Settings) -> None:
    """Run the demonstration; raises LocalError where a sample did not come out as expected."""
    up(settings)
    hub, loaded = Hub(settings.engine_url, settings.slack_url, settings.stack), samples.load()
    step("emptying the hub, so that the story begins at its beginning", lambda: _empty(hub))
    print(f"\n{len(loaded)} samples on the buses of {' and '.join(MEMBER_ACCOUNTS)}:\n")
    print(_COLUMNS.format("event", "account", "severity", "stored", "notified", "").rstrip())
    # One after the other, so that what comes of one is not taken for another's.
    unexpected = [sample.name for sample in loaded if not _shown(sample, _play(hub, sample))]
    print(f"\n{len(loaded) - len(unexpected)} of {len(loaded)} samples came out as expected.\n")
    show_lives(hub, loaded)
    report_a_month(hub)
    _say_where(settings)
    if unexpected:
        raise LocalError(f"{len(unexpected)} samples came out otherwise than expected: {', '.join(unexpected)}", 1)


def _play(hub: Hub, sample: Sample) -> Outcome:
    """Send a sample, wait for what comes of it, and look for that where a person would."""
    hub.forget(lambda pk: pk.endswith("#accounts"))  # samples are seconds apart, but no flood of their account
    shown = len(hub.messages())
    event_id = hub.put(sample.event, sample.account) if sample.for_a_bus else ""
    execution = hub.execution_of(event_id) if event_id else hub.start(sample.event)
    if execution is None:
        return Outcome("ignored", "-", "none")  # by the agent, whose rule chooses what the hub wants to hear
    ended = hub.ended_or_waiting(execution)
    if ended["status"] == "FAILED":
        return Outcome("rejected" if _is_kept(hub, execution) else "LOST", "-", "none")
    if ended["output"]["outcome"] == "ignored":
        return Outcome("ignored", "-", "none")
    rows = (hub.rows(event_id) if event_id else []) or _rows_of(hub, sample)
    notified = _notify(hub, ended["output"], shown)
    if len(rows) != 1:
        return Outcome("TWICE" if rows else "noted" if _is_noted(hub, sample) else "LOST", "-", notified)
    return Outcome("stored", Severity(int(rows[0]["severity"])).word, notified)


def _rows_of(hub: Hub, sample: Sample) -> list[Item]:
    """The history rows with the sample's detail: what an agent reports is known by that, however often it is sent."""
    rows = hub.items(KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "EVENT"}})
    return [row for row in rows if json.loads(row["detail"]) == sample.event["detail"]]


def _is_noted(hub: Hub, sample: Sample) -> bool:
    """Whether the sample is an agent's sign of life or list of rules, and the item of the agent or a rule shows it."""
    kinds = {"Agent Heartbeat": "AGENT", "Rule Inventory": f"RULE#{sample.account}#{REGION}"}
    kind = kinds.get(sample.event["detail-type"])
    if not kind:
        return False
    items = hub.items(KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": kind}})
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


def _shown(sample: Sample, seen: Outcome) -> bool:
    """Print a sample's row; whether it came out as expected."""
    wanted = sample.expected
    remark = "" if seen == wanted else f"EXPECTED {wanted.severity}, {wanted.stored}, {wanted.notify}"
    account = sample.account if sample.for_a_bus else HUB_ACCOUNT
    print(_COLUMNS.format(sample.name, account, seen.severity, seen.stored, seen.notify, remark).rstrip(), flush=True)
    return seen == wanted


def _empty(hub: Hub) -> None:
    """Forget an earlier demonstration: the table but its policy, the dead-letter queue, the channels."""
    hub.forget(lambda pk: pk != "POLICY")
    hub.account.sqs.purge_queue(QueueUrl=hub.outputs["DeadLetterQueueUrl"])
    hub.slack("DELETE", "/messages")


def _say_where(settings: Settings) -> None:
    print(f"Slack       {settings.slack_url}/")
    print(f"Executions  {settings.slack_url}/executions")
    print(f"Engine      {settings.engine_url}  (access key {HUB_ACCOUNT}, any secret, region {REGION})")
    print("To end it   make down" + ("" if settings.engine_port == 4566 else f" ENGINE_PORT={settings.engine_port}"))
