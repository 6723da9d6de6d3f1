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

from hashlib import sha256

from pydantic import Field

from config_monitor.adapters.sources.envelope import Detail, Envelope, Instant, Name, Parser, free_text
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
# So many errors within one window are an outage rather than a mishap.
MANY = 100
# An error that is not heard of for so long is over.
SILENT_AFTER = 86400
# More lines in five minutes than any log group takes in.
MAX_COUNT = 1_000_000_000


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
    found = _LogErrors.read(envelope.detail)
    if found.window_end <= found.window_start:
        raise RejectedEvent("detail.window_end: must be later than window_start")
    envelope.check_recent("detail.window_start", found.window_start)
    envelope.check_recent("detail.window_end", found.window_end)
    query = f"fields @timestamp, @message, @logStream | filter @message like /{found.pattern}/ | sort @timestamp desc"
    window = (found.window_start, found.window_end)
    what = f": {found.message}" if found.message else ""
    return _identified(envelope, found).parsed(
        title=f"{found.count} {'error' if found.count == 1 else 'errors'} in log group {found.log_group}{what}",
        category="operations",
        severity=Severity.HIGH if found.count >= MANY else Severity.MEDIUM,
        resource_type="AWS::Logs::LogGroup",
        resource_id=found.log_group,
        status="ERRORS",
        annotation=free_text(found.example),
        remediation="Open the query to see all lines of the window; the example is one of them.",
        console_url=logs_insights_url(envelope.region, found.log_group, query, *window),
        facts=facts([("Errors", found.count)]),
        incident=error_report(found.log_group, found.fingerprint, found.window_end, found.count),
    )


def error_report(log_group: str, fingerprint: str, newest: str, count: int) -> IncidentReport:
    """The incident of equal errors of one log group; nobody says when errors end, so silence does."""
    return IncidentReport(
        identity=f"{log_group}#{fingerprint}",
        kind=log_group,
        phase="opened",
        occurred_at=newest,
        silent_after=SILENT_AFTER,
        count=count,
    )


def _identified(envelope: Envelope, found: _LogErrors) -> Envelope:
    """The envelope under the identity of the window, so that its row's key is the same however often it is sent."""
    named = f"{envelope.account}\n{envelope.region}\n{found.fingerprint}\n{found.window_start}"
    digest = sha256(named.encode()).hexdigest()[:32]
    return envelope.model_copy(update={"id": f"log-errors-{digest}", "time": found.window_end})


class _Heartbeat(Detail):
    agent_version: int = Field(alias="agent_version", ge=0, le=1_000_000)
    recorder: Recorder = "unknown"
    rules: Rules = "unknown"


def parse_heartbeat(envelope: Envelope) -> Parsed:
    """An agent's sign of life: noted on the agent's own item, and no history."""
    said = _Heartbeat.read(envelope.detail)
    envelope.check_agent()
    return envelope.parsed(
        title=f"Agent heartbeat, version {said.agent_version}, AWS Config recorder {said.recorder}",
        category="operations",
        severity=Severity.INFORMATIONAL,
        status=said.recorder,
        heartbeat=Heartbeat(**said.model_dump()),
    )


PARSERS: dict[tuple[str, str], Parser] = {
    (AGENT, LOG_ERRORS): parse_log_errors,
    (AGENT, HEARTBEAT): parse_heartbeat,
}
