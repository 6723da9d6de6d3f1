"""The sizes of what is built: the folder, its bytecode, and its zip with and without."""

from pathlib import Path

import pytest

from benchmarks import package_sizes


def test_functions_of_the_same_files_have_the_same_sizes_and_bytecode_counts_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_sizes, "BUILT", tmp_path)
    for name, extra in (("OneFunction", 0), ("TwoFunction", 0), ("ThreeFunction", 4_000_000)):
        folder = tmp_path / name / "package"
        folder.mkdir(parents=True)
        (folder / "module.py").write_bytes(bytes(2_000_000 + extra))
        (folder / "module.pyc").write_bytes(bytes(1_000_000))
    (tmp_path / "template.yaml").write_text("")
    measurement = package_sizes.measure()
    sizes = {row["function"]: (row["folder, MB"], row["of it bytecode"]) for row in measurement.tables["packages"]}
    assert sizes == {"One": (3.0, 1.0), "Two": (3.0, 1.0), "Three": (7.0, 1.0)}
    assert all(0 <= row["zip, MB"] < 0.1 for row in measurement.tables["packages"]), "zeros pack well"
    assert measurement.broken == []
    monkeypatch.setattr(package_sizes, "AT_MOST", 5)
    assert package_sizes.measure().broken == ["Three is larger than Lambda takes"]
