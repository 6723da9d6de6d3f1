"""One vocabulary: every word of the glossary is used, and no word that it replaced."""

import re
import tokenize
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from tests.support.template import ROOT

GLOSSARY = ROOT / "docs" / "glossary.md"
DEFINED = re.findall(r"^\| \*\*([^*]+)\*\*", GLOSSARY.read_text(), re.MULTILINE)
# A word that is not used any more, in each of its forms, and the one that is.
BANNED = {
    "believable": "clamp_to_event_time",
    "canvas": "chart theme",
    "desk": "dependencies",
    "guidance": "remediation",
    "heard": "received, reported",
    "inert": "escaped",
    "judge": "decide",
    "judged": "decided, evaluated",
    "judgement": "routing, decision",
    "lane": "worker, rate limit key",
    "lanes": "workers, rate limit keys",
    "maths": "math",
    "pace": "rate limiter",
    "said": "reported",
    "said_by": "attributes_from",
    "roundup": "alert summary",
    "rested": "retry_at",
    "settle": "mark_sent",
    "settled": "sent, complete, ordered",
    "settles": "mark_sent",
    "shelf": "store",
    "standing": "daily totals, list state, exception status",
    "standings": "current violations",
    "sweep": "reapply the policy",
    "sweeps": "reapplies the policy",
    "swept": "reapplied",
    "tallied": "counted",
    "tallies": "counters",
    "tally": "counters",
    "tell": "notify",
    "telling": "notifying",
    "tells": "notifies",
    "told": "notified",
    "untold": "not notified",
}
# As a word, or as a part of a name: `sent_shelf`, `SentShelf`.
FORBIDDEN = re.compile(rf"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))(?i:{'|'.join(BANNED)})(?![a-z])")
# What the policy's format, the table's rows and the samples' names keep to the letter.
KEPT = re.compile(
    r"last_heard|deletion-heard-|tell: |\"tell\"|`tell`|\"Tell\"|mute\.tell|function:judge|function judge"
)
# Names of values that do not say what they hold.
VAGUE_NAMES = {"found", "given", "heard", "place", "places"}
FOLDERS = {
    **dict.fromkeys(
        ("functions", "local", "scripts", "config_monitor_cli", "simulation", "benchmarks", "tests"), ("*.py", "*.j2")
    ),
    "docs": ("*.md",),
    "statemachines": ("*.json", "*.yaml"),
    "agent": ("*.json", "*.yaml"),
}


def files() -> Iterator[Path]:
    """Code, documents, templates, definitions and messages; not this file, which has to name the words."""
    yield from (ROOT / name for name in ("README.md", "Makefile", "template.yaml"))
    for folder, patterns in FOLDERS.items():
        yield from (path for pattern in patterns for path in sorted((ROOT / folder).rglob(pattern)))


def test_no_banned_word_is_used() -> None:
    uses = [
        f"{path.relative_to(ROOT)}:{number}: {word}, say: {BANNED[word.lower()]}"
        for path in files()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        for word in FORBIDDEN.findall(KEPT.sub("", line))
    ]
    assert uses == [], "\n".join(uses)


def test_names_say_what_they_hold() -> None:
    uses = [
        f"{path.relative_to(ROOT)}:{token.start[0]}: {token.string}"
        for path in files()
        if path.suffix == ".py"
        for token in tokenize.generate_tokens(StringIO(path.read_text()).readline)
        if token.type == tokenize.NAME and token.string.strip("_") in VAGUE_NAMES
        if "hypothesis" not in path.read_text()  # whose decorator is named `given`
    ]
    assert uses == [], "\n".join(uses)


def test_no_file_is_named_with_a_banned_word() -> None:
    assert [str(path.relative_to(ROOT)) for path in files() if FORBIDDEN.search(path.stem)] == []


def test_every_word_of_the_glossary_is_used() -> None:
    text = " ".join(path.read_text() for path in files() if path not in (GLOSSARY, Path(__file__)))
    words = re.sub(r"[\s_-]+", " ", text).lower()
    assert [word for word in DEFINED if re.sub(r"[\s_-]+", " ", word) not in words] == []


def test_every_word_of_the_glossary_is_defined_once_and_not_banned() -> None:
    assert len(DEFINED) == len(set(DEFINED)) > 50
    assert not set(DEFINED) & set(BANNED)
