"""Each release can be deployed over the one before: CloudFormation changes one index of a table in a deployment."""

import subprocess
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

from scripts.note_table import index_changes, is_released, noted, refusal, releases
from scripts.template import table_properties

PRESENT = noted(table_properties())


def test_the_present_table_can_follow_the_last_release() -> None:
    """If not: leave the second index to the next release, or name a changed one anew. `make note-table` before one."""
    tables = [*releases().values(), PRESENT]
    assert len(tables) > 1
    assert [refused for before, after in pairwise(tables) if (refused := refusal(before, after))] == []


def changed(**indexes: Any) -> dict[str, Any]:
    """The present table with some indexes added, changed, or left out where None."""
    table = deepcopy(PRESENT)
    table["indexes"] |= indexes
    table["indexes"] = {name: index for name, index in table["indexes"].items() if index}
    return table


def test_one_index_may_come_or_go() -> None:
    new = {"keys": ["title S HASH"], "projection": "ALL"}
    assert index_changes(PRESENT, changed(by_title=new)) == ["create by_title"]
    assert index_changes(PRESENT, changed(by_source=None)) == ["delete by_source"]
    assert refusal(PRESENT, changed(by_title=new)) is refusal(PRESENT, changed(by_source=None)) is None


def test_two_changes_or_one_index_made_anew_or_other_keys_are_refused_by_name() -> None:
    new = {"keys": ["title S HASH"], "projection": "ALL"}
    assert refusal(PRESENT, changed(by_title=new, by_kind=new)) == (
        "one index may change in a release, not create by_kind, create by_title"
    )
    leaner = {**PRESENT["indexes"]["by_source"], "projection": "KEYS_ONLY"}
    assert refusal(PRESENT, changed(by_source=leaner)) == (
        "one index may change in a release, not delete by_source, create by_source"
    )
    assert str(refusal(PRESENT, {**PRESENT, "keys": ["id S HASH"]})).startswith("keys change")


def test_a_type_and_a_projection_are_part_of_an_index() -> None:
    properties = deepcopy(table_properties())
    properties["AttributeDefinitions"] = [
        {**a, "AttributeType": "N"} if a["AttributeName"] == "opened_at" else a
        for a in properties["AttributeDefinitions"]
    ]
    assert len(index_changes(PRESENT, noted(properties))) == 6


def test_what_was_released_is_not_noted_anew(tmp_path: Path) -> None:
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "one"], ["tag", "v1.2.0"]):
        author = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *author, *command], cwd=tmp_path, check=True, capture_output=True)
    assert (is_released("1.2.0", tmp_path), is_released("1.3.0", tmp_path)) == (True, False)
