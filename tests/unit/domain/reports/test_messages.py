"""A report in words: a short message that answers first, and a thread that names everything, whatever it holds."""

from typing import Any

import pytest

from config_monitor.domain.notifications import Notification
from config_monitor.domain.reports import (
    Chart,
    Figures,
    Report,
    ReportLinks,
    report_notification,
)
from tests.support.reports import DECLINING, HOSTILE, MISSING, STEADY, figures, report, row, thread_of

NO_LINKS = ReportLinks()
LINKS = ReportLinks("https://bucket/report.html?x=1&y=2", "https://bucket/rows.csv?x=1", "2026-11-24T19:00:00.000Z")
# A phone shows so many lines of a message.
SCREEN = 12


def message(shown: Report, links: ReportLinks = NO_LINKS, charts: list[Chart] | None = None) -> Notification:
    return report_notification(shown, links, charts or [])


def texts(notification: Notification) -> list[str]:
    """Its lines, headings among them, as people see them."""
    lines = [notification.warning] if notification.warning else []
    for section in notification.sections:
        lines += [*([section.heading] if section.heading else []), *section.lines]
    return [line.text for line in (*lines, *notification.links, *notification.notes)]


def thread_texts(shown: Report) -> list[str]:
    return [text for reply in thread_of(shown, NO_LINKS) for text in texts(reply)]


def test_the_message_answers_in_ten_seconds() -> None:
    made = message(report(), LINKS)
    assert made.headline == "Daily compliance report, Mon 23 Nov 2026"
    assert texts(made) == [
        f"⚠️ 1 account could not be read and is not in these figures: {MISSING}",
        "87.5 % of 200 pairs of rule and resource comply · ▼ 5.0 in 7 days · ▼ 5.0 in 4 weeks",
        texts(made)[2],
        f"Since yesterday: 8 new (low rule-0 in {DECLINING}), 6 resolved (4 fixed, 2 removed)",
        "25 open: 25 low · 2 under an exception",
        f"🔻 Declining by more than 2 points in 7 days: {DECLINING}",
        "Do first",
        f"• restricted-ssh 1 critical in {DECLINING}",
        f"• rule-0 1 low in {DECLINING}",
        "Open the full report · All rows as CSV",
        "detected in 3 s and fixed in 1 h on average · days in Europe/Berlin · links end at 24 Nov 19:00 UTC or before",
    ]


def test_an_account_with_a_name_is_called_by_it_alone_in_the_message() -> None:
    """Its number is in the thread and on the page; beside names it would put brackets in brackets."""
    named = texts(message(report(names={DECLINING: "shop-prod"}, rows=[row("new", "vol-1", account=DECLINING)])))
    assert [text for text in named if DECLINING in text or "((" in text or "))" in text] == []
    assert sum("shop-prod" in text for text in named) >= 2


def test_the_headline_of_a_reply_names_its_lists_without_their_numbers() -> None:
    headlines = [reply.headline for reply in thread_of(report(), NO_LINKS)]
    assert headlines[0].startswith("Accounts, Rules")
    assert [headline for headline in headlines if "(" in headline] == []


def test_the_sparkline_marks_days_without_data() -> None:
    line = texts(message(report()))[2]
    assert (len(line), line.count("·")) == (29, 2)


def test_it_is_one_screen_of_a_phone_whatever_it_holds() -> None:
    many: dict[str, Any] = {f"{n:012d}": figures(80, rules=2, name=f"{'long' * 25}-{n}") for n in range(500)}
    rows = [row("open", f"bucket-{n}", account=f"{n:012d}", rule_name=f"rule-{n}") for n in range(500)]
    huge = report(accounts=many, names={account: "name " * 50 for account in many}, rows=rows)
    assert len(texts(message(huge, LINKS))) <= SCREEN
    assert len(texts(message(report(), LINKS))) <= SCREEN


def test_the_thread_names_every_account_and_rule_in_as_many_messages_as_it_takes() -> None:
    many: dict[str, Any] = {f"{n:012d}": figures(80, rules=2, name=f"rule-{n}") for n in range(140)}
    replies = thread_of(report(accounts=many), LINKS)
    shown = "\n".join(text for reply in replies for text in texts(reply))
    assert all(account in shown for account in many)
    assert all(f"rule-{n}-1" in shown for n in range(140))
    assert 3 < len(replies) < 15
    assert all(sum(len(text) for text in texts(reply)) < 8_000 for reply in replies)


def test_the_thread_names_the_violations_of_each_list() -> None:
    shown = thread_texts(report(names={DECLINING: "shop-prod"}))
    scope = f"shop-prod ({DECLINING}) · eu-central-1"
    for line in (
        "New (1)",
        f"• low · rule-0 · bucket-new · AWS::S3::Bucket · {scope} · 2026-11-23 09:00 · in this report",
        "Resolved (1)",
        f"• low · rule-0 · bucket-fixed · AWS::S3::Bucket · {scope} · 2026-11-23 09:00 · fixed · 1 h",
        "Open (2)",
        f"• low · rule-0 · bucket-1 · AWS::S3::Bucket · {scope} · 53 d 23 h open",
        "Under an exception (1)",
    ):
        assert line in shown, line
    assert shown.index(next(t for t in shown if "bucket-2" in t)) < shown.index(
        next(t for t in shown if "bucket-1 " in t)
    )


def test_incidents_are_rows_of_the_same_lists_and_one_part_of_the_sentence() -> None:
    alarm = {"rule_name": "", "source": "aws.cloudwatch", "title": "orchard is in ALARM", "resource_type": ""}
    rows = [row("new", "orchard", notified=True, **alarm), row("open", "orchard", **alarm)]
    shown = thread_texts(report(rows=rows))
    assert f"• low · orchard is in ALARM · orchard · {DECLINING} · eu-central-1 · 2026-11-23 09:00 · own alert" in shown
    assert texts(message(report(rows=rows)))[3].endswith(" · incidents 1 new, 1 open (the oldest for 53 d 23 h)")


def test_a_long_list_shows_the_worst_and_counts_the_others() -> None:
    rows = [row("open", f"bucket-{n:02d}", severity=5 if n == 77 else 2) for n in range(100)]
    shown = thread_texts(report(rows=rows))
    listed = [text for text in shown if "bucket-" in text]
    assert (len(listed), "bucket-77" in listed[0]) == (20, True)
    assert "and 80 more" in shown


def test_what_is_empty_is_left_out() -> None:
    shown = "\n".join(thread_texts(report(rows=[])))
    assert "New (" not in shown
    assert "Do first" not in texts(message(report(rows=[])))


def test_a_row_says_all_figures_of_an_account_and_a_rule() -> None:
    shown = thread_texts(report())
    assert (
        f"• {DECLINING} · 80.0 % · ▼ 10.0 · ▼ declining · 100 pairs · 20 open · 4 opened · 3 resolved · 1 excepted"
        in shown
    )
    assert "• rule-0 · low · 6 open · 2 new · 2 resolved · 2 without an alert" in shown
    assert f"• {MISSING} · ⚠️ missing" in shown


def test_a_steady_account_is_not_highlighted() -> None:
    assert not any("🔻" in text and STEADY in text for text in texts(message(report())))


def test_a_week_says_its_days_and_a_team_its_name() -> None:
    assert message(report("weekly")).headline == "Weekly compliance report, 17 Nov to 23 Nov 2026"
    assert texts(message(report("weekly")))[3].startswith("In the week: ")
    assert message(report(team="payments")).headline.startswith("payments: Daily")


def test_no_data_is_no_score() -> None:
    empty = message(report(accounts={}))
    assert any("so there is no score" in text for text in texts(empty))
    assert texts(empty)[0] == "n/a of 0 pairs of rule and resource comply"
    assert "n/a" in empty.summary[0].text


def test_links_are_those_of_the_files() -> None:
    urls = [span.url for line in message(report(), LINKS).links for span in line.spans if span.url]
    assert urls == [LINKS.page, LINKS.csv]
    assert message(report()).links == ()


def test_the_pages_address_stands_beside_the_link_that_ends() -> None:
    links = ReportLinks("https://bucket/1", None, "2026-11-24T19:00:00.000Z", "https://console/1", "https://api/v1/")
    (made,) = message(report(), links).links
    assert made.text == "Open the full report · In the bucket · What is open now"


def test_the_first_day_and_a_day_without_pairs_say_so() -> None:
    first = report().model_copy(update={"points": report().points[-1:]})
    assert "This is the first day with figures, so there is nothing to compare them with yet." in texts(message(first))
    gone = report().model_copy(update={"figures": Figures()})
    assert (
        "No pair of rule and resource is known of the accounts of this period, so there is no score. "
        "The last score known is 87.5 %, of 2026-11-22."
    ) in texts(message(gone))


def test_charts_are_images_with_words_for_them() -> None:
    chart = Chart("score-trend", "Score", "it rises", b"png", "", "", link="https://bucket/1")
    (image,) = message(report(), charts=[chart]).images
    assert (image.name, image.alternative, image.url) == ("score-trend.png", "it rises", "https://bucket/1")


@pytest.mark.parametrize("team", [None, HOSTILE])
def test_nothing_invisible_comes_from_a_name(team: str | None) -> None:
    hostile = report(accounts={DECLINING: figures(80, name=HOSTILE)}, names={DECLINING: HOSTILE}, team=team)
    hostile = hostile.model_copy(update={"unrated_rules": [HOSTILE]})
    whole = "\n".join([*texts(message(hostile)), *thread_texts(hostile)])
    assert "\u202e" not in whole


def test_what_is_overdue_is_counted_and_done_first() -> None:
    """Between two rules as severe and as many; on the first day after its due date."""
    late = {"due_at": "2026-11-23T12:00:00.000Z", "rule_name": "rule-9"}
    rows = [row("open", "bucket-1"), row("open", "bucket-2", **late), row("overdue", "bucket-2", **late)]
    overdue = figures(80).model_copy(update={"overdue": 1})
    made = texts(message(report(accounts={DECLINING: overdue}, rows=rows)))
    assert "20 open: 20 low · 1 overdue · 1 under an exception" in made
    tasks = [text for text in made if text.startswith("• ")]
    assert tasks == [f"• rule-9 1 low, 1 overdue, in {DECLINING}", f"• rule-0 1 low in {DECLINING}"]
