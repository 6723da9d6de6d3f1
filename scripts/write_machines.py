"""Writes Retry and Catch into the definitions, the agent's definitions into its template, and that into the StackSet.

`--check` writes nothing and fails when a file differs from what would be written.
"""

import sys
from pathlib import Path

from scripts.embed_agent import AGENT, with_machines, with_template
from scripts.retries import DEFINITIONS, read_rules, with_retries


def contents() -> dict[Path, str]:
    """Each generated file with its content."""
    rules = read_rules()
    definitions = {path: with_retries(path.read_text(), path.name.split(".")[0], rules) for path in DEFINITIONS}
    template, stack_set = AGENT / "template.yaml", AGENT / "stackset.yaml"
    agent = with_machines(template.read_text(), {path.name: text for path, text in definitions.items()})
    return {**definitions, template: agent, stack_set: with_template(stack_set.read_text(), agent)}


def main() -> None:
    """Write the files that differ, or name them."""
    different = {path: text for path, text in contents().items() if path.read_text() != text}
    if "--check" in sys.argv:
        sys.exit("".join(f"{path} is not as `make machines` writes it\n" for path in different) or None)
    for path, text in different.items():
        path.write_text(text)


if __name__ == "__main__":
    main()
