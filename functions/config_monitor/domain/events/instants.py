"""Instants and durations as text: ISO 8601 UTC with milliseconds and Z, so that text order is time order."""

from datetime import UTC, datetime, timedelta

# The range the table and the reports can hold: text order fails outside four-digit years.
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)


def parse_instant(text: str) -> datetime:
    """An ISO 8601 date-time as an aware datetime; one without zone is UTC. Raises ValueError for anything else."""
    instant = datetime.fromisoformat(text)
    instant = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant
    try:
        instant = instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text} is out of range") from error
    if not EARLIEST <= instant <= LATEST:
        raise ValueError(f"{text} is out of range")
    return instant


def format_instant(instant: datetime) -> str:
    """An aware datetime as stored: `2026-11-24T09:00:00.000Z`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def format_minute(instant: str) -> str:
    """A stored instant for people, to the minute: `2026-03-12 14:00 UTC`."""
    return f"{parse_instant(instant):%Y-%m-%d %H:%M} UTC"


def last_day(end: str) -> str:
    """The last day, in UTC, of what ends at a stored instant: until `2027-01-01T00:00:00.000Z` it is `2026-12-31`."""
    return (parse_instant(end) - timedelta(milliseconds=1)).date().isoformat()


def from_epoch(seconds: float) -> str:
    """Epoch seconds as stored text."""
    return format_instant(datetime.fromtimestamp(seconds, UTC))


def to_epoch(text: str) -> int:
    """Stored text as whole epoch seconds."""
    return int(parse_instant(text).timestamp())


def between(earlier: str, later: str) -> timedelta:
    """How long from one stored instant to another; never negative, since clocks of accounts differ."""
    return max(parse_instant(later) - parse_instant(earlier), timedelta())


def duration_words(duration: timedelta) -> str:
    """A duration as people read it: `45 s`, `12 min`, `3 h 12 min`, `4 d 2 h`."""
    seconds = int(duration.total_seconds())
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")]
    first = next((i for i, (number, _) in enumerate(parts) if number), 3)
    shown = parts[first : first + 2] if first < 2 else parts[first : first + 1]
    return " ".join(f"{number} {unit}" for number, unit in shown if number) or "0 s"
