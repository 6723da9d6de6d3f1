"""What a run under faults left: what is lost, stored or notified twice, and what is not as the documents have it."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from config_monitor.adapters.dynamodb.incident_rows import incident_from
from config_monitor.adapters.dynamodb.items import from_item
from config_monitor.adapters.dynamodb.rows import violation_from
from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import parse_instant
from config_monitor.domain.incidents import Incident
from simulation.clicks import about
from simulation.drawn_events import DAY_BEGAN, Deleted, Evaluated, Reported
from simulation.expected_lives import Life, expected_incidents, expected_violations
from simulation.fault_run import FaultRun
from simulation.troubled_slack import Taken

PERSON = "UALICE"


@dataclass
class FaultResults:
    """Each list names what is wrong; all are empty after a good run but for `unknown_twice`."""

    events: int
    deliveries: int
    lost: list[str] = field(default_factory=list)
    stored_twice: list[str] = field(default_factory=list)
    unsent: list[str] = field(default_factory=list)
    notified_twice: list[str] = field(default_factory=list)
    unknown_twice: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    poison_lost: list[str] = field(default_factory=list)
    still_queued: int = 0

    @property
    def failures(self) -> int:
        return len(self.lost) + len(self.stored_twice) + len(self.unsent) + len(self.notified_twice)


def results_of(run: FaultRun) -> FaultResults:
    """Compare what is stored and was posted with what was reported."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for item in run.table.items.values():
        row = from_item(item)
        rows.setdefault(row["pk"].partition("#")[0], []).append(row)
    results = FaultResults(len(run.events), run.deliveries)
    _compare_events(run, rows, results)
    _compare_lives(run, rows, results)
    _compare_messages(run, rows, results)
    return results


def _compare_events(run: FaultRun, rows: dict[str, list[dict[str, Any]]], results: FaultResults) -> None:
    stored = Counter(str(row["id"]).partition("-")[2] for row in rows["EVENT"])
    wanted = {e.raw["id"]: e for e in run.events if e.report is not None and e.report != "heartbeat"}
    windows = {e.raw["id"] for e in wanted.values() if e.raw["source"] == "config-monitor.agent"}
    results.lost = [i for i in wanted if i not in windows and not stored[i]]
    results.stored_twice = [i for i, times in stored.items() if times > 1]
    kept = sum(row["source"] == "config-monitor.agent" for row in rows["EVENT"])
    results.lost += ["errors of a log window"] * (len(windows) - kept)
    queued = [message.get("version") for message in run.queue.events]
    poison = {e.raw["version"] for e in run.events if e.report is None}
    results.poison_lost = sorted(poison - set(queued))
    results.still_queued = sum(version not in poison for version in queued)


def _compare_lives(run: FaultRun, rows: dict[str, list[dict[str, Any]]], results: FaultResults) -> None:
    reports = [e.report for e in run.events]
    violations = expected_violations([s for s in reports if isinstance(s, Evaluated | Deleted)])
    now = run.time.seconds - DAY_BEGAN.timestamp()
    incidents = expected_incidents([s for s in reports if isinstance(s, Reported)], now)
    stored: dict[tuple[str, ...], Violation | Incident] = {}
    for row in rows.get("VIOLATION", []):
        violation = violation_from(row)
        stored[tuple(violation.key.model_dump().values())] = violation
    for row in rows.get("INCIDENT", []):
        incident = incident_from(row)
        stored[tuple(incident.key.model_dump().values())] = incident
    for key, life in {**violations, **incidents}.items():
        kept = _life_of(stored[key]) if key in stored else None
        if kept != life:
            results.different.append(f"{' '.join(key)}: {kept}, expected {life}")


def _life_of(thing: Violation | Incident) -> Life:
    state = thing.state
    return Life(thing.is_open, state.opened, _since(thing.opened_at), _since(state.resolved_at), state.closed_as)


def _since(instant: str | None) -> int | None:
    return None if instant is None else round((parse_instant(instant) - DAY_BEGAN).total_seconds() * 1000)


def _compare_messages(run: FaultRun, rows: dict[str, list[dict[str, Any]]], results: FaultResults) -> None:
    """A message that no alert and no summary names as its own was posted again after it had been taken.

    Of replies the same text in one thread is one too many, but for those to what people did, as often as they did it.
    """
    receipts: list[dict[str, Any]] = []
    for row in rows.get("ALERT", []):
        if "unsent" in row:
            results.unsent.append(f"{row['pk']} {row['sk']}")
        receipts += [row["receipt"]] if row.get("receipt") else []
    receipts += [json.loads(row["batch"])["receipt"] for row in rows.get("BATCH", [])]
    known = {receipt.get("message_id") for receipt in receipts}
    replies: dict[tuple[str, str], list[Taken]] = {}
    repeated = [message for message in run.slack.messages.values() if not message.thread and message.ts not in known]
    for message in repeated:
        (results.notified_twice if message.known else results.unknown_twice).append(_text(message))
    for message in run.slack.messages.values():
        if message.thread:
            by_person = PERSON in str(message.content.get("text")).partition("\n")[0]
            content = PERSON if by_person else json.dumps(message.content)
            replies.setdefault((message.thread, content), []).append(message)
    for (thread, content), same in replies.items():
        root = run.slack.messages[thread]
        elsewhere = sum(run.pressed[about(message)] for message in repeated if message.channel == root.channel)
        meant = run.pressed[about(root)] + elsewhere if content == PERSON else 1
        unknown = sum(not message.known for message in same)
        for number, message in enumerate(same[meant:]):
            (results.unknown_twice if number < unknown else results.notified_twice).append(_text(message))


def _text(message: Taken) -> str:
    return f"{message.channel} {message.at - DAY_BEGAN.timestamp():.0f} s: {message.content.get('text')}"
