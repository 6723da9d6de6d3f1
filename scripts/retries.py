"""Retry and Catch of every state, from statemachines/retries.yaml, as the definitions hold them."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
FILE = ROOT / "statemachines" / "retries.yaml"
DEFINITIONS = sorted([*(ROOT / "statemachines").glob("*.asl.json"), *(ROOT / "agent").glob("*.asl.json")])
# States.ALL does not stand for this one, so whatever catches the one names the other too.
NOT_IN_ALL = "States.DataLimitExceeded"
ERROR_AND_CAUSE = "{% { 'error': $states.errorOutput.Error, 'cause': $states.errorOutput.Cause } %}"
STATE = re.compile(r'^( *)"(\S+)": \{\n(?=\1  "Comment": )', re.MULTILINE)


def with_retries(definition: str, machine: str, rules: dict[str, Any]) -> str:
    """The definition's text with the Retry and Catch of the rules, and the transient errors where it assigns them.

    Raises LookupError for a state that it lacks.
    """
    chosen = rules["machines"][machine]
    names = [match[2] for match in STATE.finditer(definition)]
    if unknown := set(chosen.get("states", {})) - set(names):
        raise LookupError(f"{machine} has no state {', '.join(sorted(unknown))}")
    for name in names:
        start = next(match for match in STATE.finditer(definition) if match[2] == name)
        end = definition.index(f"\n{start[1]}}}", start.end())
        own = chosen.get("states", {}).get(name, {})
        body = _with_own(definition[start.end() : end], start[1], chosen, own, rules)
        definition = definition[: start.end()] + body + definition[end:]
    transient = json.dumps(rules["transient"]["lambda"])
    return re.sub(r'^( *"transient": )\[.*\]', lambda match: match[1] + transient, definition, flags=re.MULTILINE)


def _with_own(body: str, indent: str, chosen: dict[str, Any], own: dict[str, Any], rules: dict[str, Any]) -> str:
    """A state's text with its Retry and Catch before its Next or End."""
    inner = indent + "  "
    for key in ("Retry", "Catch"):
        body = re.sub(rf'^{inner}"{key}": \[\n.*?^{inner}\],\n', "", body, flags=re.DOTALL | re.MULTILINE)
    resource = re.search(rf'^{inner}"Resource": "arn:\S+:states:::(?:aws-sdk:)?(\w+):', body, re.MULTILINE)
    settings = {**chosen, **own} if resource else own
    lines = []
    if resource and settings["retry"]:
        lines += _block("Retry", retriers(resource[1], rules["policies"][settings["retry"]], rules))
    if catch := settings.get("catch"):
        lines += _block("Catch", catchers(catch, resource[1] if resource else "", rules))
    block = "".join(f"{inner}{line}\n" for line in lines)
    return re.sub(rf'^(?={inner}"(?:Next|End)": )', lambda _: block, body, count=1, flags=re.MULTILINE)


def retriers(service: str, policy: dict[str, Any], rules: dict[str, Any]) -> list[dict[str, Any]]:
    """What is never retried, what passes by itself, and everything else: the first retrier that fits counts."""
    transient = _named("transient", service, rules)
    passing = [{"ErrorEquals": transient, **_pauses(policy["transient"])}] if transient else []
    others = {"ErrorEquals": ["States.ALL"], **_pauses(policy["other"])}
    return [{"ErrorEquals": _named("permanent", service, rules), "MaxAttempts": 0}, *passing, others]


def catchers(catch: str | list[dict[str, Any]], service: str, rules: dict[str, Any]) -> list[dict[str, Any]]:
    """Catchers as they are listed; one that names no errors catches all of them."""
    listed = [{"next": catch, "output": ERROR_AND_CAUSE}] if isinstance(catch, str) else catch
    return [
        {
            "ErrorEquals": _named(errors, service, rules) if isinstance(errors, str) else errors,
            **({"Assign": one["assign"]} if "assign" in one else {}),
            **({"Output": one["output"]} if "output" in one else {}),
            "Next": one["next"],
        }
        for one in listed
        for errors in ([one["errors"]] if "errors" in one else [[NOT_IN_ALL], ["States.ALL"]])
    ]


def _named(kind: str, service: str, rules: dict[str, Any]) -> list[str]:
    """The errors of a kind that a call of the service may end with."""
    return [*rules[kind].get("states", []), *rules[kind].get(service, [])]


def _pauses(policy: dict[str, int]) -> dict[str, Any]:
    return {
        "IntervalSeconds": policy["first"],
        "MaxAttempts": policy["attempts"],
        "BackoffRate": 2,
        "MaxDelaySeconds": policy["longest"],
        "JitterStrategy": "FULL",
    }


def _block(key: str, entries: list[dict[str, Any]]) -> list[str]:
    lines = ",\n".join(_entry(entry) for entry in entries).splitlines()
    return [f'"{key}": [', *(f"  {line}" for line in lines), "],"]


def _entry(entry: dict[str, Any]) -> str:
    """On one line; a retrier's pauses on one of their own."""
    errors, *others = (f"{json.dumps(key)}: {json.dumps(value)}" for key, value in entry.items())
    if "IntervalSeconds" in entry:
        return f"{{\n  {errors},\n  {', '.join(others)}\n}}"
    return f"{{ {', '.join([errors, *others])} }}"


def read_rules() -> dict[str, Any]:
    """statemachines/retries.yaml."""
    rules: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return rules
