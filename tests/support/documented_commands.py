"""The commands that the documents ask people to type, and for each whether a test runs it, where, or why none does."""

import re
import shlex
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
    "make where": ("", 0, "Account 111111111111, region us-east-1, stack "),
    "make policy": ("FILE=policy.example.yaml", 2, "Nothing was changed"),  # nobody answers: not stored
    "make policy-show": ("", 0, "'111111111111':"),
    "make policy-history": ("", 0, "  make up\n"),
    "./config-monitor policy history --json": ("", 0, '"document"'),
    "make exceptions": ("", 0, "No exception that a person made is in effect."),
    "make slack-manifest": ("", 0, ".execute-api."),
    "make check-agents": ("", 0, "things missing: 0. Only the hub was asked"),
    "make redrive": ("", 0, "Together: nothing was sent back. The dead-letter queue is empty"),
    "make retire": ("", 0, "No account or region waits to be retired."),
}
# Works in a member account.
AGENTS_HEARTBEAT = (
    'aws stepfunctions start-execution --state-machine-arn "$(aws cloudformation describe-stacks'
    " --stack-name config-monitor-agent"
)
# By the beginning of the command: words that it prints on the engine when a shell runs it as it is documented, with an
# `aws` that does as the CLI does (aws_cli.py).
_DEPLOY = "aws cloudformation deploy --stack-name config-monitor-agent --template-file"
IN_A_SHELL = {
    "DEAD_LETTER_QUEUE_URL=$(aws cloudformation describe-stacks": "",
    f"{_DEPLOY} agent/template.yaml": "Successfully created/updated stack",
    "aws cloudformation describe-stack-resource": "/config-monitor-FailedExecutionsQueue-",
    "aws cloudformation detect-stack-drift": "StackDriftDetectionId",
    "aws cloudformation describe-stack-resource-drifts": "StackResourceDrifts",
    "aws events put-events": '"FailedEntryCount": 0',
    "aws secretsmanager create-secret": '"Name": "config-monitor/slack"',
    "aws secretsmanager get-secret-value": '"SecretString"',
    "aws sqs delete-message": "",
    "aws sqs receive-message": '"StringValue": "StorageBusy"',
    "aws stepfunctions start-execution --input": "execution",
    "aws stepfunctions start-execution --state-machine-arn": "execution",
    AGENTS_HEARTBEAT: "execution",
}
_ROLE = "needs a role in a member account"
_ENGINE_LACKS = "the engine has no such operation: its words and options are compared with botocore's models"
_TOGETHER = "is run with the lines around it"
_LONG = "takes minutes to hours"
_ENGINE = "starts or ends an engine: the end-to-end tests do so with python -m local"
_WRITES = "writes a file of the checkout: a test compares it with what would be written"
# By the beginning of the command; the longest that fits counts.
NOT_RUN = {
    "./config-monitor --install-completion": "changes the person's shell",
    ".venv/bin/sam build": _LONG,
    ".venv/bin/sam local invoke": "needs Docker",
    "API_ID=$(stack": _TOGETHER,
    "aws cloudformation activate-organizations-access": _ENGINE_LACKS,
    "aws cloudformation delete-stack": "ends the hub that other tests use",
    f"{_DEPLOY} agent/stackset.yaml": _ENGINE_LACKS,
    "aws configservice describe-configuration-aggregator-sources-status": _ENGINE_LACKS,
    "aws configservice start-config-rules-evaluation": _ENGINE_LACKS,
    "aws configservice start-configuration-recorder": "is of a member account that other tests use",
    "aws secretsmanager put-secret-value": "changes the secret that other tests use",
    "awscurl": "needs awscurl, which the project does not install",
    "cp": "makes a file of the person's own",
    "curl": _TOGETHER,
    "export": _TOGETHER,
    "stack()": _TOGETHER,
    "make adopt-table": "changes a table: tests/unit/config_monitor_cli/test_adopt_table.py runs it on one of its own",
    "make bench": _LONG,
    "make bench-burst": _LONG,
    "make bench-charts": "installs Matplotlib to compare with",
    "make bench-forgeries": _LONG,
    "make bench-imports": _LONG,
    "make bench-interactions": _LONG,
    "make bench-notifications": _LONG,
    "make bench-packages": _LONG,
    "make bench-query": _LONG,
    "make bench-report": _LONG,
    "make bench-throughput": _LONG,
    "make build": _LONG,
    "make catalogue": _WRITES,
    "make check": "is the first part of make test",
    "make check-agents ROLE": _ROLE,
    "make demo": _ENGINE,
    "make deploy": "builds for minutes: tests/e2e/test_deploy.py runs it without that, on the engine",
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


def aws_commands(command: str) -> Iterator[list[str]]:
    """The words after each `aws` of a command, also in `$(...)` and in functions; a variable stands as its name."""
    while inner := re.search(r"\$\(([^()]*)\)", command):
        yield from aws_commands(inner[1])
        command = command.replace(inner[0], "ANSWER")
    for part in re.split(r" \| |; |\{ ", command):
        if part.startswith("aws "):
            yield shlex.split(re.sub(r"\$(?=\w)", "V", part))[1:]


def entry_of(command: str) -> str | None:
    """The entry under which a command is run, or not run; None for one that nobody has thought of."""
    if command in NEEDS_NOTHING or command in ON_THE_ENGINE:
        return command
    fits = [begin for begin in [*NOT_RUN, *IN_A_SHELL] if re.match(rf"{re.escape(begin)}(?:[ =]|$)", command)]
    return max(fits, key=len, default=None)
