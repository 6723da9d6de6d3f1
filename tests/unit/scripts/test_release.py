"""A release is made of a clean commit that names its version everywhere, and packs to the same bytes each time."""

import subprocess
from pathlib import Path

import pytest

from scripts.release import NotReleased, check_table, check_version, pack


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## 1.2.0\n")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "-c", "user.name=n", "-c", "user.email=n@example.com", "commit", "--quiet", "--message", "m")
    return tmp_path


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True)


def test_a_clean_commit_that_names_its_version_is_released(root: Path) -> None:
    check_version("1.2.0", root)


@pytest.mark.parametrize(
    ("version", "reason"), [("", "no version"), ("1.2", "no version"), ("1.3.0", "pyproject.toml has version 1.2.0")]
)
def test_another_version_is_refused(root: Path, version: str, reason: str) -> None:
    with pytest.raises(NotReleased, match=reason):
        check_version(version, root)


def test_what_is_not_committed_tagged_twice_or_not_in_the_changelog_is_refused(root: Path) -> None:
    (root / "new").write_text("")
    with pytest.raises(NotReleased, match="not committed"):
        check_version("1.2.0", root)
    (root / "new").unlink()
    git(root, "tag", "v1.2.0")
    with pytest.raises(NotReleased, match="is there already"):
        check_version("1.2.0", root)
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## 1.1.0\n")
    with pytest.raises(NotReleased, match="no section"):
        check_version("1.2.0", root)


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "built"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "template.yaml").write_text("x")
    (folder / "a").write_text("y")
    pack(folder, tmp_path / "one.zip")
    (folder / "a").touch()
    pack(folder, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_version_whose_table_was_not_noted_is_refused() -> None:
    with pytest.raises(NotReleased, match="make note-table"):
        check_table("99.0.0")
