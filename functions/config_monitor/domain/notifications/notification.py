"""A notification: the text of a message about alerts or a report, before a notifier formats it.

Text is stored as spans, so that a notifier knows what to escape and what to format. Any span may have text from events:
`one_text` makes it one line without invisible characters, and every notifier escapes it for its own markup.
"""

import re
from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from config_monitor.domain.events import Severity, visible_line
from config_monitor.domain.model import DomainModel

_NOT_IN_URLS = re.compile(r"[\s<>|\"\\^`{}\x00-\x20\x7f]")
LONGEST_URL = 1700

Style = Literal["text", "strong", "code", "link"]
State = Literal["open", "resolved", "removed", "excepted", "baseline", "report"]


class Span(DomainModel):
    """A piece of text in one style; `url` is an https address, and only links have one."""

    text: str
    style: Style = "text"
    url: str | None = None


class Line(DomainModel):
    """Text that belongs together; `quoted` marks what others wrote, such as the annotation of an evaluation."""

    spans: tuple[Span, ...] = ()
    quoted: bool = False

    @property
    def text(self) -> str:
        """The words alone, without styles and addresses."""
        return "".join(span.text for span in self.spans)


class Fact(DomainModel):
    """A label with its value, such as the account of a violation."""

    name: str
    value: Line


class Section(DomainModel):
    """A paragraph or a list. `shown` limits how many lines a message shows; the others are counted as `N more`."""

    lines: tuple[Line, ...]
    heading: Line | None = None
    shown: int | None = None


class Image(DomainModel):
    """A picture with its title, the text for those who do not see it, and a link to it if there is one."""

    name: str = Field(description="file name with its ending")
    title: str
    alternative: str
    png: bytes
    url: str | None = None


class Button(DomainModel):
    """Something to press below a message; `value` comes back with the press, as does the chosen one of `options`."""

    action: str = Field(description="what pressing it does, such as acknowledge")
    label: str
    value: str = ""
    style: Literal["default", "primary", "danger"] = "default"
    options: tuple[tuple[str, str], ...] = Field(default=(), description="value and label of each")


class Attributes(DomainModel):
    """What subscribers filter by: the values that occur in the alerts of a notification, each sorted."""

    kinds: tuple[str, ...] = Field(default=(), description="kinds of the alerts, such as opened or fixed")
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


class Notification(DomainModel):
    """One message for people, whichever notifier sends it.

    `state` says whether its subject is open (`open`), has ended (`resolved`), or ended without being fixed (`removed`,
    `excepted`); a `baseline` and a `report` are no alarms.
    """

    headline: str = Field(description="one line without styles")
    severity: Severity = Severity.UNRATED
    state: State = "open"
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    links: tuple[Line, ...] = ()
    notes: tuple[Line, ...] = ()
    summary: tuple[Line, ...] = Field(
        default=(), description="short text for where only text is shown; empty: all of it"
    )
    warning: Line | None = Field(default=None, description="shown before everything else")
    images: tuple[Image, ...] = ()
    details: tuple["Notification", ...] = Field(default=(), description="the rest of it, posted in its thread")
    text_only: bool = Field(default=False, description="sent without layout, after a refusal of the form")
    buttons: tuple[Button, ...] = Field(default=(), description="left out where nothing can be pressed")
    references: tuple[str, ...] = Field(default=(), description="what finds the posted message again, whatever it says")
    mention_channel: bool = Field(default=False, description="everybody in the channel is to notice it")
    attributes: Attributes = Field(default_factory=Attributes)


def line(*parts: str | Span, quoted: bool = False) -> Line:
    """A line of texts and spans; texts are taken as they are, empty spans are left out."""
    spans = (Span(text=part) if isinstance(part, str) else part for part in parts)
    return Line(spans=tuple(span for span in spans if span.text), quoted=quoted)


def joined(lines: Iterable[Line], separator: str) -> Line:
    """Several lines as one, with a text between them; empty ones are left out."""
    spans: list[Span] = []
    for part in lines:
        if part.spans:
            spans += ([Span(text=separator)] if spans else []) + list(part.spans)
    return Line(spans=tuple(spans))


def text(value: str, limit: int = 600) -> Span:
    """Foreign text as one visible line of at most `limit` characters."""
    return Span(text=one_text(value, limit))


def strong(value: str) -> Span:
    """Text of at most 600 characters that stands out."""
    return Span(text=one_text(value, 600), style="strong")


def code(value: str, limit: int = 200) -> Span:
    """A name that people copy; empty text stays empty."""
    return Span(text=one_text(value, limit), style="code")


def link(url: str | None, label: str) -> Span:
    """A link; an empty span when `url` is no https address of at most 1,700 characters that is safe in any markup."""
    if not url or not url.startswith("https://") or len(url) > LONGEST_URL or _NOT_IN_URLS.search(url):
        return Span(text="")
    return Span(text=one_text(label, 80), style="link", url=url)


def one_text(value: str, limit: int) -> str:
    """Text as one line without invisible characters, cut to `limit`."""
    return truncate(visible_line(value), limit)


def truncate(value: str, limit: int) -> str:
    """Text of at most `limit` characters (at least 40), cut at a word, with the number of characters it had."""
    if len(value) <= limit:
        return value
    note = f"… ({len(value):,} characters, cut)"
    kept = value[: limit - len(note)]
    at_word = kept.rfind(" ")
    return (kept[:at_word] if at_word > len(kept) // 2 else kept).rstrip() + note
