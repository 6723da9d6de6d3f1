"""What the functions carry, as a CycloneDX bill of materials: each package with its version and its licences."""

import os
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]


def write_bill(built: Path, bill: Path) -> None:
    """Read the packages' own metadata in the folder of a built function; the same build gives the same bytes.

    An environment that has this folder alone is looked at, so nothing that only builds or tests is listed.
    """
    with TemporaryDirectory() as folder:
        environment = Path(folder)
        venv.create(environment, with_pip=False)
        (packages,) = environment.glob("lib/python*/site-packages")
        (packages / "built.pth").write_text(f"{built.resolve()}\n")
        of_project = ("--pyproject", str(ROOT / "pyproject.toml"))
        options = (*of_project, "--gather-license-texts", "--output-reproducible", "--output-file", str(bill))
        command = [sys.executable, "-m", "cyclonedx_py", "environment", *options, str(environment / "bin" / "python")]
        alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        subprocess.run(command, env=alone, check=True, capture_output=True)  # noqa: S603 - folders of our own
