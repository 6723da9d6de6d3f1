"""Copies the agent's machines into its template, and the template into the StackSet: each stays one file to deploy."""

import json
import re
from pathlib import Path

AGENT = Path(__file__).parents[1] / "agent"
MACHINES = {"LogErrorsStateMachine": "log_errors.asl.json", "HeartbeatStateMachine": "heartbeat.asl.json"}


def with_machines(template: str) -> str:
    """The template with each machine's definition as its file has it."""
    for resource, file in MACHINES.items():
        definition = (AGENT / file).read_text()
        json.loads(definition)
        template = with_block(template, resource, "DefinitionString", definition)
    return template


def with_block(text: str, resource: str, key: str, content: str) -> str:
    """The text with the block under `key: |` of a resource replaced, indented as YAML wants it."""
    start = re.search(rf"^  {resource}:$.*?^( +){key}: \|$\n", text, re.DOTALL | re.MULTILINE)
    if not start:
        raise LookupError(f"{resource} has no {key}: |")
    indent = start[1] + "  "
    end = re.compile(rf"^(?!{indent}|$)", re.MULTILINE).search(text, start.end())
    block = "".join(f"{indent}{line}".rstrip() + "\n" for line in content.rstrip().splitlines())
    return text[: start.end()] + block + ("\n" + text[end.start() :] if end else "")


def main() -> None:
    """Write both files anew."""
    template, stack_set = AGENT / "template.yaml", AGENT / "stackset.yaml"
    template.write_text(with_machines(template.read_text()))
    if stack_set.exists():
        stack_set.write_text(with_block(stack_set.read_text(), "AgentStackSet", "TemplateBody", template.read_text()))


if __name__ == "__main__":
    main()
