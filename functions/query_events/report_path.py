"""The period and date in the path of a report."""

from datetime import date, datetime, timedelta

from query_events.errors import InvalidParameters, ParameterFault

# The first time zone to begin a day is fourteen hours ahead of UTC.
EARLIEST_ZONE = timedelta(hours=14)


def report_path(period: str, day: str, now: datetime) -> tuple[str, str]:
    """Period and date of a report, as stored. Raises InvalidParameters for a date that is none or has not begun."""
    faults = [] if period in ("daily", "weekly") else [ParameterFault("period", "must be daily or weekly")]
    try:
        begun = date.fromisoformat(day) <= (now + EARLIEST_ZONE).date()
        faults += [] if begun else [ParameterFault("date", "has not begun")]
    except ValueError:
        faults.append(ParameterFault("date", "must be a day of the calendar, as YYYY-MM-DD"))
    if faults:
        raise InvalidParameters(faults)
    return period, date.fromisoformat(day).isoformat()
