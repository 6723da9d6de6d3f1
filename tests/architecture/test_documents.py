"""The documents speak of what is there: targets, files and links."""

import re
from pathlib import Path

import pytest

from local.pictures.__main__ import PARTS
from local.pictures.camera import IMAGES
from tests.support.commands import commands
from tests.support.template import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
EVERY = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
RECIPES = dict(re.findall(r"^([a-z][a-z-]*):.*\n((?:\t.*\n)*)", (ROOT / "Makefile").read_text(), re.MULTILINE))
TARGETS = set(RECIPES)
COMMANDS = commands()


def test_every_target_is_spoken_of_somewhere() -> None:
    text = "".join(path.read_text() for path in DOCUMENTS)
    assert {target for target in TARGETS - {"help", "venv"} if f"make {target}" not in text} == set()


@EVERY
def test_a_documented_target_exists(path: Path) -> None:
    """In a sentence (`make up`), or as a line of a block of commands."""
    named = re.findall(r"(?:`|^)(?:[A-Z_]+=\S+ )*make ([a-z-]+)", path.read_text(), re.MULTILINE)
    assert set(named) - TARGETS == set()


def test_every_command_is_spoken_of_and_explains_itself() -> None:
    """Each has its row in the list of commands, beside its target where it has one."""
    rows = re.findall(
        r"^\| (?:`make ([a-z-]+)` )?\| `([a-z -]+)` \|", (ROOT / "docs" / "commands.md").read_text(), re.M
    )
    assert sorted(command for _, command in rows) == sorted(COMMANDS)
    assert all(f"config_monitor_cli {command}" in RECIPES[target] for target, command in rows if target)
    assert all(command.help for command in COMMANDS.values())


@EVERY
def test_a_link_to_a_file_leads_there(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text())
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not (path.parent / target).exists()] == []


def test_every_picture_is_taken_by_the_command_and_shown_in_a_document() -> None:
    taken = [name for part in PARTS.values() for name in part.PICTURES]
    kept = {path.stem: path.stat().st_size for path in IMAGES.iterdir()}
    shown = {name for path in DOCUMENTS for name in re.findall(r"\(\S*images/([a-z-]+)\.png\)", path.read_text())}
    assert sorted(kept) == sorted(taken)
    assert shown == set(kept)
    assert sum(kept.values()) < 3_000_000, "a clone brings all of them"


DECISIONS = ROOT / "docs" / "decisions"
EACH_DECISION = pytest.mark.parametrize("path", sorted(DECISIONS.glob("[0-9]*.md")), ids=lambda path: path.stem)


@EACH_DECISION
def test_a_decision_has_its_form(path: Path) -> None:
    number = path.name[:4]
    assert re.fullmatch(
        rf"# {int(number)}\. .+\n\n- Status: (accepted|superseded by \d+)\n- Date: \d{{4}}-\d\d-\d\d\n\n"
        r"## Context\n.+\n\n## Decision\n.+\n\n## Consequences\n.+\n",
        path.read_text(),
        re.DOTALL,
    )


def test_the_index_has_each_decision_once() -> None:
    links = re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", (DECISIONS / "README.md").read_text())
    assert links == sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
    assert len({name[:4] for name in links}) == len(links)
