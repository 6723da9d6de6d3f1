"""A report in Slack: what matters first, within Slack's limits, and nothing in a name can break it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from config_monitor.adapters.report.message import details, report_message
from config_monitor.adapters.slack.blocks import SlackMessage
from config_monitor.domain.reports import Chart, Report
from local.slack.limits import check
from tests.support.reports import DECLINING, HOSTILE, MISSING, STEADY, figures, report

HALF_A_DAY = timedelta(hours=12)


def message(shown: Report, link: str | None = None, images: list[Chart] | None = None) -> SlackMessage:
    made = report_message(shown, link, images or [], HALF_A_DAY)
    accepted(made)
    return made


def accepted(made: SlackMessage) -> None:
    """Slack's own limits, as the local Slack holds them."""
    check("chat.postMessage", {"text": made.text, "blocks": made.blocks, "attachments": None, "thread_ts": None})


def text_of(made: SlackMessage) -> str:
    return "\n".join(block["text"]["text"] for block in made.blocks if "text" in block)


def chart(number: int) -> Chart:
    return Chart(f"c{number}", "A chart", "it rises", b"", "", "", link=f"https://bucket/{number}?a=1&b=2")


def test_the_answer_comes_first() -> None:
    head, first, second, *_ = message(report()).blocks
    assert head["text"]["text"] == "Daily compliance report, Mon 23 Nov 2026"
    assert first["text"]["text"].startswith("*87.5 %* of 200 pairs of rule and resource comply")
    assert "▼ 5.0 points in 7 days" in first["text"]["text"]
    assert f"`{MISSING}`" in second["text"]["text"], "what is missing is said before any figure that lacks it"


def test_all_figures_are_in_it() -> None:
    text = text_of(message(report()))
    for said in (
        "*8* new", "*6* resolved (4 fixed, 2 removed)", "*25* open: 25 low", "*2* with an exception",
        "known after 3 s, fixed after 1 h", f"`{DECLINING}`  *80.0 %* of 100 (▼ 10.0)  4 new, 3 resolved",
        f"`{STEADY}`  *95.0 %*", "`rule-0`  6 open, 2 new, 2 resolved, _low_", "`AWS::S3::Bucket`  25 open",
        "53 d", "2 violations of `rule-1`, _low_", "3 × Planned maintenance, _low_", "until 2026-12-01", "`house-rule`",
    ):  # fmt: skip
        assert said in text, said


def test_a_declining_account_is_highlighted() -> None:
    text = text_of(message(report()))
    assert f"🔻 Declining by more than 2 points in 7 days: `{DECLINING}`" in text
    assert f"🔻 `{STEADY}`" not in text


def test_the_sparkline_marks_days_without_data() -> None:
    line = text_of(message(report())).split("`")[1]
    assert (len(line), line.count("·")) == (29, 2)


def test_a_week_says_its_days_and_a_team_its_name() -> None:
    assert "Weekly compliance report, 17 Nov to 23 Nov 2026" in text_of(message(report("weekly")))
    assert text_of(message(report(team="payments"))).startswith("payments: Daily")


def test_no_data_is_no_score() -> None:
    empty = message(report(accounts={}))
    assert "*n/a* of 0 pairs" in text_of(empty)
    assert "n/a" in empty.text


def test_the_link_says_how_long_it_lives() -> None:
    footer = json.dumps(message(report(), "https://bucket/report?x=1&y=2").blocks[-1], ensure_ascii=False)
    assert "<https://bucket/report?x=1&amp;y=2|Open the full report> · the link works for 12 h at most" in footer
    assert "Open the full report" not in json.dumps(message(report()).blocks)


def test_by_webhook_the_charts_are_images_with_words_for_them() -> None:
    pictures = [b for b in message(report(), images=[chart(1), chart(2)]).blocks if b["type"] == "image"]
    assert [p["image_url"] for p in pictures] == ["https://bucket/1?a=1&b=2", "https://bucket/2?a=1&b=2"]
    assert pictures[0]["alt_text"] == "it rises"


def test_five_hundred_accounts_and_rules_with_long_names_fit() -> None:
    many: dict[str, Any] = {f"{n:012d}": figures(80, rules=2, name=f"{'long' * 25}-{n}") for n in range(500)}
    huge = report(accounts=many, names={account: "name " * 50 for account in many})
    rest = details(huge)
    assert "and 488 more" in text_of(message(huge))
    assert rest is not None
    accepted(rest)


def test_what_the_message_had_room_for_needs_no_details() -> None:
    assert details(report()) is None


@pytest.mark.parametrize("team", [None, HOSTILE])
def test_nothing_in_a_name_mentions_links_or_formats(team: str | None) -> None:
    hostile = report(accounts={DECLINING: figures(80, name=HOSTILE)}, names={DECLINING: HOSTILE}, team=team)
    hostile = hostile.model_copy(update={"unrated_rules": [HOSTILE]})
    made = message(hostile, "https://bucket/1")
    whole = json.dumps([b for b in made.blocks if b["type"] != "header"], ensure_ascii=False) + made.text
    assert "<!" not in whole
    assert "<https://evil" not in whole
    assert "\u202e" not in json.dumps(made.blocks, ensure_ascii=False)
