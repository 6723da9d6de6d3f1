"""The agents of the system before this one, whose sources begin with `monitoring.`: errors in logs, found by a query.

Shape of `Error Logs Query`: `log_group_name`, and `logs`: a list of `timestamp` (epoch milliseconds), `message`, `log`
(account and log group) and `log_stream`. What these agents forward of `aws.*` comes as the services sent it.
"""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated

from pydantic import BeforeValidator, Field

from config_monitor.adapters.sources.detail import Detail, Name, free_text
from config_monitor.adapters.sources.envelope import Envelope, Parser
from config_monitor.adapters.sources.log_errors import MANY, error_report, headline_of
from config_monitor.domain.events import Parsed, Severity, facts, format_instant, logs_insights_url, one_line

SOURCE, ERROR_LOGS = "monitoring.agent.logs", "Error Logs Query"
# From where an error begins to the first thing that varies, as the agent of today has it.
_HEAD = re.compile(r"(?:ERROR|FATAL|CRITICAL|Exception|Traceback|Task timed out)[^0-9\"'{=\n]{0,120}")
_LEADING = re.compile(r"[^0-9\"'{=\n]{1,120}")


def _milliseconds(value: object) -> object:
    """Epoch milliseconds, which come as a number or as its digits, as a stored instant."""
    if isinstance(value, str) and value.isdecimal() and len(value) <= 15:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 253_402_300_800_000:
        raise ValueError("not epoch milliseconds between 1970 and 9999")
    return format_instant(datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(value)))


class _Line(Detail):
    timestamp: Annotated[str, BeforeValidator(_milliseconds)]
    message: str | None = None
    log_stream: str | None = Field(default=None, alias="log_stream")


class _ErrorLogs(Detail):
    log_group_name: Name = Field(alias="log_group_name", max_length=512)
    logs: tuple[_Line, ...]


def parse_error_logs(envelope: Envelope) -> Parsed:
    """The lines that a query found in one log group: one event under the commonest kind of error among them."""
    error_logs = _ErrorLogs.read(envelope.detail)
    if not error_logs.logs:
        return Parsed.ignored("a query of logs that found no errors")
    lines = sorted(error_logs.logs, key=lambda line: line.timestamp)
    oldest, newest, count = lines[0].timestamp, lines[-1].timestamp, len(lines)
    for instant in (oldest, newest):
        envelope.check_recent("detail.logs.timestamp", instant)
    heads = Counter(_head(line.message or "") for line in lines)
    (head, _), *others = heads.most_common()
    example = next(line for line in reversed(lines) if _head(line.message or "") == head)
    more = f" and {len(others)} other {'kind' if len(others) == 1 else 'kinds'}" if others else ""
    group, reported = error_logs.log_group_name, headline_of(head)
    return envelope.parsed(
        title=f"{count} {'error' if count == 1 else 'errors'} in log group {group}"
        + (f": {reported}{more}" if reported else ""),
        category="operations",
        severity=Severity.HIGH if count >= MANY else Severity.MEDIUM,
        resource_type="AWS::Logs::LogGroup",
        resource_id=group,
        status="ERRORS",
        annotation=free_text(example.message),
        remediation="Open the query to see all lines of the window.",
        console_url=_query_url(envelope.region, group, oldest, newest),
        facts=facts([("Log stream", example.log_stream), ("Errors", count)]),
        incident=error_report(group, sha256(f"{group}\n{head}".encode()).hexdigest(), newest, count),
    )


def _head(message: str) -> str:
    """What a line has in common with others of its kind: its text up to the first thing that varies."""
    match = _HEAD.search(message[:2000]) or _LEADING.search(message[:2000])
    return one_line(match[0], 120) if match else ""


def _query_url(region: str, log_group: str, oldest: str, newest: str) -> str | None:
    query = "fields @timestamp, @message, @logStream | sort @timestamp desc"
    return logs_insights_url(region, log_group, query, oldest, newest)


PARSERS: dict[tuple[str, str], Parser] = {(SOURCE, ERROR_LOGS): parse_error_logs}
