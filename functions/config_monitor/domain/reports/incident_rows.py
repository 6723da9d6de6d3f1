"""The rows of incidents in a report's lists: the same lists as those of violations, in no figure of pairs."""

from collections.abc import Iterator

from config_monitor.domain.incidents import Incident, IncidentState, close_if_silent, fold
from config_monitor.domain.queries import ReportList
from config_monitor.domain.reports.pair_timeline import excepted_at
from config_monitor.domain.reports.period import TimeSpan
from config_monitor.domain.reports.report_rows import DUE_LISTS, ReportRow, is_overdue


def incident_rows(incident: Incident, span: TimeSpan) -> Iterator[ReportRow]:
    """A row for each opening and each end in the span, and one while the incident is open or excepted at its end.

    Reports after the span do not count. An incident with an exception has that row alone, as a violation has.
    """
    rows, state = [], incident.base
    known = [transition for transition in incident.transitions if transition.occurred_at < span.end]
    for transition in known:
        silent = close_if_silent(state, transition.occurred_at)
        after = fold(silent, [transition])
        rows += [*_changes(incident, state, silent), *_changes(incident, silent, after)]
        state = after
    at_end = close_if_silent(state, span.end)
    rows += _changes(incident, state, at_end)
    opened_at = at_end.openings[-1] if at_end.openings else ""
    if excepted_at(incident, span.end):
        if at_end.is_open and opened_at < span.end:
            yield _row(incident, "excepted", opened_at, opened_at)
        return
    yield from (row for row in rows if span.holds(row.since))
    if at_end.is_open and opened_at < span.end:
        yield _row(incident, "open", opened_at, opened_at)
        if opened_at == incident.opened_at and is_overdue(incident.due_at, span):
            yield _row(incident, "overdue", opened_at, opened_at)


def _changes(incident: Incident, before: IncidentState, after: IncidentState) -> Iterator[ReportRow]:
    """The row of what one report, or silence, changed."""
    if after.opened > before.opened:
        opened_at = after.openings[-1]
        # Whether an opening was notified is known of the last one, and assumed of earlier ones.
        notified = incident.alert is not None or opened_at != incident.opened_at
        yield _row(incident, "reopened" if after.opened > 1 else "new", opened_at, opened_at, notified=notified)
    elif before.is_open and not after.is_open and after.resolved_at:
        yield _row(incident, "resolved", after.resolved_at, before.openings[-1], closed_as=after.closed_as)


def _row(
    incident: Incident,
    name: ReportList,
    since: str,
    opened_at: str,
    closed_as: str | None = None,
    notified: bool = True,
) -> ReportRow:
    key, event = incident.key, incident.event
    return ReportRow(
        list=name,
        severity=int(incident.severity),
        rule_name="",
        resource_type=(event.resource_type if event else "") or "",
        resource_id=(event.resource_id if event else "") or "",
        account=key.account,
        region=key.region,
        since=since,
        opened_at=opened_at,
        closed_as=closed_as,
        excepted_until=incident.excepted_until if name == "excepted" else None,
        notified=notified,
        source=key.source,
        title=incident.title,
        due_at=incident.due_at if name in DUE_LISTS and opened_at == incident.opened_at else None,
    )
