"""The samples of events/, each a fresh copy that a test may bend to its bad case."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

EVENTS = Path(__file__).parents[2] / "events"


def sample(name: str) -> dict[str, Any]:
    """One sample by its path below events/, without the ending: `config/non-compliant`."""
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return loaded


def changed(name: str, path: str, value: Any) -> dict[str, Any]:
    """A sample with one value replaced: `changed("config/non-compliant", "detail.configRuleName", 7)`."""
    loaded = sample(name)
    inner, last = _parent(loaded, path)
    inner[last] = value
    return loaded


def without(name: str, path: str) -> dict[str, Any]:
    """A sample with one key taken out."""
    loaded = sample(name)
    inner, last = _parent(loaded, path)
    del inner[last]
    return loaded


def _parent(inner: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    *parents, last = path.split(".")
    for parent in parents:
        inner = inner[parent]
    return inner, last


def violation_now(resource: str, *, rule: str | None = None) -> dict[str, Any]:
    """The sample of a violation, for a resource that stops complying at this moment."""
    event = sample("config/non-compliant")
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
    detail = event["detail"] | {"resourceId": resource, "notificationCreationTime": now}
    result = detail["newEvaluationResult"] | {"resultRecordedTime": now}
    for part in (result, detail["oldEvaluationResult"]):
        qualifier = part["evaluationResultIdentifier"]["evaluationResultQualifier"]
        qualifier |= {"resourceId": resource} | ({"configRuleName": rule} if rule else {})
    detail |= {"newEvaluationResult": result} | ({"configRuleName": rule} if rule else {})
    return event | {"detail": detail}


def expectations() -> dict[str, dict[str, str]]:
    """What events/expected.yaml says of each sample, in its order."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load((EVENTS / "expected.yaml").read_text())
    return loaded
