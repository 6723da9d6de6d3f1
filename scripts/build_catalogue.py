"""Build the catalogue that the functions read from the one that people edit, and check both.

`python -m scripts.build_catalogue` writes; `--check` only says whether what is written is right and up to date.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from config_monitor.domain.policy import SeverityWord
from config_monitor.domain.rules import ManagedRule
from scripts.notified_rules import DOCUMENT, notified_rules

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "catalogue"
BUILT = ROOT / "functions" / "config_monitor" / "domain" / "managed_rules.json"
RULE_OF_THUMB = "rule-of-thumb"
CONFIG_PAGES = "https://docs.aws.amazon.com/config/latest/developerguide"
HUB_PAGES = "https://docs.aws.amazon.com/securityhub/latest/userguide"

Words = Annotated[str, Field(min_length=15, max_length=420, pattern=r"^[A-Z].*\.$")]
Title = Annotated[str, Field(min_length=8, max_length=80, pattern=r"^[A-Z].*[^.]$")]


class Section(BaseModel):
    """What all parts of the source have in common: a misspelt key is an error."""

    model_config = ConfigDict(extra="forbid")


class Concern(Section):
    """What a rule is about, and how bad its violation is where no authority says so."""

    category: Literal["security", "compliance", "availability", "operations", "cost"]
    severity: SeverityWord


class Family(Section):
    """Sentences with places for what differs from rule to rule."""

    concern: str
    title: str
    description: str
    remediation: str


class Entry(Section):
    """One rule: facts, then either sentences of its own or a family and what to fill in."""

    identifier: str | None = Field(default=None, pattern=r"^[A-Z0-9_]+$")
    control: str | None = Field(default=None, description="the control of a rule that only Security Hub has")
    page: str | None = Field(default=None, description="the guide's page, where it is not named after the rule")
    resource_types: list[str] = []
    account_wide: bool = Field(
        default=False, alias="global", description="a check of the whole account, which every region repeats"
    )
    concern: str | None = None
    severity: SeverityWord | None = None
    severity_source: (
        Literal["security-hub-2026", "security-hub-2026-by-title", "security-hub-2023", "security-hub-secondhand"]
        | None
    ) = None
    title: Title | None = None
    description: Words | None = None
    remediation: Words | None = None
    family: str | None = None
    thing: str | None = None
    command: str | None = None
    service: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.identifier is None) == (self.control is None):
            raise ValueError("must have either identifier or control")
        if (self.severity is None) != (self.severity_source is None):
            raise ValueError("must have both of severity and severity_source, or neither")
        own, shared = (self.concern, self.title, self.description, self.remediation), (self.family, self.thing)
        if not (all(own) and not any(shared)) and not (all(shared) and not any(own)):
            raise ValueError("must have concern, title, description and remediation, or family and thing")
        return self


class Source(Section):
    """The whole of what people edit."""

    concerns: dict[str, Concern]
    families: dict[str, Family]
    rules: dict[Annotated[str, Field(pattern=r"^[a-z0-9-]+$")], Entry]


class UniqueKeys(yaml.SafeLoader):
    """YAML in which a repeated key is an error; PyYAML alone would keep the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build a mapping. Raises a ConstructorError at the second of two equal keys."""
        seen = Counter(key.value for key, _ in node.value)
        for key, _ in node.value:
            if seen[key.value] > 1:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value} is there twice", key.start_mark)
        return super().construct_mapping(node, deep)


def read_source(folder: Path = SOURCE) -> Source:
    """The source. Raises ValidationError or a YAML error for what cannot be an entry."""
    names = ("concerns", "families", "rules")
    parts = {name: yaml.load((folder / f"{name}.yaml").read_text(), UniqueKeys) for name in names}  # noqa: S506 -- safe
    return Source.model_validate(parts)


def build(source: Source) -> list[ManagedRule]:
    """Every entry with its sentences, severity and page filled in, in order of names."""
    return [_built(name, entry, source) for name, entry in sorted(source.rules.items())]


def _built(name: str, entry: Entry, source: Source) -> ManagedRule:
    sentences = _sentences(entry, source)
    concern = source.concerns[sentences.concern]
    return ManagedRule(
        name=name,
        identifier=entry.identifier,
        title=TypeAdapter(Title).validate_python(sentences.title),
        severity=entry.severity or concern.severity,
        severity_source=entry.severity_source or RULE_OF_THUMB,
        category=concern.category,
        resource_types=entry.resource_types,
        account_wide=entry.account_wide,
        description=TypeAdapter(Words).validate_python(sentences.description),
        remediation=TypeAdapter(Words).validate_python(sentences.remediation),
        documentation=_page(name, entry),
    )


def _sentences(entry: Entry, source: Source) -> Family:
    """The entry's own sentences, or its family's with what differs filled in. Raises KeyError for what is not there."""
    if not entry.family:
        own = {
            "concern": entry.concern,
            "title": entry.title,
            "description": entry.description,
            "remediation": entry.remediation,
        }
        return Family.model_validate(own)
    thing = entry.thing or ""
    values = {"thing": thing, "Thing": thing[0].upper() + thing[1:], "command": entry.command, "service": entry.service}
    filled = {name: text for name, text in values.items() if text}
    family = source.families[entry.family]
    return Family.model_validate({name: text.format_map(filled) for name, text in family.model_dump().items()})


def _page(name: str, entry: Entry) -> str:
    if entry.control:
        return (
            f"{HUB_PAGES}/{entry.control.split('.')[0].lower()}-controls.html#{entry.control.lower().replace('.', '-')}"
        )
    return f"{CONFIG_PAGES}/{entry.page or name}.html"


def find_faults(rules: Iterable[ManagedRule], names: Iterable[str]) -> Iterator[str]:
    """What is wrong with the catalogue as a whole: names out of order, and a text, identifier or page of two rules."""
    in_file = list(names)
    yield from (
        f"{name}: not in order of names" for name, right in zip(in_file, sorted(in_file), strict=True) if name != right
    )
    built = list(rules)
    for part in ("identifier", "description", "remediation", "documentation"):
        seen = Counter(getattr(rule, part) for rule in built)
        yield from (
            f"{r.name}: {part} is another rule's too" for r in built if seen[getattr(r, part)] > 1 and getattr(r, part)
        )
    titles = Counter((rule.title, tuple(rule.resource_types)) for rule in built)
    yield from (f"{r.name}: title is another rule's too" for r in built if titles[r.title, tuple(r.resource_types)] > 1)


def rendered(rules: Iterable[ManagedRule]) -> str:
    """The file that the functions read: an object by name, one line a rule so that changes can be read."""
    lines = (
        f"{json.dumps(rule.name)}:{json.dumps(rule.model_dump(mode='json', exclude={'name'}), separators=(',', ':'))}"
        for rule in rules
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit code is 1 when something is wrong or out of date."""
    parser = argparse.ArgumentParser(description="Build and check the catalogue of managed rules.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail when what is written is out of date")
    options = parser.parse_args(arguments)
    try:
        source = read_source()
        rules = build(source)
    except (ValidationError, yaml.YAMLError, KeyError) as error:
        print(f"catalogue: {error}")
        return 1
    faults = list(find_faults(rules, source.rules))
    built = {BUILT: rendered(rules), DOCUMENT: notified_rules(rules)}
    if options.check:
        stale = [path.name for path, text in built.items() if not path.exists() or path.read_text() != text]
        faults += [f"{name} is not what the source says: run make catalogue" for name in stale]
    for fault in faults:
        print(f"catalogue: {fault}")
    if not faults and not options.check:
        for path, text in built.items():
            path.write_text(text)
    print(
        f"{len(rules)} rules: {', '.join(f'{n} {word}' for word, n in Counter(r.severity.word for r in rules).items())}"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
