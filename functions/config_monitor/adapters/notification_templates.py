"""Notifications from Jinja2 templates: every value is escaped where it is written, so a template has the only markup.

A template writes lines of text in which `<strong>`, `<code>` and `<a href="https://...">` style words. A line that is
`<name>` begins a section. A file named as one of ours in `custom_templates/`, beside the package, is used in its place;
it can extend ours as `built-in/<name>.j2` and replace one block. One that fails, or writes nothing, is passed over and
logged: no notification is lost to a template.
"""

import re
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from config_monitor.domain.notifications import (
    Alert,
    Fact,
    Line,
    MessageContext,
    Notification,
    Section,
    Span,
    code,
    link,
    one_text,
    strong,
)
from config_monitor.observability import logger

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parents[1] / "templates"
CUSTOM = Path(__file__).parents[2] / "custom_templates"
_SECTION = re.compile(r"<(?!code>|strong>|a>)([a-z]+[0-9]*)>")
_STYLED = re.compile(r'<(strong|code)>(.*?)</\1>|<a href="([^"]*)">(.*?)</a>')
_TAG = re.compile(r"<[^>]*>")


class TemplateWriter:
    """The writer of notifications about alerts; those about what the page for people shows link to it."""

    def __init__(self, custom: Path = CUSTOM, page: str | None = None) -> None:
        self._customers, self._page = custom, page

    def write(self, context: MessageContext) -> Notification:
        """The notification that the template of the context makes of its values."""
        if self._page and context.view:
            links = [*context.values["links"], link(self._page + context.view.address, context.view.label)]
            context = context._replace(values={**context.values, "links": links})
        try:
            return _written(self._custom, context)
        except Exception as error:  # whatever a customer's template raises, the built-in one is used
            failed = {"template": context.template, "error": type(error).__name__}
            logger.error("a custom template failed", extra=failed)
            return _written(self._built_in, context)

    @cached_property
    def _built_in(self) -> "Environment":
        return _environment(TEMPLATES)

    @cached_property
    def _custom(self) -> "Environment":
        return _environment(self._customers, TEMPLATES)


def _written(environment: "Environment", context: MessageContext) -> Notification:
    """Render and read a template; raises ValueError when it writes no headline or nothing but a headline."""
    sections = _sections(environment.get_template(f"{context.template}.j2").render(context.values))
    named = {name: tuple(map(_line, sections.pop(name, []))) for name in ("headline", "links", "notes", "text")}
    facts = tuple(map(_fact, sections.pop("facts", [])))
    paragraphs = tuple(Section(lines=tuple(map(_line, lines))) for lines in sections.values() if lines)
    headline = " ".join(line.text for line in named["headline"])
    if not headline or not (facts or paragraphs):
        raise ValueError("the template writes no headline, or nothing else")
    return Notification(
        headline=headline,
        severity=context.severity,
        state=context.state,
        facts=facts,
        sections=paragraphs,
        links=named["links"],
        notes=named["notes"],
        summary=named["text"],
        attributes=context.attributes,
        buttons=context.buttons,
        mention_channel=context.mention_channel,
    )


def _sections(text: str) -> dict[str, list[str]]:
    """Lines by section. No value can begin one: values have no line breaks, and their `<` is `&lt;`."""
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if begins := _SECTION.fullmatch(line.strip()):
            lines = sections.setdefault(begins[1], [])
        elif line.strip():
            lines.append(line.strip())
    return sections


def _line(written: str) -> Line:
    """A line of a template, read; `>` at its beginning quotes what others wrote."""
    quoted = written.startswith(">")
    rest, spans, end = written.removeprefix(">"), [], 0
    for match in _STYLED.finditer(rest):
        spans += [Span(text=unescape(rest[end : match.start()])), _span(match)]
        end = match.end()
    spans.append(Span(text=unescape(rest[end:])))
    return Line(spans=tuple(span for span in spans if span.text), quoted=quoted)


def _span(match: re.Match[str]) -> Span:
    style, words, url, label = match.groups()
    if url is not None:
        shown = unescape(_TAG.sub("", label))
        linked = link(unescape(url), shown)
        return linked if linked.text else Span(text=shown)
    return Span(text=unescape(_TAG.sub("", words)), style=style)


def _fact(written: str) -> Fact:
    name, _, value = written.partition(":")
    return Fact(name=_line(name.strip()).text, value=_line(value.strip()))


def _environment(*folders: Path) -> "Environment":
    """What renders the templates of the first folder that has them; Jinja2 is imported when there is something to send.

    Most calls of NotifySlack are by the clock and find nothing.
    """
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

    ours = PrefixLoader({"built-in": FileSystemLoader(TEMPLATES)})
    environment = Environment(
        loader=ChoiceLoader([*map(FileSystemLoader, folders), ours]),
        finalize=_finalize,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "code": lambda value: _markup(code(str(value or ""))),
        "strong": lambda value: _markup(strong(str(value))),
        "link": lambda url, label: _markup(link(url, label)),
        "number": "{:,}".format,
        "cut": lambda value, limit: escape(one_text(str(value), limit)),
    }
    environment.globals |= {"account": _account}
    return environment


def _finalize(value: Any) -> Any:
    """What an expression writes: one visible line, escaped by Jinja2 unless it is markup; a space at an end stays."""
    if value is None:
        return ""
    if isinstance(value, Span):
        return _markup(value)
    if isinstance(value, Markup):
        return value
    text = str(value)
    before, after = " " * text.startswith(" "), " " * (text.strip() != "" and text.endswith(" "))
    return f"{before}{one_text(text, 600)}{after}"


def _markup(span: Span) -> Markup:
    if not span.text:
        return Markup("")
    match span.style:
        case "link":
            return Markup('<a href="{}">{}</a>').format(span.url, span.text)
        case "text":
            return escape(span.text)
        case style:
            return Markup("<{0}>{1}</{0}>").format(style, span.text)


def _account(alert: Alert) -> Markup:
    """An account by name, where the policy has one, and id."""
    shown = _markup(code(alert.account))
    return Markup("{} ({})").format(one_text(alert.account_name, 80), shown) if alert.account_name else shown
