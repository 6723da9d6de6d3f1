"""Messages from the Jinja2 templates: each value is made inert where it is written, so a template has the only markup.

A template named as one of ours in `custom_templates/`, beside the package, is used in its place; it can extend ours as
`built-in/<name>.j2` and replace one block. One that fails is passed over, loudly: no message is lost to a template.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from config_monitor.domain.notifications import Alert, Message, Mrkdwn, build, code, escape_mrkdwn, link
from config_monitor.observability import logger

TEMPLATES = Path(__file__).parents[1] / "templates"
CUSTOM = Path(__file__).parents[2] / "custom_templates"
_SECTION = re.compile(r"<([a-z]+[0-9]*)>")


class JinjaMessages:
    """The writer of all messages."""

    def __init__(self, custom: Path = CUSTOM) -> None:
        built_in = FileSystemLoader(TEMPLATES)
        ours = PrefixLoader({"built-in": built_in})
        self._built_in = _environment(ChoiceLoader([built_in, ours]))
        self._custom = _environment(ChoiceLoader([FileSystemLoader(custom), built_in, ours]))

    def write(self, template: str, colour: str, facts: Mapping[str, Any]) -> Message:
        """The message that a template makes of facts; `colour` is that of its bar."""
        try:
            return _written(self._custom, template, colour, facts)
        except Exception as error:  # whatever a customer's template raises, the built-in one still tells
            logger.error("a custom template failed", extra={"template": template, "error": type(error).__name__})
            return _written(self._built_in, template, colour, facts)


def _written(environment: Environment, template: str, colour: str, facts: Mapping[str, Any]) -> Message:
    return build(_sections(environment.get_template(f"{template}.j2").render(facts)), colour)


def _sections(text: str) -> dict[str, list[str]]:
    """Lines by section. No value can begin one: values have no line breaks, and their `<` is `&lt;`."""
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if found := _SECTION.fullmatch(line.strip()):
            lines = sections.setdefault(found[1], [])
        elif line.strip():
            lines.append(line.strip())
    return sections


def _environment(loader: BaseLoader) -> Environment:
    made = Environment(
        loader=loader,
        finalize=_finalize,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "code": _code,
        "link": link,
        "number": _number,
        "cut": lambda value, limit: escape_mrkdwn(str(value), limit),
    }
    made.globals |= {"account": _account}
    return made


def _finalize(value: Any) -> Any:
    """What an expression gives, made inert unless it is so already (as `super()` is); a space at an end stays."""
    if value is None or isinstance(value, (Mrkdwn, Markup)):
        return value or ""
    text = str(value)
    before, after = " " * text.startswith(" "), " " * (text.strip() != "" and text.endswith(" "))
    return Mrkdwn(f"{before}{escape_mrkdwn(text)}{after}")


def _code(value: Any) -> Mrkdwn:
    return code(str(value or ""))


def _account(alert: Alert) -> Mrkdwn:
    """An account by name, where the policy has one, and id."""
    shown = code(alert.account)
    return Mrkdwn(f"{escape_mrkdwn(alert.account_name, 80)} ({shown})") if alert.account_name else shown


def _number(value: int) -> str:
    """A count as people read it: 12,345."""
    return f"{value:,}"
