"""What a date means to a report."""

from datetime import UTC, date, datetime

import pytest

from config_monitor.domain.reports import period_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_day_begins_at_local_midnight() -> None:
    day = period_of("daily", "2026-11-23", "Europe/Berlin", NOON).span
    assert (day.start, day.end) == ("2026-11-22T23:00:00.000Z", "2026-11-23T23:00:00.000Z")


def test_a_week_is_the_seven_days_that_end_with_the_date() -> None:
    week = period_of("weekly", "2026-11-22", "UTC", NOON)
    assert (week.days[0], week.days[-1], len(week.days)) == (date(2026, 11, 16), date(2026, 11, 22), 7)
    assert week.span.start == "2026-11-16T00:00:00.000Z"


def test_no_date_means_what_just_ended_where_the_report_arrives() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert period_of("daily", "", "UTC", late).last == date(2026, 11, 23)
    assert period_of("daily", "", "Asia/Tokyo", late).last == date(2026, 11, 24)


def test_a_day_that_is_not_over_counts_up_to_now_and_says_so() -> None:
    today = period_of("daily", "2026-11-24", "UTC", NOON)
    assert (today.span.end, today.is_over) == ("2026-11-24T12:00:00.000Z", False)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-23", 24)])
def test_days_of_clock_changes_are_as_long_as_they_are(day: str, hours: int) -> None:
    span = period_of("daily", day, "Europe/Berlin", NOON).span
    length = datetime.fromisoformat(span.end) - datetime.fromisoformat(span.start)
    assert length.total_seconds() == hours * 3600


@pytest.mark.parametrize("day", ["2026-11-25", "2026-02-29", "yesterday"])
def test_a_day_that_is_none_or_has_not_begun_is_refused(day: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        period_of("daily", day, "UTC", NOON)
