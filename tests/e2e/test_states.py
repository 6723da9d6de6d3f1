"""Single states of process_event by TestState, with the functions' answers mocked: each case is a line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.engine import Engine
from tests.support.template import ROOT

MACHINE: dict[str, Any] = json.loads((ROOT / "statemachines" / "process_event.asl.json").read_text())
EVENT = {"event": {"id": "e-1"}}
TASKS = ["ParseEvent", "ClassifyEvent", "PersistEvent", "NotifySlack"]


@pytest.mark.parametrize(
    ("state", "payload", "answer", "onward"),
    [
        ("ParseEvent", {"detail": {}}, {"outcome": "parsed"}, "WasItParsed?"),
        ("ClassifyEvent", EVENT, {**EVENT, "route": {}}, "PersistEvent"),
        ("PersistEvent", EVENT, {"outcome": "stored", "notify": "immediate", "alerts": []}, "NotifyNow?"),
        ("NotifySlack", {"alerts": []}, {"outcome": "sent"}, "WasAnythingRemoved?"),
    ],
)
def test_a_function_that_answers(engine: Engine, state: str, payload: Any, answer: Any, onward: str) -> None:
    """Its answer leads on."""
    tried = engine.machines.try_state(MACHINE, payload, state=state, result={"Payload": answer, "StatusCode": 200})
    assert (tried.status, tried.next_state) == ("SUCCEEDED", onward)


@pytest.mark.parametrize(
    ("error", "onward"),
    [
        ("States.DataLimitExceeded", "SendToDeadLetterQueue"),
        ("Lambda.TooManyRequestsException", "WaitToRetry"),
        ("Runtime.HandlerError", "WaitToRetry"),
    ],
)
@pytest.mark.parametrize("state", TASKS)
def test_a_function_that_fails(engine: Engine, state: str, error: str, onward: str) -> None:
    """Its event waits for a retry or goes to the dead-letter queue; tests/statemachines shows with what."""
    payload: dict[str, Any] = {"event": {}, "alerts": []}
    tried = engine.machines.try_state(MACHINE, payload, state=state, errorOutput={"error": error, "cause": "because"})
    assert tried.next_state == onward


@pytest.mark.parametrize(
    ("state", "payload", "onward"),
    [
        ("WasItParsed?", {"outcome": "parsed", "event": {"id": "e-1"}}, "ClassifyEvent"),
        ("WasItParsed?", {"outcome": "ignored", "reason": "nobody asked"}, "EventIgnored"),
        ("WasItParsed?", {"outcome": "rejected", "reason": "no id"}, "SendToDeadLetterQueue"),
        ("NotifyNow?", {"notify": "immediate"}, "NotifySlack"),
        ("NotifyNow?", {"notify": "digest"}, "LeftForDigest"),
        ("NotifyNow?", {"notify": "none"}, "NotNotified"),
    ],
)
def test_a_question_and_its_answer(engine: Engine, state: str, payload: Any, onward: str) -> None:
    """Each answer has its way."""
    assert engine.machines.try_state(MACHINE, payload, state=state).next_state == onward
