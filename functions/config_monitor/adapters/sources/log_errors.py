"""The agent's own events: errors it found in an account's logs, and its heartbeat.

`Log Errors Found` is ours to define, so every field but `message` and `example` is required:

    log_group     the log group searched
    pattern       the regular expression that matched, as Logs Insights has it between the slashes of `like /.../`
    message       what the errors have in common: their text up to the first thing that varies
    window_start  the window searched, ISO 8601, start included
    window_end    and end, not included
    count         how many lines matched, at least 1
    example       one of the lines
    fingerprint   the same for the same errors of the same group: what makes repetitions one alert

A window and a fingerprint are the event's identity: a window counted twice, or sent twice, is stored once.
"""

import re
from hashlib import sha256

from pydantic import Field

from config_monitor.adapters.sources.detail import Detail, Instant, Name, free_text
from config_monitor.adapters.sources.envelope import Envelope, Parser
from config_monitor.domain.events import (
    Heartbeat,
    IncidentReport,
    Parsed,
    Recorder,
    Rules,
    Severity,
    facts,
    logs_insights_url,
)
from config_monitor.errors import RejectedEvent

AGENT, LOG_ERRORS, HEARTBEAT = "config-monitor.agent", "Log Errors Found", "Agent Heartbeat"
# From this number of errors within one window, they are rated high.
MANY = 100
# An error that is not reported for this long has ended.
SILENT_AFTER = 86400
# More lines in five minutes than any log group takes in.
MAX_COUNT = 1_000_000_000
# What of a line's head people do not say: its level, the rest of the bracket around it, and what is cut off at the end.
_LEVEL = re.compile(r"^(?:[\W_]*\b(?:ERROR|FATAL|CRITICAL|error|fatal|critical)\b[\s\]):>|\-–—]*)+")
_CLOSES_ONLY = re.compile(r"^[^\[\](){}]*[\])}]\s*(?=\w)")
_OPENS_ONLY = re.compile(r"\s*[\[({][^\])}]*$")
_LEADS_ON = re.compile(r"\s(?:after|at|by|for|from|in|is|of|on|than|to|was|with)$")
_JOINS = " \t:;,.-–—<>|/#@&+*"


class _LogErrors(Detail):
    log_group: Name = Field(alias="log_group", max_length=512)
    pattern: Name = Field(alias="pattern", max_length=2048)
    window_start: Instant = Field(alias="window_start")
    window_end: Instant = Field(alias="window_end")
    message: str | None = Field(default=None, alias="message")
    count: int = Field(ge=1, le=MAX_COUNT, strict=True)
    example: str | None = None
    fingerprint: Name = Field(max_length=256)


def parse_log_errors(envelope: Envelope) -> Parsed:
    """Errors of one log group within one window: medium, from 100 on high."""
    errors = _LogErrors.read(envelope.detail)
    if errors.window_end <= errors.window_start:
        raise RejectedEvent("detail.window_end: must be later than window_start")
    envelope.check_recent("detail.window_start", errors.window_start)
    envelope.check_recent("detail.window_end", errors.window_end)
    query = f"fields @timestamp, @message, @logStream | filter @message like /{errors.pattern}/ | sort @timestamp desc"
    window = (errors.window_start, errors.window_end)
    reported = headline_of(errors.message or "")
    what = f": {reported}" if reported else ""
    return _identified(envelope, errors).parsed(
        title=f"{errors.count} {'error' if errors.count == 1 else 'errors'} in log group {errors.log_group}{what}",
        category="operations",
        severity=Severity.HIGH if errors.count >= MANY else Severity.MEDIUM,
        resource_type="AWS::Logs::LogGroup",
        resource_id=errors.log_group,
        status="ERRORS",
        annotation=free_text(errors.example),
        remediation="Open the query to see all lines of the window.",
        console_url=logs_insights_url(envelope.region, errors.log_group, query, *window),
        facts=facts([("Errors", errors.count)]),
        incident=error_report(errors.log_group, errors.fingerprint, errors.window_end, errors.count),
    )


def headline_of(head: str) -> str:
    """The head of a log line as a person would say the error: `ERROR] KeyError:` is `KeyError`; may be empty.

    A head begins at the level, so that its opening bracket is missing, and ends where something varies.
    """
    reported = _CLOSES_ONLY.sub("", _LEVEL.sub("", head[:200]))
    reported = _OPENS_ONLY.sub("", reported).strip(_JOINS)
    return _LEADS_ON.sub("", reported).strip(_JOINS)


def error_report(log_group: str, fingerprint: str, newest: str, count: int) -> IncidentReport:
    """The incident of equal errors of one log group; no event reports their end, so it ends when none is reported."""
    return IncidentReport(
        identity=f"{log_group}#{fingerprint}",
        kind=log_group,
        phase="opened",
        occurred_at=newest,
        silent_after=SILENT_AFTER,
        count=count,
    )


def _identified(envelope: Envelope, errors: _LogErrors) -> Envelope:
    """The envelope under the identity of the window, so that its row's key is the same however often it is sent."""
    named = f"{envelope.account}\n{envelope.region}\n{errors.fingerprint}\n{errors.window_start}"
    digest = sha256(named.encode()).hexdigest()[:32]
    return envelope.model_copy(update={"id": f"log-errors-{digest}", "time": errors.window_end})


class _Heartbeat(Detail):
    agent_version: int = Field(alias="agent_version", ge=0, le=1_000_000)
    recorder: Recorder = "unknown"
    rules: Rules = "unknown"
    undelivered: int | None = Field(default=None, ge=0, le=10**9)


def parse_heartbeat(envelope: Envelope) -> Parsed:
    """An agent's heartbeat: stored on the agent's own item, without history."""
    heartbeat = _Heartbeat.read(envelope.detail)
    envelope.check_agent()
    return envelope.parsed(
        title=f"Agent heartbeat, version {heartbeat.agent_version}, AWS Config recorder {heartbeat.recorder}",
        category="operations",
        severity=Severity.INFORMATIONAL,
        status=heartbeat.recorder,
        heartbeat=Heartbeat(**heartbeat.model_dump()),
    )


PARSERS: dict[tuple[str, str], Parser] = {
    (AGENT, LOG_ERRORS): parse_log_errors,
    (AGENT, HEARTBEAT): parse_heartbeat,
}
