"""The agent's machines as its template holds them, and the template as the StackSet holds it: one file to deploy."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

AGENT = Path(__file__).parents[1] / "agent"
_SOURCES = re.compile(r"^(  Sources:\n    Type: \S+\n)(    Default: .+\n    AllowedPattern: .+\n)", re.MULTILINE)
MACHINES = {
    "LogErrorsStateMachine": "log_errors.asl.json",
    "HeartbeatStateMachine": "heartbeat.asl.json",
    "RuleInventoryStateMachine": "rule_inventory.asl.json",
}


def with_machines(template: str, definitions: Mapping[str, str]) -> str:
    """The template with the definition of each machine, by its file's name."""
    for resource, file in MACHINES.items():
        template = with_block(template, resource, "DefinitionString", _one_line_a_state(definitions[file]))
    return template


def _one_line_a_state(definition: str) -> str:
    """The definition in few characters: a StackSet's template, which holds the agent's, ends at 51,200 bytes."""
    machine = json.loads(definition)
    states = (f"{_compact(name)}:{_compact(state)}" for name, state in machine.pop("States").items())
    return _compact(machine)[:-1] + ',"States":{\n' + ",\n".join(states) + "\n}}"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def with_template(stack_set: str, template: str) -> str:
    """The StackSet with the agent's template, and the sources that may be forwarded as that has them."""
    stack_set = _SOURCES.sub(lambda match: f"{match[1]}{_sources(template)}", stack_set, count=1)
    return with_block(stack_set, "AgentStackSet", "TemplateBody", template)


def _sources(template: str) -> str:
    sources = _SOURCES.search(template)
    if not sources:
        raise LookupError("the agent has no parameter Sources with Default and AllowedPattern")
    return sources[2]


def with_block(text: str, resource: str, key: str, content: str) -> str:
    """The text with the block under `key: |` of a resource replaced, indented as YAML wants it."""
    start = re.search(rf"^  {resource}:$.*?^( +){key}: \|$\n", text, re.DOTALL | re.MULTILINE)
    if not start:
        raise LookupError(f"{resource} has no {key}: |")
    indent = start[1] + "  "
    end = re.compile(rf"^(?!{indent}|$)", re.MULTILINE).search(text, start.end())
    block = "".join(f"{indent}{line}".rstrip() + "\n" for line in content.rstrip().splitlines())
    return text[: start.end()] + block + ("\n" + text[end.start() :] if end else "")
