"""What goes to AWS as its tools see it: templates without complaint, handlers that need nothing beside the build."""

import json
import os
import platform
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

from scripts.bill_of_materials import write_bill
from scripts.compile_build import compile_build
from tests.support.code import HANDLERS
from tests.support.template import ROOT, resources

TOOLS = Path(sys.executable).parent
ENVIRONMENT = {**os.environ, "AWS_DEFAULT_REGION": "eu-central-1", "SAM_CLI_TELEMETRY": "0", "PYTHONWARNINGS": "ignore"}


def run(*command: str, cwd: Path = ROOT, environment: dict[str, str] = ENVIRONMENT) -> str:
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("template", ["template.yaml", "agent/template.yaml", "agent/stackset.yaml"])
def test_cfn_lint_has_nothing_to_say_in_any_partition(template: str) -> None:
    regions = ("us-east-1", "us-gov-west-1", "cn-north-1")
    assert run(str(TOOLS / "cfn-lint"), "--regions", *regions, "--template", template) == ""


def test_sam_validates_the_hub() -> None:
    run(str(TOOLS / "sam"), "validate", "--lint", "--template", "template.yaml", "--region", "eu-central-1")


def build(output: Path) -> Path:
    """One function as `make build` makes it: all have the same CodeUri, so each other one is a copy of it."""
    options = ["--build-dir", str(output / "out"), "--cache-dir", str(output / "cache"), "--cached"]
    run(str(TOOLS / "sam"), "build", "ParseEventFunction", "--template", "template.yaml", *options)
    compile_build(output / "out")
    return output / "out" / "ParseEventFunction"


@pytest.fixture(scope="module", name="built")
def build_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of `sam build`, kept away from the one that is deployed."""
    return build(tmp_path_factory.mktemp("build"))


def test_all_functions_are_built_alike() -> None:
    own = {"CodeUri", "Runtime", "Architectures", "PackageType", "Layers"}
    functions = resources("AWS::Serverless::Function")
    assert [name for name, function in functions.items() if own & set(function)] == []


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the build is for Lambda's processor, which this one is not")
@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_imports_from_the_build_alone(built: Path, handler: str) -> None:
    """`-I -S`: neither this repository nor this environment's packages are within its reach."""
    program = f"import sys; sys.path.insert(0, {str(built)!r}); import {handler}.handler as h; print(h.__file__)"
    environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "AWS_DEFAULT_REGION": "eu-central-1"}
    shown = run(sys.executable, "-I", "-S", "-c", program, cwd=built, environment=environment)
    assert Path(shown.strip()).is_relative_to(built)


def test_a_second_build_has_the_same_bytes(built: Path, tmp_path: Path) -> None:
    """From nothing, at another time and in another folder."""
    first, second = (
        {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}
        for root in (built, build(tmp_path))
    )
    assert "parse_event/__pycache__/handler.cpython-313.pyc" in first
    assert sorted(first) == sorted(second)
    assert [name for name, data in first.items() if data != second[name]] == []


def test_the_bill_of_materials_is_what_the_build_carries(built: Path, tmp_path: Path) -> None:
    """Each package of the lock with its version; nothing that only builds or tests."""
    write_bill(built, tmp_path / "bill.json")
    bill = json.loads((tmp_path / "bill.json").read_text())
    carried = {dist.name.replace("_", "-").lower(): dist.version for dist in distributions(path=[str(built)])}
    purls = {f"pkg:pypi/{name}@{version}" for name, version in carried.items()}
    assert {component["purl"] for component in bill["components"]} == purls
    assert all(
        f"{name}=={version} " in (ROOT / "functions/requirements.txt").read_text() for name, version in carried.items()
    )
