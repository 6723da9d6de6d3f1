"""A notification in Slack: escaped, within the limits, with the colours of its severity and state."""

import json
import re

import pytest

from config_monitor.adapters.slack.blocks import GREEN, GREY, slack_message
from config_monitor.adapters.slack.mrkdwn import escape_mrkdwn, mrkdwn
from config_monitor.domain.events import Severity
from config_monitor.domain.notifications import (
    Fact,
    Image,
    Line,
    Notification,
    Section,
    State,
    code,
    line,
    link,
    strong,
    text,
)
from tests.support.hostile_text import HIDDEN, HOSTILE, assert_safe


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_does_nothing_in_any_style(hostile: str) -> None:
    for span in (text(hostile), strong(hostile), code(hostile), link("https://example.com", hostile)):
        shown = mrkdwn(line(span))
        live = re.sub(r"^<https://example\.com\|", "", shown).removesuffix(">")
        assert "<" not in live
        assert not HIDDEN.search(live)
    assert not re.search(r"[*~`]", escape_mrkdwn(hostile))
    assert_safe(Notification(headline=hostile or "x", sections=(Section(lines=(line(text(hostile)),)),)))


def test_an_emoji_whose_colons_are_in_two_texts_is_none() -> None:
    assert mrkdwn(line("see :", text("smile: there"))) == "see ꞉smile: there"


def test_only_a_quoted_line_is_a_quotation() -> None:
    assert mrkdwn(line(text("> quoted"))) == "› quoted"
    assert mrkdwn(line(text("as written"), quoted=True)) == ">as written"


def test_names_stay_as_they_are() -> None:
    """What people copy out of a message is what they know from the console."""
    for name in ("AWS::S3::Bucket", "my_bucket_name", "arn:aws:iam::123456789012:role/x", "a-b.c/d e", "prod (eu)"):
        assert mrkdwn(line(text(name))) == name
        assert mrkdwn(line(code(name))) == f"`{name}`"


def test_facts_are_fields_with_their_names_in_bold() -> None:
    message = slack_message(Notification(headline="x", facts=(Fact(name="Rule", value=line(code("ssh"))),)))
    (section,) = message.attachments[0]["blocks"]
    assert section["fields"] == [{"type": "mrkdwn", "text": "*Rule*\n`ssh`", "verbatim": True}]
    assert message.text == "x\nRule: `ssh`"


@pytest.mark.parametrize(
    ("state", "colour"),
    [("open", "#e8590c"), ("resolved", GREEN), ("removed", GREY), ("excepted", GREY), ("baseline", GREY)],
)
def test_the_bar_has_the_colour_of_severity_while_the_trouble_is_on(state: State, colour: str) -> None:
    section = Section(lines=(line("y"),))
    message = slack_message(Notification(headline="x", severity=Severity.HIGH, state=state, sections=(section,)))
    assert message.attachments[0]["color"] == colour


def test_a_report_has_no_bar_and_its_notes_come_last() -> None:
    section = Section(lines=(line("y"),))
    report = Notification(headline="x", state="report", sections=(section,), notes=(line("z"),))
    assert [block["type"] for block in slack_message(report).blocks] == ["header", "section", "context"]
    assert slack_message(report).attachments == []


def test_a_section_shows_so_many_lines_and_counts_the_others() -> None:
    lines = tuple(line(f"line {n}") for n in range(1500))
    message = slack_message(Notification(headline="x", sections=(Section(lines=lines, shown=2, heading=line("All")),)))
    assert message.attachments[0]["blocks"][0]["text"]["text"] == "All\nline 0\nline 1\n1,498 more"
    assert message.whole


def test_a_long_list_is_split_and_what_does_not_fit_at_all_says_so() -> None:
    lines = tuple(line(f"line {n} {'x' * 80}") for n in range(90))
    message = slack_message(Notification(headline="x", sections=(Section(lines=lines[:60]),)))
    assert message.whole
    assert len(message.attachments[0]["blocks"]) > 1
    cut = Notification(headline="x", sections=(Section(lines=lines * 3),), notes=(line("the note"),))
    assert not slack_message(cut).whole
    assert "too long for Slack" in json.dumps(slack_message(cut).attachments)
    assert "the note" in json.dumps(slack_message(cut).attachments)
    assert_safe(cut)


def test_what_is_cut_within_a_line_loses_its_markup() -> None:
    links = Line(spans=(link("https://example.com", "link"),) * 200)
    assert_safe(Notification(headline="<https://example.com|link>" * 200, sections=(Section(lines=(links,)),)))
    assert not slack_message(Notification(headline="x", sections=(Section(lines=(links,)),))).whole


def test_images_are_shown_by_their_links_where_no_file_can_be_sent() -> None:
    image = Image(name="a.png", title="Score", alternative="it rises", png=b"x", url="https://bucket/a.png")
    notification = Notification(headline="x", images=(image,), state="report")
    assert [b["type"] for b in slack_message(notification, show_images=True).blocks] == ["header", "image"]
    assert [b["type"] for b in slack_message(notification).blocks] == ["header"]


def test_a_warning_comes_first_and_text_alone_has_no_blocks() -> None:
    warned = Notification(headline="x", warning=line("meant for ", code("security")))
    message = slack_message(warned)
    assert [block["type"] for block in message.blocks] == ["context", "header"]
    assert message.text == "meant for `security`\nx"
    alone = slack_message(warned.model_copy(update={"text_only": True}))
    assert (alone.text, alone.blocks, alone.attachments) == (message.text, [], [])


def test_the_summary_is_the_text_in_place_of_everything() -> None:
    notification = Notification(headline="x", sections=(Section(lines=(line("long"),)),), summary=(line("short"),))
    assert slack_message(notification).text == "x\nshort"
