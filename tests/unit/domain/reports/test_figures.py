"""Figures of generated weeks against a count by other code: across clock changes, leap day and month end."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import Severity
from config_monitor.domain.reports import (
    KEPT_KINDS,
    EventOutcome,
    Figures,
    OtherEvents,
    Pair,
    Period,
    ReportRow,
    Step,
    TimeSpan,
    figures_by_span,
    pair_of,
    period_of,
    rows_of,
)
from tests.support.pair_histories import NA, NC, C, generated, independently_counted, violations

ACCOUNT = "111122223333"
WEEKS = [
    pytest.param("Europe/Berlin", date(2026, 11, 8), id="clocks go back"),
    pytest.param("Europe/Berlin", date(2026, 4, 12), id="clocks go forward"),
    pytest.param("America/New_York", date(2026, 3, 15), id="clocks go forward west of UTC"),
    pytest.param("America/Sao_Paulo", date(2018, 11, 11), id="midnight itself is skipped"),
    pytest.param("Asia/Kathmandu", date(2028, 3, 3), id="leap day, and an offset of quarters of hours"),
    pytest.param("Pacific/Kiritimati", date(2027, 1, 2), id="year's end, fourteen hours ahead"),
    pytest.param("UTC", date(2026, 10, 2), id="month's end"),
]


def period(kind: str, last: date, zone: str) -> Period:
    now = datetime.combine(last + timedelta(days=3), datetime.min.time(), UTC)
    return period_of(kind, last.isoformat(), zone, now)  # type: ignore[arg-type]  # the tests' own two words


def counted(figures: Figures) -> dict[str, int]:
    names = ("new", "reopened", "fixed", "removed", "compliant")
    seconds = sum(durations.seconds for durations in figures.to_resolve.values())
    return {name: getattr(figures, name) for name in names} | {"open": figures.non_compliant, "fixed_seconds": seconds}


@pytest.mark.parametrize(("zone", "last"), WEEKS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_day_of_four_weeks_is_what_a_plain_count_says(zone: str, last: date, seed: int) -> None:
    changes = generated(zone, last, seed)
    pairs = [pair_of(v) for v in violations(changes, seed) if v.key.account == ACCOUNT]
    days = [last - timedelta(days=back) for back in range(28)]
    spans = [period("daily", day, zone).span for day in days]
    for day, figures in zip(days, figures_by_span(pairs, spans), strict=True):
        expected = independently_counted(changes, ACCOUNT, {day}, zone)
        assert counted(figures) == {name: expected[name] for name in counted(figures)}, day


@pytest.mark.parametrize(("zone", "last"), WEEKS)
def test_a_week_is_what_a_plain_count_says(zone: str, last: date) -> None:
    changes = generated(zone, last, 4)
    pairs = [pair_of(v) for v in violations(changes, 4) if v.key.account == ACCOUNT]
    week = period("weekly", last, zone)
    figures = figures_by_span(pairs, [week.span, *(week.day(day) for day in week.days)])[0]
    expected = independently_counted(changes, ACCOUNT, set(week.days), zone)
    assert counted(figures) == {name: expected[name] for name in counted(figures)}


@pytest.mark.parametrize(("zone", "last"), WEEKS)
def test_each_change_is_in_exactly_one_day(zone: str, last: date) -> None:
    """Also those on midnight itself, in a repeated hour, and at a midnight that the clocks skip."""
    spans = [period("daily", last - timedelta(days=back), zone).span for back in range(28)]
    assert all(later.start == earlier.end for later, earlier in pairwise(spans))
    for change in generated(zone, last, 5):
        instant = change.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        assert sum(span.holds(instant) for span in spans) == 1


def test_accounts_add_up() -> None:
    changes = generated("UTC", date(2026, 10, 2), 6)
    span = [period("weekly", date(2026, 10, 2), "UTC").span]
    everybody = [(v.key.account, pair_of(v)) for v in violations(changes, 6)]
    parts = [
        figures_by_span((p for a, p in everybody if a == account), span)[0] for account in {a for a, _ in everybody}
    ]
    assert Figures.sum_of(parts).trimmed() == figures_by_span((p for _, p in everybody), span)[0].trimmed()


def test_the_score_counts_compliant_over_compliant_and_non_compliant() -> None:
    figures = Figures(compliant=33, open_by_severity=[0, 0, 1, 2, 3, 0], excepted=5)
    assert figures.counted == 39
    assert figures.score == pytest.approx(84.615, abs=0.001)


def test_nothing_to_count_has_no_score_rather_than_a_good_one() -> None:
    assert Figures(excepted=3).score is None


SPAN = TimeSpan(start="2026-11-23T00:00:00.000Z", end="2026-11-24T00:00:00.000Z")


def pair(*steps: Step, **more: object) -> Pair:
    key = ViolationKey(account=ACCOUNT, region="eu-central-1", rule_name="r", resource_type="t", resource_id="i")
    return Pair(key=key, severity=int(Severity.HIGH), steps=steps, **more)  # type: ignore[arg-type]  # named as fields


OPENED = Step("2026-11-23T10:00:00.000Z", NC, "opened", "2026-11-23T10:00:00.000Z")


def test_an_excepted_violation_is_counted_apart() -> None:
    excepted = pair(OPENED, exception="accepted", excepted_until="2026-11-30T00:00:00.000Z")
    figures = figures_by_span([excepted], [SPAN])[0]
    assert (figures.excepted, figures.new, figures.non_compliant, figures.score) == (1, 0, 0, None)
    (row,) = rows_of(excepted, SPAN)
    assert (row.list, row.excepted_until) == ("excepted", "2026-11-30T00:00:00.000Z")


def test_an_exception_that_has_ended_excepts_no_more() -> None:
    ended = pair(OPENED, exception="accepted", excepted_until="2026-11-23T12:00:00.000Z")
    figures = figures_by_span([ended], [SPAN])[0]
    assert (figures.excepted, figures.new, figures.non_compliant) == (0, 1, 1)


def test_what_is_past_its_due_date_is_overdue_and_still_open() -> None:
    for due, overdue in (("2026-11-23T12:00:00.000Z", 1), ("2026-11-24T00:00:00.000Z", 0)):
        late = pair(OPENED, due_at=due)
        rows = [(row.list, row.due_at) for row in rows_of(late, SPAN)]
        assert rows == [("new", None), ("open", due), ("overdue", due)][: 2 + overdue]
        figures = figures_by_span([late], [SPAN])[0]
        assert (figures.overdue, figures.non_compliant) == (overdue, 1)


def test_the_due_date_is_that_of_the_last_opening() -> None:
    fixed, again = "2026-11-23T11:00:00.000Z", "2026-11-23T12:00:00.000Z"
    steps = (OPENED, Step(fixed, C, "fixed", OPENED.at), Step(again, NC, "reopened", again))
    rows = {row.list: row.due_at for row in rows_of(pair(*steps, due_at="2026-11-25T00:00:00.000Z"), SPAN)}
    assert rows == {"new": None, "resolved": None, "reopened": None, "open": "2026-11-25T00:00:00.000Z"}


def test_what_was_notified_at_once_is_not_in_the_digest() -> None:
    quiet, notified = (
        figures_by_span([pair(OPENED)], [SPAN])[0],
        figures_by_span([pair(OPENED, notified=True)], [SPAN])[0],
    )
    assert (quiet.rules["r"].not_notified, notified.rules["r"].not_notified) == (1, 0)


def test_a_removed_resource_teaches_nothing_of_the_time_to_fix() -> None:
    gone = Step("2026-11-23T12:00:00.000Z", NA, "removed", OPENED.at)
    figures = figures_by_span([pair(OPENED, gone)], [SPAN])[0]
    assert (figures.resolved, figures.removed, figures.time_to_resolve) == (1, 1, None)


def test_a_pair_that_forgot_the_span_counts_as_unknown() -> None:
    figures = figures_by_span([pair(OPENED, forgotten_until="2026-11-23T09:00:00.000Z")], [SPAN])[0]
    assert figures.unknown == 1


def lengths(rows: list[ReportRow]) -> Counter[str]:
    """How long each list is, with resolved ones by how they ended."""
    return Counter(row.closed_as or row.list for row in rows)


@pytest.mark.parametrize(("zone", "last"), WEEKS)
@pytest.mark.parametrize("kind", ["daily", "weekly"])
def test_every_count_is_the_length_of_its_list_and_what_an_independent_count_says(
    zone: str, last: date, kind: str
) -> None:
    """For each day and week of a history, both accounts apart and together."""
    changes = generated(zone, last, 7)
    pairs = [pair_of(v) for v in violations(changes, 7)]
    for back in range(0, 28, 1 if kind == "daily" else 7):
        shown = period(kind, last - timedelta(days=back), zone)
        total: Counter[str] = Counter()
        for account in ("111122223333", "444455556666"):
            rows: list[ReportRow] = []
            mine = (p for p in pairs if p.key.account == account)
            figures = figures_by_span(mine, [shown.span, *(shown.day(day) for day in shown.days)], rows.append)[0]
            expected = independently_counted(changes, account, set(shown.days), zone)
            actual = lengths(rows)
            for name in ("new", "reopened", "fixed", "removed", "open"):
                assert actual[name] == expected[name] == counted(figures)[name], (name, shown.last)
            assert sum(rule.not_notified for rule in figures.rules.values()) == sum(not row.notified for row in rows)
            assert {row.account for row in rows} <= {account}
            total += actual
        everybody: list[ReportRow] = []
        figures_by_span(pairs, [shown.span], everybody.append)
        assert lengths(everybody) == total


def test_a_row_says_since_when_and_how_it_ended() -> None:
    gone = Step("2026-11-23T12:00:00.000Z", NA, "removed", OPENED.at)
    new, resolved = rows_of(pair(OPENED, gone), SPAN)
    assert (new.list, new.since, new.notified) == ("new", OPENED.at, False)
    assert (resolved.list, resolved.closed_as, resolved.since, resolved.opened_at) == (
        "resolved",
        "removed",
        gone.at,
        OPENED.at,
    )


def others(*kinds: tuple[str, int, int]) -> dict[str, OtherEvents]:
    made = [OtherEvents(source="aws.x", title=title, severity=severity, count=n) for title, severity, n in kinds]
    return {events.kind: events for events in made}


def test_no_account_displaces_the_kinds_of_events_of_another() -> None:
    """A noisy account with hundreds of worse kinds, and a quiet one: each has its worst in turn, counts add up."""
    noisy = Figures(others=others(("both", 2, 4), *((f"noise-{n:03d}", 5, 9) for n in range(49))))
    quiet = Figures(others=others(("one", 1, 1), ("both", 2, 2)))
    together = Figures.sum_of([noisy, quiet]).others
    titles = [events.title for events in together.values()]
    assert (len(titles), titles[-2:]) == (KEPT_KINDS, ["both", "one"])
    assert together["2#aws.x#both"].count == 6
    assert Figures.sum_of([noisy, quiet]) == Figures.sum_of([quiet, noisy])
    loud = Figures(others=others(*((f"noise-{n:03d}", 5, 9) for n in range(300))))
    assert len(loud.trimmed().others) == KEPT_KINDS


def test_events_left_to_the_report_are_counted_by_kind() -> None:
    figures = Figures()
    for _ in range(3):
        figures.count_event(EventOutcome("", 2, left=("aws.x", "CPU is high")))
    assert figures.others == others(("CPU is high", 2, 3))
    assert figures.light().others == {}
