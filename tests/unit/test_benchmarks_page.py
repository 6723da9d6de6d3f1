"""The page of benchmarks is what its figures and its template make, and a benchmark writes what is read back."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks import page
from benchmarks.measurement import KEPT_IN, Measurement, finish, markdown
from benchmarks.page import TARGETS
from benchmarks.run_all import in_full

MEASURED = Measurement("2 s", {"events": 1000}, {"rows": [{"what": "a | b", "s": 1234.5}, {"what": "c", "s": None}]})


def test_the_page_is_written_from_the_figures() -> None:
    """`python -m benchmarks.run_all --page` after a change of the template."""
    assert page.PAGE.read_text() == page.text(page.results())


def test_the_figures_are_of_benchmarks_that_exist() -> None:
    parts = page.results()
    assert set(parts) <= set(TARGETS)
    assert all(f"`make {TARGETS[name]}`" in page.PAGE.read_text() for name in parts)


def test_a_table_has_numbers_to_the_right_and_cells_that_stay_whole() -> None:
    assert markdown(MEASURED.tables["rows"]).splitlines() == [
        "| what | s |",
        "|---|--:|",
        "| a \\| b | 1,234.5 |",
        "| c |  |",
    ]


@pytest.mark.parametrize(("broken", "status"), [([], 0), (["too slow"], 1)])
def test_a_benchmark_keeps_what_it_measured_where_it_is_asked_to(
    broken: list[str], status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measurement = Measurement(**{**asdict(MEASURED), "broken": broken})
    monkeypatch.delenv(KEPT_IN, raising=False)
    assert finish(measurement) == status
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv(KEPT_IN, str(kept := tmp_path / "kept.json"))
    assert finish(measurement) == status
    assert json.loads(kept.read_text()) == asdict(measurement)


def test_results_are_kept_a_row_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"burst": page.results()["burst"]}
    monkeypatch.setattr(page, "RESULTS", tmp_path / "results.json")
    page.keep(parts)
    assert page.results() == parts
    text = page.RESULTS.read_text()
    assert all(json.dumps(row, ensure_ascii=False)[1:-1] in text for row in parts["burst"]["tables"]["flood"])


def test_what_is_kept_is_never_of_a_smaller_number() -> None:
    """As `make bench EVENTS=4000` hands it on: by the environment, and among make's own flags."""
    asked = {"EVENTS": "4000", "SEED": "7", "SAMPLE": "1", "MAKEFLAGS": " -- EVENTS=4000", "PATH": "/bin"}
    kept = in_full(asked)
    assert (kept["PATH"], kept["PYTHONHASHSEED"]) == ("/bin", "0")
    assert not {"EVENTS", "SEED", "SAMPLE", "MAKEFLAGS"} & set(kept)
