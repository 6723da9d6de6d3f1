"""A hub under faults: the deployed definitions walked, the real handlers called, in simulated time.

Functions reach a table, Slack, a queue and a workflow service that are all in memory and fail as `Faults` says.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from act_on_alert.handler import handler as act_on_alert
from classify_event.handler import handler as classify_event
from config_monitor.adapters.dynamodb.items import to_item
from follow_up_alerts.handler import handler as follow_up_alerts
from notify_slack.handler import handler as notify_slack
from parse_event.handler import handler as parse_event
from persist_event.handler import handler as persist_event
from receive_interaction.handler import handler as receive_interaction
from simulation.clicks import pressed
from simulation.drawn_events import ACCOUNTS, DAY, DAY_BEGAN, Drawn
from simulation.invocation import Handler, Invocation, invoke
from simulation.limited_table import LimitedTable
from simulation.machine_walk import TaskFailed, definition, walk
from simulation.queue import DeadLetterQueue
from simulation.surroundings import Secrets, surroundings
from simulation.troubled_slack import TroubledSlack
from simulation.troubled_table import TroubledTable
from simulation.virtual_time import VirtualTime
from update_incidents.handler import handler as update_incidents

MACHINES = Path(__file__).parents[1] / "statemachines"
FUNCTIONS: dict[str, Handler] = {
    "ParseEvent": parse_event,
    "ClassifyEvent": classify_event,
    "PersistEvent": persist_event,
    "NotifySlack": notify_slack,
    "UpdateIncidents": update_incidents,
    "FollowUpAlerts": follow_up_alerts,
    "ActOnAlert": act_on_alert,
}
# The time limits of functions in template.yaml, where they differ from the others' 30 s.
SECONDS = {"NotifySlack": 60, "UpdateIncidents": 60, "ActOnAlert": 115}
POLICY = {
    "default_channel": "security",
    "accounts": {account: {"name": f"account-{n}", "channel": f"team-{n}"} for n, account in enumerate(ACCOUNTS)},
    "approvers": {"users": ["UALICE"]},
}
# What a process that is killed looks like to a workflow.
DEATHS = ("Lambda.Unknown", "Sandbox.Timedout", "Runtime.ExitError", "Lambda.ServiceException")


@dataclass(frozen=True)
class Faults:
    """Times are in seconds since the day began; shares are parts of all."""

    throttled: tuple[tuple[float, float, float], ...] = (
        *((3 * 3600, 4 * 3600, 0.1), (5 * 3600, 6 * 3600, 0.3), (8 * 3600, 9 * 3600, 0.5)),
        (11 * 3600, 12.5 * 3600, 0.9),
    )
    table_away: tuple[float, float] = (14 * 3600, 14 * 3600 + 600)
    slack_away: tuple[float, float] = (16 * 3600, 16 * 3600 + 1800)
    repeated: float = 0.25
    late: float = 0.1
    killed: float = 0.03
    calls_refused: float = 0.01
    lost_answers: float = 0.003
    slack_busy: float = 0.03
    slack_unanswered: float = 0.002
    index_lag: float = 0.5

    def share(self, at: float) -> float:
        return next((share for begin, end, share in self.throttled if begin <= at < end), 0.001)


@dataclass
class FaultRun:
    """One day of events, and what came of them; `hours` more are let pass until everything has been tried again.

    `every` so many seconds deliver_alerts runs and somebody presses a button.
    """

    events: Sequence[Drawn]
    faults: Faults = Faults()
    seed: int = 1
    hours: float = 6
    every: int = 60
    outcomes: Counter[str] = field(default_factory=Counter)
    clicks: Counter[str] = field(default_factory=Counter)
    pressed: Counter[str] = field(default_factory=Counter)
    deliveries: int = 0

    def __post_init__(self) -> None:
        self.time = VirtualTime(DAY_BEGAN, self.seed)
        self.draw, began, faults = random.Random(self.seed), DAY_BEGAN.timestamp(), self.faults
        lag = partial(self.time.draw.uniform, 0, faults.index_lag)
        self.table = LimitedTable(lambda: self.time.seconds, lag)
        self._client = TroubledTable(
            self.table,
            self.time,
            lambda at: faults.share(at - began),
            lambda at: faults.table_away[0] <= at - began < faults.table_away[1],
            faults.lost_answers,
        )
        self.slack = TroubledSlack(
            self.time,
            faults.slack_busy,
            faults.slack_unanswered,
            lambda at: faults.slack_away[0] <= at - began < faults.slack_away[1],
        )
        self.queue = DeadLetterQueue(self.time)
        self._names: set[str] = set()
        arns = {f"{name}FunctionArn": name for name in FUNCTIONS}
        names = {"DeadLetterQueueUrl": "queue", "ReportBucketName": "reports", "ProcessEventType": "STANDARD"}
        self._machines = {
            path.name.removesuffix(".asl.json"): definition(path, ProcessEventArn="process_event", **arns, **names)
            for path in MACHINES.glob("*.asl.json")
        }

    def run(self) -> None:
        """Deliver all events, with runs of deliver_alerts and, each quarter of an hour, of redrive_events."""
        began = DAY_BEGAN.timestamp()
        row = {"pk": "POLICY", "sk": "POLICY", "policy": json.dumps(POLICY)}
        self.table.put_item(Item=to_item(row))
        clients = {"dynamodb": self._client, "secretsmanager": Secrets(), "stepfunctions": self}
        with surroundings(clients, self.time, self.slack, self.seed):
            for number, event in enumerate(self.events):
                for copy, at in enumerate(self._arrivals(event.at)):
                    self.deliveries += 1
                    start = partial(self._process, event.raw, f"event-{number}-{copy}")
                    self.time.start(start, began + at)
            last = DAY + self.hours * 3600
            for at in range(120, int(last), self.every):
                self.time.start(partial(self._execute, "deliver_alerts", {}, f"deliver-{at}"), began + at)
                self.time.start(self._click, began + at + 31)
            for at in range(17 * 60, int(last), 3600):
                self.time.start(partial(self._execute, "deliver_alerts", {"hourly": True}, f"hourly-{at}"), began + at)
            redrives = [*range(900, int(last), 900), DAY + 3600, DAY + 3660]
            for number, at in enumerate(redrives):
                payload = {"automatic": True} if at % 900 == 0 and at != DAY + 3600 else {}
                self.time.start(partial(self._execute, "redrive_events", payload, f"redrive_run-{number}"), began + at)
            self.time.run(began + last)

    def _arrivals(self, at: float) -> Iterator[float]:
        """When EventBridge hands it over: at least once, within a day, in no order."""
        for _ in range(1 if self.draw.random() > self.faults.repeated else self.draw.randint(2, 5)):
            late = self.draw.random() < self.faults.late
            yield at + (self.draw.expovariate(1 / 600) if late else self.draw.uniform(0.2, 2))

    def _process(self, raw: Any, name: str) -> None:
        self.outcomes[self._execute("process_event", raw, name)] += 1

    def _execute(self, machine: str, payload: Any, name: str) -> str:
        """Walk a machine to its end: the state or error it ended with."""
        walked = walk(self._machines[machine], payload, self._task, time=self.time, name=name)
        self.outcomes[f"{machine}: {walked.error or walked.visited[-1]}"] += 1
        return walked.error or walked.visited[-1]

    def _task(self, _state: str, arguments: Any) -> Any:
        if "FunctionName" in arguments:
            name, payload = arguments["FunctionName"], arguments["Payload"]
            return {"Payload": self._invoke(FUNCTIONS[name], payload, SECONDS.get(name, 30))}
        self.time.sleep(0.02)
        if "StateMachineArn" in arguments:
            return self._start(arguments["StateMachineArn"], json.loads(arguments["Input"]), arguments.get("Name"))
        if "Bucket" in arguments:
            raise AssertionError("no event of this day is too large for the queue")
        return self.queue.call(arguments)

    def _start(self, machine: str, payload: Any, name: str | None) -> Any:
        name = name or f"execution-{len(self._names)}"
        if name in self._names:
            raise TaskFailed("Sfn.ExecutionAlreadyExistsException")
        self._names.add(name)
        machine = machine if machine in self._machines else "redrive_events"
        self.time.start(partial(self._execute, machine, payload, name))
        return {"ExecutionArn": name}

    def _invoke(self, handler: Handler, payload: Any, seconds: float) -> Any:
        if self.draw.random() < self.faults.calls_refused:
            raise TaskFailed("Lambda.TooManyRequestsException")
        calls = self.draw.randint(1, 12) if self.draw.random() < self.faults.killed else None
        invocation = Invocation(self.time, self.time.seconds + seconds, calls)
        return invoke(handler, payload, invocation, self.draw.choice(DEATHS))

    def _click(self) -> None:
        """Somebody presses a button of one of the newest messages; Slack sends it twice now and then."""
        if not (click := pressed(self.slack, self.time, self.draw)):
            return
        value, request = click
        self.pressed[value] += 1
        for _ in range(2 if self.draw.random() < 0.1 else 1):
            try:
                answer = self._invoke(receive_interaction, request, 3)
                self.clicks[f"answered {answer['statusCode']}"] += 1
            except TaskFailed as failed:
                self.clicks[failed.error] += 1

    def start_execution(self, **request: Any) -> Any:
        """The workflow service as ReceiveInteraction uses it."""
        try:
            return self._start(request["stateMachineArn"], json.loads(request["input"]), request["name"])
        except TaskFailed:
            answer: Any = {"Error": {"Code": "ExecutionAlreadyExists", "Message": ""}}
            raise ClientError(answer, "StartExecution") from None
