"""`make` alone says what can be done, and everything it says can be done."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib

from samcli.cli.types import CfnParameterOverridesType

from local.settings import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()


def test_every_target_has_a_description_that_make_prints() -> None:
    """Only the venv, which the others make, is not for people."""
    printed = subprocess.run(
        ["make", "-C", str(ROOT), "--no-print-directory"], capture_output=True, text=True, check=True
    )
    named = set(re.findall(r"^  ([a-z-]+) +\S", printed.stdout, re.MULTILINE))
    targets = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))
    assert named == targets - {"venv"}


def test_every_target_is_phony() -> None:
    """A file of the same name must never stand in its way."""
    known = subprocess.run(["make", "-pn", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    phony = {name for line in re.findall(r"^\.PHONY:(.*)$", known, re.MULTILINE) for name in line.split()}
    assert phony == set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))


def test_what_is_run_by_hand_can_be_run() -> None:
    """Scripts are executable."""
    scripts = [*(ROOT / "scripts").glob("*.sh"), ROOT / ".ci" / "run"]
    assert all(script.stat().st_mode & 0o100 for script in scripts)


STAGES = [
    stage["deploy"]["parameters"]
    for stage in tomllib.loads((ROOT / "samconfig.toml").read_text()).values()
    if isinstance(stage, dict) and "deploy" in stage
]


def test_a_deployment_without_changes_is_no_failure() -> None:
    assert [each["fail_on_empty_changeset"] for each in STAGES] == [False, False]


def test_no_stage_puts_values_over_those_given_before() -> None:
    """What the file names is sent with each deployment that names nothing itself; CloudFormation keeps the others."""
    assert [each for each in STAGES if "parameter_overrides" in each] == []


def test_parameters_reach_sam_as_they_are_documented() -> None:
    """SAM cuts a value at its first space unless it is quoted, so the shell must leave the quotes."""
    documented = 'SlackSecretArn=arn:aws:s:e:1:x AlarmEmail="" DailyReportSchedule="cron(0 8 * * ? *)"'
    make = ["make", "-n", "deploy", f"PARAMETERS={documented}"]
    printed = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    words = shlex.split(next(line for line in printed.splitlines() if "samcli deploy" in line))
    (overrides,) = words[words.index("--parameter-overrides") + 1 :]
    assert CfnParameterOverridesType().convert((overrides,), None, None) == {
        "SlackSecretArn": "arn:aws:s:e:1:x",
        "DailyReportSchedule": "cron(0 8 * * ? *)",
        "AlarmEmail": "",
    }
