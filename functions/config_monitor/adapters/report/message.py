"""A report as a Slack message: understood in ten seconds, within Slack's limits, whatever the names in it hold."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from config_monitor.adapters.report.formatting import counted, percent, so_far, title
from config_monitor.adapters.report.slack_sections import SHOWN, account_lines, headline, rule_lines, sections, warning
from config_monitor.adapters.slack.blocks import BUDGET, SECTION, Block, SlackMessage
from config_monitor.adapters.slack.mrkdwn import escape_mrkdwn
from config_monitor.domain.events import duration_words, one_line
from config_monitor.domain.reports import Chart, Report

# Slack takes 150 characters in a header and in an image's title, 2,000 in an image's alternative text.
TITLE = 150


def report_message(report: Report, link: str | None, images: Iterable[Chart], lifetime: timedelta) -> SlackMessage:
    """The message of a report; `images` are charts to show by their links, where Slack cannot be given files."""
    texts = [headline(report), warning(report), *(_listed(*section) for section in sections(report))]
    shown, truncate = _fitted(_section(text) for text in texts if text)
    footer = [
        f"<{link.replace('&', '&amp;')}|Open the full report>" if link else "",
        f"the link works for {duration_words(lifetime)} at most" if link else "",
        so_far(report.period),
        f"days in {escape_mrkdwn(report.period.zone)}",
        "cut for length" if truncate else "",
        _unknown(report),
    ]
    context = {"type": "context", "elements": [_mrkdwn(" · ".join(filter(None, footer)))]}
    head = {"type": "header", "text": _plain_text(title(report))}
    return SlackMessage(text=_summary(report), blocks=[head, *shown, *_pictures(images), context])


def details(report: Report) -> SlackMessage | None:
    """Every account and rule that the message had no room for; None when it had room for all."""
    if len(report.accounts) <= SHOWN and len(report.figures.rules) <= SHOWN:
        return None
    parts = [*_split("*All accounts*", account_lines(report)), *_split("*All rules*", rule_lines(report.figures))]
    blocks, truncate = _fitted(_section(part) for part in parts)
    more = [{"type": "context", "elements": [_mrkdwn("The full report has the rest.")]}] if truncate else []
    return SlackMessage(text="All accounts and rules", blocks=[*blocks, *more])


def _summary(report: Report) -> str:
    """The message in one line, for notifications and for clients that show no blocks."""
    figures = report.figures
    missing = f"; {counted(len(report.missing), 'account')} missing" if report.missing else ""
    return escape_mrkdwn(
        f"{title(report)}: {percent(report.score)} of {counted(figures.counted, 'pair')} comply, "
        f"{figures.new:,} new, {figures.resolved:,} resolved, {figures.non_compliant:,} open{missing}"
    )


def _pictures(images: Iterable[Chart]) -> Iterator[Block]:
    for chart in images:
        if chart.link:
            words = {"alt_text": chart.alternative, "title": _plain_text(chart.title)}
            yield {"type": "image", "image_url": chart.link, **words}


def _listed(head: str, lines: list[str], shown: int) -> str:
    """A heading and its first lines, each whole, and how many more there are; empty without lines."""
    kept, length = [head], len(head)
    for line in lines[:shown]:
        if length + len(line) > SECTION - 40:
            break
        kept.append(line)
        length += len(line) + 1
    more = len(lines) - len(kept) + 1
    return "\n".join([*filter(None, kept), *([f"and {more:,} more"] if more else [])]) if lines else ""


def _split(head: str, lines: list[str]) -> Iterator[str]:
    """Lines under a heading, in as many sections as they take."""
    part, length = [head], len(head)
    for line in lines:
        if length + len(line) > SECTION:
            yield "\n".join(part)
            part, length = [], 0
        part.append(line)
        length += len(line) + 1
    yield "\n".join(part)


def _fitted(blocks: Iterable[Block]) -> tuple[list[Block], bool]:
    """The first blocks that fit a message, and whether any had to go."""
    kept: list[Block] = []
    length = 0
    for block in blocks:
        length += len(block["text"]["text"])
        if length > BUDGET:
            return kept, True
        kept.append(block)
    return kept, False


def _unknown(report: Report) -> str:
    unknown = report.figures.unknown
    return f"{counted(unknown, 'pair')} changed too often to be counted whole" if unknown else ""


def _section(text: str) -> Block:
    return {"type": "section", "text": _mrkdwn(text)}


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def _plain_text(text: str) -> Block:
    return {"type": "plain_text", "text": one_line(text, TITLE), "emoji": False}
