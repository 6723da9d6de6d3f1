"""The commands that the documents ask people to type, and for each whether a test runs it, where, or why none does."""

import re
from collections.abc import Iterator

from tests.support.template import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^ *```(?:sh|bash)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`((?:[A-Z_]+=\S+ )*(?:make|(?:make|\./config-monitor|aws) [^`]+))`")

# As documented: as it is run here. What writes a document or a definition compares it only.
NEEDS_NOTHING = {
    "make": "make",
    "./config-monitor --help": "./config-monitor --help",
    "./config-monitor redrive --help": "./config-monitor redrive --help",
    "./config-monitor policy check": "./config-monitor policy check policy.example.yaml",
    "make machines": "make machines CHECK=1",
    "make costs": "make costs CHECK=1",
}
# As documented: arguments that the run on the engine has besides, its exit code, and words that it prints.
ON_THE_ENGINE = {
    "make policy": ("FILE=policy.example.yaml", 2, "Nothing was changed"),  # nobody answers: not stored
    "make policy-show": ("", 0, "'111111111111':"),
    "make policy-history": ("", 0, ""),
    "make exceptions": ("", 0, "No exception that a person made is in effect."),
    "make slack-manifest": ("", 0, ".execute-api."),
    "make check-agents": ("", 0, ""),
    "make redrive": ("", 0, ""),
    "make retire": ("", 0, "No account or region waits to be retired."),
}
_AWS = "needs an AWS account"
_ROLE = "needs a role in a member account"
_CLI = "needs the AWS CLI, which the project does not install"
_LONG = "takes minutes to hours"
_ENGINE = "starts or ends an engine: the end-to-end tests do so with python -m local"
_WRITES = "writes a file of the checkout: a test compares it with what would be written"
_SHELL = "sets up the shell for the line after it"
# By the beginning of the command; the longest that fits counts.
NOT_RUN = {
    "./config-monitor --install-completion": "changes the person's shell",
    ".venv/bin/sam build": _LONG,
    ".venv/bin/sam local invoke": "needs Docker",
    "API_ID=$(stack": _SHELL,
    "aws": _CLI,
    "awscurl": "needs awscurl, which the project does not install",
    "cp": "makes a file of the person's own",
    "curl": "needs curl that signs; tests/e2e/test_query_api.py signs the same requests",
    "export": _SHELL,
    "stack()": _SHELL,
    "make adopt-table": "changes a table: tests/unit/config_monitor_cli/test_adopt_table.py runs it on one of its own",
    "make bench": _LONG,
    "make bench-burst": _LONG,
    "make bench-charts": "installs Matplotlib to compare with",
    "make bench-forgeries": _LONG,
    "make bench-imports": _LONG,
    "make bench-interactions": _LONG,
    "make bench-notifications": _LONG,
    "make bench-query": _LONG,
    "make bench-report": _LONG,
    "make build": _LONG,
    "make catalogue": _WRITES,
    "make check": "is the first part of make test",
    "make check-agents ROLE": _ROLE,
    "make demo": _ENGINE,
    "make deploy": _AWS,
    "make down": _ENGINE,
    "make faults": _LONG,
    "make fuzz": _LONG,
    "make mutation": _LONG,
    "make note-table": _WRITES,
    "make openapi": _WRITES,
    "make page": "opens a browser, and ends when asked to: tests/unit/config_monitor_cli/test_page.py serves it",
    "make parameters": _WRITES,
    "make partitions": _WRITES,
    "make service-models": _WRITES,
    "make pictures": _LONG,
    "make policy-schema": _WRITES,
    "make redrive ACCOUNT": _ROLE,
    "make release": "tags a version",
    "make retire ACCOUNT": "ends an account that other tests use",
    "make test": "is this run",
    "make up": _ENGINE,
}


def documented() -> Iterator[str]:
    """Each command of the documents on one line, without remarks, variables before it, and where its output goes."""
    for text in (path.read_text() for path in DOCUMENTS):
        lines = [line for block in _BLOCK.findall(text) for line in block.replace("\\\n", " ").splitlines()]
        for line in [*lines, *_INLINE.findall(_FENCED.sub("", text))]:
            command = re.sub(r"\s+", " ", re.split(r"(?:^|\s+)#\s", line)[0]).strip()
            command = re.sub(r"^(?:[A-Z_]+=[^\s$]\S* )+(?=\S)|(?: > \S+)$", "", command)
            if command:
                yield command


def entry_of(command: str) -> str | None:
    """The entry under which a command is run, or not run; None for one that nobody has thought of."""
    if command in NEEDS_NOTHING or command in ON_THE_ENGINE:
        return command
    fits = [begin for begin in NOT_RUN if re.match(rf"{re.escape(begin)}(?:[ =]|$)", command)]
    return max(fits, key=len, default=None)
