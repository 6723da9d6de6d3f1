"""What goes to AWS as its tools see it: templates without complaint, handlers that need nothing beside the build."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.code import HANDLERS
from tests.support.template import ROOT

pytestmark = pytest.mark.slow
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


@pytest.fixture(scope="module", name="built")
def build_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of `sam build`, kept away from the one that is deployed."""
    output = tmp_path_factory.mktemp("build")
    options = ["--build-dir", str(output / "out"), "--cache-dir", str(output / "cache"), "--cached"]
    run(str(TOOLS / "sam"), "build", "--template", "template.yaml", *options)
    return output / "out"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the build is for Lambda's processor, which this one is not")
@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_imports_from_the_build_alone(built: Path, handler: str) -> None:
    """`-I -S`: neither this repository nor this environment's packages are within its reach."""
    folder = built / ("".join(word.title() for word in handler.split("_")) + "Function")
    program = f"import sys; sys.path.insert(0, {str(folder)!r}); import {handler}.handler as h; print(h.__file__)"
    environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "AWS_DEFAULT_REGION": "eu-central-1"}
    shown = run(sys.executable, "-I", "-S", "-c", program, cwd=built, environment=environment)
    assert Path(shown.strip()).is_relative_to(built)
