"""The summary adds live counts up, says `n/a` for nothing, and compares with earlier days where there are figures."""

from config_monitor.domain.queries import ALL_ACCOUNTS, summarise

COUNTERS = [
    ("111111111111", {"compliant": 6, "open_4": 1, "open_5": 1}),
    ("111111111111", {"compliant": 1, "excepted": 3, "open_4": 1}),
    ("222222222222", {"compliant": 10}),
    ("333333333333", {"excepted": 2}),
]


def test_accounts_add_up_and_the_lowest_score_comes_first() -> None:
    summary = summarise(COUNTERS, {}, {}, "now")
    assert (summary.score, summary.n, summary.non_compliant, summary.excepted) == (85.0, 20, 3, 5)
    assert [(a.account, a.score, a.n) for a in summary.accounts] == [
        ("111111111111", 70.0, 10),
        ("222222222222", 100.0, 10),
        ("333333333333", "n/a", 0),
    ]
    assert list(summary.open_by_severity.items())[:3] == [("critical", 1), ("high", 2), ("medium", 0)]


def test_nothing_counted_is_not_a_hundred_percent() -> None:
    summary = summarise([], {ALL_ACCOUNTS: (1, 0)}, {}, "now")
    assert (summary.score, summary.n, summary.accounts, summary.since_yesterday) == ("n/a", 0, [], None)


def test_changes_are_points_of_score_and_absent_without_figures() -> None:
    yesterday = {ALL_ACCOUNTS: (80, 20), "111111111111": (8, 2)}
    last_week = {"222222222222": (0, 0)}
    summary = summarise(COUNTERS, yesterday, last_week, "now")
    assert (summary.since_yesterday, summary.since_last_week) == (5.0, None)
    assert [a.since_yesterday for a in summary.accounts] == [-10.0, None, None]
    assert [a.since_last_week for a in summary.accounts] == [None, None, None]
