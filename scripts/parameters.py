"""Writes docs/parameters.md, the reference of all parameters, from the templates themselves: `make parameters`."""

from __future__ import annotations

from typing import Any

from scripts.template import ROOT, template

FILE = ROOT / "docs" / "parameters.md"
TEMPLATES = {
    "The hub (`template.yaml`)": "template.yaml",
    "The agent (`agent/template.yaml`)": "agent/template.yaml",
    "The agent for an organisation (`agent/stackset.yaml`)": "agent/stackset.yaml",
}
INTRODUCTION = """# Parameters

Written by `make parameters` from the templates. A value is given once, `make deploy PARAMETERS='Name=value ...'`, and
kept for later deployments. One with spaces, or an empty one, is quoted:
`make deploy PARAMETERS='DailyReportSchedule="cron(0 8 * * ? *)" AlarmEmail=""'`.
"""


def text() -> str:
    """The document's content."""
    parts = [INTRODUCTION]
    for title, path in TEMPLATES.items():
        rows = [_row(name, parameter) for name, parameter in template(path)["Parameters"].items()]
        parts.append(
            f"## {title}\n\n| parameter | default | values | what it is for |\n|---|---|---|---|\n"
            + "\n".join(rows)
            + "\n"
        )
    return "\n".join(parts)


def _row(name: str, parameter: dict[str, Any]) -> str:
    default = parameter.get("Default", "")
    shown = "required" if "Default" not in parameter else f"`{default}`" if str(default) else "empty"
    values = ", ".join(f"`{value}`" for value in parameter.get("AllowedValues", []))
    bounds = [str(parameter[bound]) for bound in ("MinValue", "MaxValue") if bound in parameter]
    description = " ".join(str(parameter.get("Description", "")).split()).replace("|", "\\|")
    return f"| `{name}` | {shown} | {values or ' to '.join(bounds)} | {description} |"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
