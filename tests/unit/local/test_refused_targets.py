"""A target with a wrong argument, or without what it works on, ends with a sentence and begins nothing."""

import os
import socket
import subprocess

import pytest

from local.processes import free_port
from local.settings import ROOT


def printed_by(*words: str, **variables: str) -> list[str]:
    """What a target prints, which cannot go on, without make's own last line."""
    ours = ("AWS_", "SAM_", "MAKE", "MFLAGS")  # make hands its own to what it runs, such as these tests
    others = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    done = subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=ROOT,
        env=others | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2, done.stdout + done.stderr
    return [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("make: ***")]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("pictures PART=nonsense", "pictures: There is no part nonsense; PART is one of dashboard, messages, "),
        ("pictures PART=messages", "pictures: No hub answers at http://127.0.0.1:"),
        ("bench-interactions", "bench-interactions: no hub answers at http://127.0.0.1:"),
        ("bench-query EVENTS=some", "bench-query: EVENTS is 'some'; it must be a number of events, such as 4000."),
        ("bench-query EVENTS=0", "bench-query: EVENTS is '0'; it must be a number of events, such as 4000."),
        ("bench ONLY=nonsense", "make bench: error: argument --only: invalid choice: 'nonsense' "),
        ("faults EVENTS=0", "make faults: error: EVENTS must be at least 1"),
        ("faults SEED=some", "make faults: error: argument --seed: invalid int value: 'some'"),
        ("fuzz SECONDS=some", "make fuzz: error: argument --seconds: invalid float value: 'some'"),
        ("test PART=nonsense", "test: there is no part nonsense; PART is a folder of tests/, such as unit"),
        ("release VERSION=one", "release: 'one' is no version such as 1.2.0: make release VERSION=1.2.0"),
        ("page PORT=none", "Error: Invalid value for '--port' (env var: 'PORT'): Input should be a valid integer"),
    ],
)
def test_a_wrong_argument_is_one_sentence(words: str, sentence: str) -> None:
    """After the usage, where the target has one."""
    printed = printed_by(*words.split(), ENGINE_PORT=str(free_port()))
    assert printed[-1].startswith(sentence), printed

    assert "Traceback" not in "".join(printed)


@pytest.mark.parametrize("variable", ["ENGINE_PORT", "SLACK_PORT"])
def test_nothing_is_started_where_a_port_belongs_to_another_program(variable: str) -> None:
    ports = {"ENGINE_PORT": str(free_port()), "SLACK_PORT": str(free_port())}
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        ports[variable] = str(other.getsockname()[1])
        printed = printed_by("demo", **ports)
    assert printed == [
        f"demo: Port {ports[variable]} is in use by another program: end it, or choose another with {variable}=<port>."
    ]
    subprocess.run(["make", "down"], cwd=ROOT, env=os.environ | ports, check=True, capture_output=True)


NOBODY = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true"}
SOMEBODY = "AWS_REGION=eu-central-1 AWS_ACCESS_KEY_ID=1 AWS_SECRET_ACCESS_KEY=2"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("STAGE=nonsense", "There is no stage nonsense: STAGE=default or staging"),
        ("", "No AWS region was named: "),
        ("AWS_REGION=eu-central-1", "No AWS credentials were there: "),
        ("AWS_REGION=eu-central-1 AWS_PROFILE=nobody", "The config profile (nobody) could not be found"),
        (f"{SOMEBODY} AWS_ENDPOINT_URL=nonsense", "Invalid endpoint: nonsense: see AWS_ENDPOINT_URL."),
        (f"{SOMEBODY} AWS_ENDPOINT_URL=http://127.0.0.1:1", "AWS did not answer: "),
    ],
)
def test_a_deployment_that_cannot_begin_says_why_before_it_builds(words: str, sentence: str) -> None:
    (line,) = printed_by("deploy", *words.split(), **NOBODY)
    assert sentence in line


def test_parameters_that_are_none_are_named() -> None:
    """By SAM, after the build, which takes a minute."""
    built = ("--old-file", "where", "--old-file", "build")
    printed = printed_by(*built, "deploy", "PARAMETERS=nonsense", **NOBODY, SAM_CLI_TELEMETRY="0")
    assert any("nonsense is not a valid format" in line for line in printed), printed
    assert "Traceback" not in "".join(printed)
