"""What the hub and its agents cost in a month, computed from the templates, the machines and scripts/prices.yaml."""

import json
import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import yaml

from scripts.template import ROOT, resources, template

PRICES: dict[str, Any] = yaml.safe_load((ROOT / "scripts" / "prices.yaml").read_text())
ASSUMED: dict[str, Any] = PRICES["assumed"]
TABLE_CLASS: str = resources("AWS::DynamoDB::Table")["EventsTable"].get("TableClass", "STANDARD")
PRICE: dict[str, float] = PRICES["prices"] | PRICES["table_classes"][TABLE_CLASS]
HOURS, SECONDS, DAYS = 730, 730 * 3600, 730 / 24
GB = 1e9

Type = Literal["STANDARD", "EXPRESS"]

# In how many hours of a month each metric gets a value: those of reports, or none, as nothing is wrong.
METRIC_HOURS: dict[str, float] = {
    "OldestUnsentAlertAge": 0,
    "AgentsUnhealthy": 0,
    "Score": DAYS,
    "DetectionTime": DAYS,
    "ResolutionTime": DAYS,
    "DailyReportsSent": DAYS,
    "WeeklyReportsSent": DAYS / 7,
    "ReportAccountsMissing": DAYS * 8 / 7,
    "PolicyBroken": 0,
}
# How often a day reads each pair, in reads that may lag; a consistent read counts two. A test counts them.
PLAIN_READS_TO_REAPPLY, PLAIN_READS_TO_COMPARE = 1, 3


@dataclass(frozen=True)
class Line:
    """A number of things in a month and their price in USD each."""

    what: str
    number: float
    price: float

    @property
    def cost(self) -> float:
        """USD a month."""
        return self.number * self.price


def total(lines: list[Line]) -> float:
    """USD a month."""
    return sum(line.cost for line in lines)


@cache
def definition(machine: str) -> dict[str, Any]:
    """A machine of the hub or of the agent by its file's name."""
    folder = "statemachines" if (ROOT / "statemachines" / f"{machine}.asl.json").exists() else "agent"
    loaded: dict[str, Any] = json.loads((ROOT / folder / f"{machine}.asl.json").read_text())
    return loaded


@cache
def path(machine: str, end: str, through: str | None = None) -> tuple[str, ...]:
    """The states of the shortest way from a machine's start to a state, through another one, without errors."""
    states = definition(machine)["States"]
    start = path(machine, through) if through else (definition(machine)["StartAt"],)
    waiting: deque[tuple[str, ...]] = deque([start])
    while waiting:
        way = waiting.popleft()
        if way[-1] == end:
            return way
        state = states[way[-1]]
        following = [state.get("Next"), state.get("Default"), *(c["Next"] for c in state.get("Choices", []))]
        waiting.extend((*way, name) for name in following if name and name not in way)
    raise LookupError(f"{machine} has no way to {end}")


def run(
    machine: str, end: str, kind: Type, number: float, *, through: str | None = None, idle: bool = False
) -> Iterator[Line]:
    """A number of executions that end in a state: the workflow itself and the functions on the way."""
    states = definition(machine)["States"]
    way = path(machine, end, through)
    tasks = [states[name] for name in way if states[name]["Type"] == "Task"]
    functions = [name for task in tasks if (name := _function_of(task))]
    services = len(tasks) - len(functions)
    seconds = sum(_seconds(name, idle=idle) for name in functions)
    if kind == "STANDARD":
        yield Line(f"{machine}: transitions, {len(way)} an execution", number * len(way), PRICE["standard_transition"])
    else:
        waits = len(functions) * ASSUMED["task_seconds"] + services * ASSUMED["service_call_seconds"]
        yield _express(machine, number, seconds + waits)
    for name in functions:
        yield from call(name, number, idle=idle)


def _express(machine: str, number: float, seconds: float) -> Line:
    """Express executions by requests and by duration, in steps of 100 ms and 64 MB."""
    steps = math.ceil(round((ASSUMED["express_seconds"] + seconds) * 10, 6))
    price = PRICE["express_request"] + steps / 10 * ASSUMED["express_gb"] * PRICE["express_gb_second"]
    return Line(f"{machine}: Express executions", number, price)


def _function_of(task: dict[str, Any]) -> str | None:
    arguments = task.get("Arguments")
    arn = arguments.get("FunctionName") if isinstance(arguments, dict) else None
    return str(arn).removeprefix("${").removesuffix("FunctionArn}") if arn else None


def _seconds(function: str, *, idle: bool = False) -> float:
    usual: float = ASSUMED["function_seconds"].get(function, 1.0)
    return float(ASSUMED["idle_function_seconds"].get(function, usual)) if idle else usual


def call(function: str, number: float, *, idle: bool = False) -> Iterator[Line]:
    """A number of calls of a function, with what they log."""
    settings, own = template()["Globals"]["Function"], resources("AWS::Serverless::Function")[f"{function}Function"]
    memory = own.get("MemorySize", settings["MemorySize"]) / 1024
    price = PRICE["lambda_request"] + memory * _seconds(function, idle=idle) * PRICE["lambda_gb_second"]
    yield Line(f"{function}: calls", number, price)
    quiet = settings["LoggingConfig"].get("SystemLogLevel") == "WARN"
    lines = 1 if idle else ASSUMED["lines"].get(function, 1)
    logged = lines * ASSUMED["log_line_bytes"] + (0 if quiet else ASSUMED["system_lines_bytes"])
    yield Line(f"{function}: logs in GB", number * logged / GB, PRICE["log_gb"] + PRICE["log_gb_month"])
    if settings["Tracing"] == "Active":
        yield Line(f"{function}: traces", traced(number), PRICE["trace"])


def traced(number: float) -> float:
    """How many of a number of requests X-Ray traces by default: the first of each second, and 5 % of the others."""
    first = SECONDS * (1 - math.exp(-number / SECONDS))
    return first + 0.05 * (number - first)


def fixed() -> list[Line]:
    """What is paid whether or not anything happens."""
    alarms = [name for name in resources("AWS::CloudWatch::Alarm") if "Condition" not in template()["Resources"][name]]
    pairs = ASSUMED["pairs"] * ASSUMED["pair_kb"] * 1000 / GB
    return [
        Line("alarms", len(alarms), PRICE["alarm_month"]),
        Line(
            "metrics, by the hours in which they get a value", sum(METRIC_HOURS.values()) / HOURS, PRICE["metric_month"]
        ),
        Line("dashboard", len(resources("AWS::CloudWatch::Dashboard")), PRICE["dashboard_month"]),
        Line("secret, which is Slack's", len(resources("AWS::SecretsManager::Secret")) + 1, PRICE["secret_month"]),
        Line("table's key: requests", ASSUMED["key_requests"], PRICE["key_request"]),
        Line(f"{ASSUMED['pairs']:,} pairs: GB", pairs * ASSUMED["pair_copies"], PRICE["storage_gb_month"]),
        Line(f"{ASSUMED['pairs']:,} pairs: GB that can be recovered", pairs, PRICE["recovery_gb_month"]),
    ]


def type_of(machine: str) -> Type:
    """The type in the template; process_event's is a parameter, so it is asked for where it matters."""
    kind: Type = _properties_of(machine).get("Type", "STANDARD")
    return kind


def _properties_of(machine: str) -> dict[str, Any]:
    name = "".join(word.title() for word in machine.split("_")) + "StateMachine"
    return resources("AWS::Serverless::StateMachine")[name]


def schedules() -> list[Line]:
    """What runs by the clock at the hub: each minute, each quarter of an hour, hourly and daily."""
    minutes, quarters, reports = HOURS * 60, HOURS * 4, DAYS * 8 / 7
    accounts = ASSUMED["places"] / 3
    batches = math.ceil(accounts / 10)
    return [
        *run("deliver_alerts", "NothingUnsent", type_of("deliver_alerts"), minutes, idle=True),
        *_traces("deliver_alerts", minutes),
        *run("deliver_alerts", "FollowUpAlerts", type_of("deliver_alerts"), HOURS, idle=True),
        *run("redrive_events", "RunEnded", type_of("redrive_events"), quarters, idle=True),
        *_traces("redrive_events", quarters),
        Line("redrive_events: requests to the queue", quarters, PRICE["queue_request"]),
        *call("CheckAgentHealth", HOURS),
        *run("compliance_report", "ReportSent", type_of("compliance_report"), reports),
        Line("compliance_report: transitions of batches", reports * batches * 2, PRICE["standard_transition"]),
        *call("AggregateCompliance", reports * batches),
        Line("compliance_report: pages, charts and details", reports * 10, PRICE["object_written"]),
        *run("reconcile_compliance", "Reconciled", type_of("reconcile_compliance"), DAYS),
        Line(
            "pairs read by reports and ReapplyPolicy: read units",
            units_of_pairs(ASSUMED["pairs"], reports + DAYS * PLAIN_READS_TO_REAPPLY),
            PRICE["read_unit"],
        ),
        Line("looks by the clock: read units", minutes + HOURS * (8 + ASSUMED["places"] / 3), PRICE["read_unit"]),
        Line("Scheduler: starts", minutes + quarters + 2 * HOURS + DAYS * 2, PRICE["schedule"]),
    ]


def units_of_pairs(pairs: float, times: float) -> float:
    """The read units of so many pairs, read so often; a read that may lag takes 8 KB a unit."""
    kb: float = ASSUMED["pair_kb"]
    return pairs * kb / 8 * times


def comparison() -> list[Line]:
    """What comparing with an aggregator adds, if there is one; of each rule it also looks for global pairs."""
    units = units_of_pairs(ASSUMED["pairs"], PLAIN_READS_TO_COMPARE) + ASSUMED["rules"]
    return [
        *call("ReconcileCompliance", DAYS),
        Line("pairs compared with the aggregator: read units", DAYS * units, PRICE["read_unit"]),
    ]


def _traces(machine: str, number: float) -> Iterator[Line]:
    if _properties_of(machine).get("Tracing", {}).get("Enabled"):
        yield Line(f"{machine}: traces", traced(number), PRICE["trace"])


def heartbeats() -> list[Line]:
    """Heartbeats of all places: the agent's run, two buses, and what the hub does with them."""
    beats = ASSUMED["places"] * HOURS
    return [
        Line("Scheduler: starts of heartbeats", beats, PRICE["schedule"]),
        *run("heartbeat", "PutHeartbeat", "EXPRESS", beats),
        Line("heartbeat: requests to the queue", beats, PRICE["queue_request"]),
        Line("heartbeats on two buses", beats * 2, PRICE["custom_event"]),
        *run("process_event", "NotNotified", "EXPRESS", beats),
        Line("heartbeats: write units", beats, PRICE["write_unit"]),
    ]


def inventories() -> list[Line]:
    """Rule inventories of all places, daily, in parts of 25 rules, each read twice; each rule is written anew."""
    parts = ASSUMED["places"] * math.ceil(ASSUMED["rules"] / ASSUMED["places"] / 25) * DAYS
    runs, rules = ASSUMED["places"] * DAYS, ASSUMED["rules"] * DAYS
    calls = 4 * parts / runs
    return [
        Line("Scheduler: starts of inventories", runs, PRICE["schedule"]),
        _express("rule_inventory", runs, calls * ASSUMED["service_call_seconds"]),
        Line("inventories on two buses", parts * 2, PRICE["custom_event"]),
        *run("process_event", "NotNotified", "EXPRESS", parts),
        Line("inventories: write units", rules * ASSUMED["rule_kb"] + parts, PRICE["write_unit"]),
        Line("inventories: read units", rules, PRICE["read_unit"]),
    ]


def idle() -> list[Line]:
    """Everything that is paid though no event comes, agents included."""
    return [*fixed(), *schedules(), *heartbeats(), *inventories()]


def events(a_day: float, kind: Type) -> dict[str, list[Line]]:
    """What a number of events a day adds, by what it is for."""
    number = a_day * DAYS
    notified = number * sum(e["share"] * e["notified"] for e in ASSUMED["events"]) / 10_000
    work = [
        *run("process_event", "NotNotified", kind, number - notified, through="ClassifyEvent"),
        *run("process_event", "EventProcessed", kind, notified, through="ClassifyEvent"),
    ]
    writes = stored = 0.0
    for event in ASSUMED["events"]:
        of_kind = number * event["share"] / 100
        together = 2 if event["others_kb"] else 1  # a transaction costs twice as much as a write alone
        units = together * (event["event_kb"] + event["others_kb"]) + event["indexes"] * event["event_kb"]
        writes += of_kind * (units + event.get("listed_kb", 0))
        stored += of_kind * event["event_kb"] * (1 + event["indexes"]) * 1000 / GB
    kept = stored * ASSUMED["retention_days"] / DAYS
    table = sum(e["share"] * e["event_kb"] for e in ASSUMED["events"]) / 100 * 1000 / GB * a_day
    return {
        "forwarding": [Line("events sent to the hub's bus", number, PRICE["custom_event"])],
        "workflow": [line for line in work if "process_event" in line.what],
        "functions": [
            *(line for line in work if "calls" in line.what),
            Line(
                "Slack's secret, read each five minutes: requests", min(notified, HOURS * 12), PRICE["secret_request"]
            ),
        ],
        "logs": [line for line in work if "logs" in line.what],
        "traces": [line for line in work if "traces" in line.what] + list(_traces("process_event", number)),
        "table, written and read": [
            Line("write units", writes + notified * ASSUMED["notification_units"], PRICE["write_unit"]),
            Line("read units", number * 3, PRICE["read_unit"]),
        ],
        "table, kept": [
            Line("GB", kept, PRICE["storage_gb_month"]),
            Line("GB that can be recovered", table * ASSUMED["retention_days"], PRICE["recovery_gb_month"]),
        ],
    }


def batching(a_day: float) -> float:
    """USD a month of one function of 512 MB that takes events from a queue by tens and does the work of three."""
    number, works = a_day * DAYS, sum(_seconds(name) for name in ("ParseEvent", "ClassifyEvent", "PersistEvent"))
    seconds = number * works * 0.5 * PRICE["lambda_gb_second"]
    return seconds + number / 10 * PRICE["lambda_request"] + number * 1.2 * PRICE["queue_request"]
