"""What is declared, what is locked and what a cold start loads agree with each other."""

import json
import re
import subprocess
import sys
import tomllib

import pytest

from tests.support.code import FUNCTIONS
from tests.support.template import ROOT

LOCKS = {name: (ROOT / name).read_text() for name in ("requirements.lock", "functions/requirements.txt")}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EVENT_HANDLERS = ["parse_event", "classify_event", "persist_event", "notify_slack"]
# More than any handler needs and far less than the usual set (boto3, Powertools whole and Jinja2: about 900).
MODULES = 620
HEAVY = {"boto3", "pygal", "resvg_py", "aws_xray_sdk", "numpy", "requests"}


def pins(lock: str) -> dict[str, str]:
    """Package to version, as a lock has them."""
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,-]+\])?==(\S+)", LOCKS[lock], re.MULTILINE))


def declared(requirements: list[str]) -> set[str]:
    """The names of requirements as pyproject.toml writes them."""
    return {re.split(r"[<>=!\[; ]", requirement)[0].lower() for requirement in requirements}


def test_the_lambdas_have_the_versions_that_were_tested() -> None:
    shipped, tested = pins("functions/requirements.txt"), pins("requirements.lock")
    assert shipped.items() <= tested.items()


def test_everything_declared_is_locked_and_the_lambdas_get_what_is_declared_for_them() -> None:
    for_lambdas = declared(PROJECT["project"]["dependencies"])
    assert for_lambdas <= set(pins("functions/requirements.txt"))
    assert for_lambdas | declared(PROJECT["dependency-groups"]["dev"]) <= set(pins("requirements.lock"))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_its_hashes_and_no_lock_names_an_index(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", LOCKS[lock].strip())
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"https?://|--index|--extra-index|--find-links|--trusted-host", LOCKS[lock])


def test_the_python_version_is_one_and_the_same() -> None:
    version = (ROOT / ".python-version").read_text().strip()
    runtime = re.findall(r"Runtime: python(\S+)", (ROOT / "template.yaml").read_text())
    assert set(runtime) == {version}
    assert PROJECT["project"]["requires-python"].startswith(f">={version}")
    assert PROJECT["tool"]["mypy"]["python_version"] == version


LOADED = """
import json, sys
import {handler}.handler
from config_monitor.domain.model import DomainModel
models = DomainModel.__subclasses__()
built = [each.__name__ for each in models if each.__pydantic_complete__]
print(json.dumps([sorted(sys.modules), len(models), built]))
"""


@pytest.mark.parametrize("handler", EVENT_HANDLERS)
def test_the_event_road_loads_little_at_a_cold_start(handler: str) -> None:
    """Counted in modules and in models that are built, which a busy machine does not change."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(handler=handler)],
        cwd=FUNCTIONS,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": "."},
    )
    loaded, models, built = json.loads(done.stdout)
    roots = {name.partition(".")[0] for name in loaded}
    unwanted = HEAVY | (set() if handler == "notify_slack" else {"jinja2", "slack_sdk"})
    assert not roots & unwanted
    assert len(loaded) < MODULES
    assert models
    assert not built
