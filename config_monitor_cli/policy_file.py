"""Reads policy.yaml into a policy, and reports each mistake with its line."""

from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from pydantic import ValidationError

from config_monitor.adapters.sources import PARSERS
from config_monitor.domain.policy import Policy, wrong_references
from config_monitor.errors import InvalidPolicy

Path = tuple[str | int, ...]
SOURCES = tuple(sorted({source for source, _ in PARSERS}))
DEEPEST = 10  # a policy needs five levels; an alias to its own parent has no end
MOST_VALUES = 100_000  # an item of 400 KB has fewer; aliases of aliases multiply

# What people read in place of Pydantic's words, which speak of inputs and models.
_REASONS = {
    "extra_forbidden": "there is no such key here",
    "missing": "is missing",
    "list_type": "a list is wanted",
    "dict_type": "keys and values are wanted",
    "model_type": "keys and values are wanted",
    "date_from_datetime_parsing": "a date like 2027-01-31 is wanted",
    "date_parsing": "a date like 2027-01-31 is wanted",
}
_EMPTY = "is empty; mind that # begins a comment, so a channel's # needs quotes"


def read_policy(text: str, name: str = "policy.yaml", more_sources: Iterable[str] = ()) -> Policy:
    """The policy in the text of a file; `more_sources` are the stack's AdditionalSources.

    Raises InvalidPolicy, one line a mistake: `policy.yaml:12: accounts.1: reason`.
    """
    try:
        if line := _too_deep(text):
            raise InvalidPolicy(f"{name}:{line}: the policy: is nested too deeply")
        root = yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise InvalidPolicy(_unreadable(error, name)) from error
    lines: dict[Path, int] = {(): 1}
    mistakes: list[tuple[int, str]] = []
    document = _values(root, (), lines, mistakes) if root else {}
    sections = (
        {k: v for k, v in document.items() if v is not None or k == "default_channel"}
        if isinstance(document, dict)
        else document
    )
    try:
        policy = Policy.model_validate({} if sections is None else sections)
        wrong = wrong_references(policy, (*SOURCES, *more_sources))
        mistakes += [(_line(path, lines), f"{_dotted(path)}: {reason}") for path, reason in wrong]
    except ValidationError as error:
        mistakes += _invalid(error, lines)
    if mistakes:
        raise InvalidPolicy("\n".join(f"{name}:{line}: {reason}" for line, reason in sorted(set(mistakes))))
    return policy


def _too_deep(text: str) -> int | None:
    """The first line that is nested too deeply, read before the nodes, which would be built by recursion."""
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST and event.start_mark:
            return event.start_mark.line + 1
    return None


def _values(node: yaml.Node, path: Path, lines: dict[Path, int], mistakes: list[tuple[int, str]]) -> Any:
    """Text, lists and mappings of a node, with the line of each path noted down.

    All scalars stay text, since 012345678901 is an account here and no octal number.
    """
    lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > DEEPEST:
        mistakes.append((lines[path[:1]], f"{path[0]}: is nested too deeply"))
        return None
    if len(lines) > MOST_VALUES:
        mistakes.append((lines[path[:1]], f"{path[0]}: is more than a policy can hold"))
        return None
    if isinstance(node, yaml.SequenceNode):
        return [_values(item, (*path, i), lines, mistakes) for i, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return None if node.tag.endswith(":null") else node.value
    values: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            mistakes.append((key.start_mark.line + 1, f"{_dotted(path)}: a key is text, not a list or keys and values"))
            continue
        inner = (*path, str(key.value))
        if key.value in values:
            mistakes.append((key.start_mark.line + 1, f"{_dotted(inner)}: is there twice"))
        lines[inner] = key.start_mark.line + 1
        values[str(key.value)] = _values(value, inner, lines, mistakes)
    return values


def _invalid(error: ValidationError, lines: dict[Path, int]) -> Iterator[tuple[int, str]]:
    for mistake in error.errors():
        path = tuple(part for part in mistake["loc"] if part != "[key]")
        reason = _REASONS.get(mistake["type"], mistake["msg"].removeprefix("Value error, "))
        if mistake["type"] != "missing" and mistake.get("input") is None:
            reason = _EMPTY
        elif mistake["type"] == "string_pattern_mismatch":
            reason = f"{mistake['input']} is no {'account: 12 digits' if '[key]' in mistake['loc'] else 'channel'}"
        yield _line(path, lines), f"{_dotted(path)}: {reason}"


def _line(path: Path, lines: dict[Path, int]) -> int:
    """The line of a path, or of the nearest part of it that is in the file."""
    return next(lines[path[:length]] for length in range(len(path), -1, -1) if path[:length] in lines)


def _dotted(path: Path) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path) or "the policy"


def _unreadable(error: yaml.YAMLError, name: str) -> str:
    """What YAML itself objects to; a pattern that begins with a star is an alias to it."""
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or error).splitlines()[0]
    hint = (
        "; a pattern that begins with * needs quotes" if "alias" in f"{problem}{getattr(error, 'context', '')}" else ""
    )
    return f"{name}:{mark.line + 1 if mark else 1}: {problem}{hint}"
