"""Another engine's opinion: each expression of each machine by the reference JSONata, each machine by a validator.

The ways cover success, errors, and nothing, one and many of what a machine goes through.
"""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulation.machine_walk import TaskFailed, definition, walk
from tests.support.machines import AGENT, HUB, load, name_of
from tests.support.reference import FOLDER, MISSING, Evaluated, evaluate, recorded
from tests.support.template import ROOT

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)
MACHINES = {name_of(path): path for path in [*HUB, *AGENT]}
ERROR = TaskFailed("Any.Error", "because")
Answers = dict[str, Any]


def tasks(answers: Answers) -> Callable[[str, Any], Any]:
    """Each state's answer by its name; a list is taken one by one, a failure is raised, a Lambda's answer wrapped."""
    left = {name: list(answer) if isinstance(answer, list) else answer for name, answer in answers.items()}

    def task(name: str, arguments: Any) -> Any:
        answer = left[name]
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, TaskFailed):
            raise answer
        return {"Payload": answer} if "Payload" in arguments else answer

    return task


PROCESS: Answers = {
    "ParseEvent": {"outcome": "parsed", "event": {"id": "e"}},
    "ClassifyEvent": {"event": {"id": "e"}, "route": {}},
    "LookAgain": {"outcome": "duplicate", "change": "unchanged"},
    "PersistEvent": {"outcome": "stored", "notify": "immediate", "alerts": [{"pk": "a", "sk": "b"}]},
    "NotifySlack": {"outcome": "sent"},
    "SendToDeadLetterQueue": {"MessageId": "m"},
    "SendEscaped": {"MessageId": "m"},
    "KeepInBucket": {},
    "SendPointer": {"MessageId": "m"},
}
STEPS = ("ParseEvent", "ClassifyEvent", "PersistEvent", "NotifySlack")
NOTHING: Answers = {"outcome": "rejected", "reason": "r"}
BUSY = TaskFailed("StorageBusy", "throttled")
REMOVED = {"event": {"id": "e", "removal": {"resource_id": "r"}}, "route": {}}
REPORT: Answers = {
    "ListAccounts": {
        "outcome": "listed",
        "run": {"period": {"kind": "daily", "last": "2026-11-23"}},
        "batches": [["1"], ["2"]],
    },
    "AggregateCompliance": [{"outcome": "counted"}, ERROR],
    "MergeAccounts": {"score": None, "accounts": {}, "missing": ["2"]},
    "RenderReport": {"report_url": None, "notified": {}, "missing": 1},
    "AlertReportFailure": {"outcome": "alerted"},
}
RECONCILE: Answers = {
    "CheckAgentHealth": {"unhealthy": 0},
    "ReapplyPolicy": [{"cursor": {"account": "1"}, "result": {}}, {"cursor": None, "result": {"checked": 1}}],
    "ReconcileCompliance": [
        {"cursor": {"account": "1"}, "result": {}},
        {"cursor": None, "result": {}, "differences": 0},
    ],
    "RetireScopes": [{"result": {"retired": 1}, "all_done": False}, {"result": {"retired": 2}, "all_done": True}],
}
UNSENT = {"channels": [["a"], ["b"]], "alerts": 2, "oldest_seconds": 1}
SENT = [{"outcome": "again", "wait_seconds": 1, "messages": 1}, {"outcome": "done", "wait_seconds": 0, "messages": 1}]


def message(error: str | None, sent: int = 0) -> dict[str, Any]:
    attributes = {"error": {"StringValue": error}, "redrives": {"StringValue": "2"}} if error else {}
    shown = {"MessageId": "m", "Body": "{}", "ReceiptHandle": "r", "Attributes": {"SentTimestamp": str(sent)}}
    return {"Messages": [{**shown, **({"MessageAttributes": attributes} if attributes else {})}]}


REDRIVE: Answers = {
    "CountMessages": {"Attributes": {"ApproximateNumberOfMessages": "3"}},
    "ReceiveMessage": [message(None), message("StorageBusy"), message("RejectedEvent"), message(None, 10**14), {}],
    "StartProcessEvent": [{"ExecutionArn": "x"}, TaskFailed("Sfn.InvalidExecutionInputException", ""), ERROR],
    "ReturnMessage": {},
    "DeleteMessage": {},
    "ContinueRun": {"ExecutionArn": "y"},
}
RULE = {"ConfigRuleName": "r", "ConfigRuleArn": "arn", "Source": {"Owner": "AWS", "SourceIdentifier": "X"}}
LOGS = {"scheduled_at": "2026-11-24T09:00:00.000Z"}
GROUPS = [
    [{"Field": f, "Value": v} for f, v in (("@log", "1:/a"), ("head", f"E{n}"), ("errors", "2"), ("example", "E"))]
    for n in range(12)
]


def results(count: int, matched: float | None) -> dict[str, Any]:
    statistics = {} if matched is None else {"Statistics": {"RecordsMatched": matched}}
    return {"Status": "Complete", "Results": GROUPS[:count], **statistics}


def each(*options: Any) -> tuple[Any, ...]:
    """The options of one part of a way."""
    return options


WAYS: list[tuple[str, dict[str, str], Any, Answers]] = [
    *[
        ("process_event", {"ProcessEventType": kind}, {"id": "e"}, {**PROCESS, **changes})
        for kind in ("STANDARD", "EXPRESS")
        for changes in each(
            {},
            *({"PersistEvent": {"outcome": "stored", "notify": notify}} for notify in ("digest", "none")),
            *(
                {"ParseEvent": answer}
                for answer in each(
                    {"outcome": "parsed", "event": {"heartbeat": {"agent_version": 2}}},
                    {"outcome": "ignored"},
                    {"outcome": "rejected", "reason": "r"},
                    {},
                )
            ),
            *({name: failed} for name in STEPS for failed in (BUSY, ERROR, TaskFailed("ValidationError"))),
            *({name: [BUSY, PROCESS[name]]} for name in STEPS),
            *({"ClassifyEvent": REMOVED, "LookAgain": again} for again in each(PROCESS["LookAgain"], BUSY)),
            {"ClassifyEvent": REMOVED, "PersistEvent": {"outcome": "stored", "notify": "none"}},
        )
    ],
    ("process_event", {}, "text", {**PROCESS, "ParseEvent": {"outcome": "rejected", "reason": "r"}}),
    *(
        (
            "process_event",
            {},
            {"a": "\uffff\ufffe"},
            {**PROCESS, **dict.fromkeys(refused, ERROR), "ParseEvent": NOTHING},
        )
        for refused in (["SendToDeadLetterQueue"], ["SendToDeadLetterQueue", "SendEscaped"])
    ),
    *[
        ("compliance_report", {}, {"period": "daily"}, {**REPORT, **changes})
        for changes in each(
            {},
            {"ListAccounts": {"outcome": "rejected", "reason": "no such day", "run": None, "batches": []}},
            {"ListAccounts": {"outcome": "listed", "run": {"period": {"kind": "weekly", "last": "x"}}, "batches": []}},
            *({name: ERROR} for name in ("ListAccounts", "MergeAccounts", "RenderReport")),
            {"MergeAccounts": ERROR, "AlertReportFailure": ERROR},
            {"MergeAccounts": TaskFailed("E")},
        )
    ],
    *[("reconcile_compliance", {"ConfigAggregatorName": name}, {}, RECONCILE) for name in ("", "organisation")],
    ("reconcile_compliance", {}, {}, {**RECONCILE, "RetireScopes": {"result": {"failed": 1}, "all_done": True}}),
    *[
        (
            "deliver_alerts",
            {},
            {"hourly": True},
            {"FindUnsentAlerts": actual, "NotifySlack": sent, "UpdateIncidents": updated, "FollowUpAlerts": updated},
        )
        for actual in each(UNSENT, {"channels": [], "alerts": 0, "oldest_seconds": 0}, ERROR, TaskFailed("E"))
        for sent in each(SENT, [SENT[1]], ERROR)
        for updated in each({"closed": 1}, {"failed": 1}, ERROR)
    ],
    ("deliver_alerts", {}, {}, {"FindUnsentAlerts": UNSENT, "NotifySlack": SENT}),
    *[
        ("redrive_events", {}, payload, {**REDRIVE, **changes})
        for payload in ({}, {"automatic": True}, {"began": 10**13, "automatic": True})
        for changes in each(
            {},
            {"CountMessages": {"Attributes": {"ApproximateNumberOfMessages": "0"}}},
            {"CountMessages": ERROR},
            {"ReceiveMessage": {}},
            {"ReceiveMessage": TaskFailed("States.DataLimitExceeded")},
            {"StartProcessEvent": TaskFailed("Sfn.ExecutionAlreadyExistsException")},
            {"DeleteMessage": ERROR},
            *(
                {"ReceiveMessage": message(None), "StartProcessEvent": {"ExecutionArn": "x"}, "ContinueRun": answer}
                for answer in each({"ExecutionArn": "y"}, TaskFailed("E"))
            ),
        )
    ],
    *[
        (
            "heartbeat",
            {"AgentVersion": "3", "UndeliveredQueueUrl": "q"},
            {},
            {"ReadRecorder": recorder, "ReadRules": rules, "ReadQueue": queue, "PutHeartbeat": {}},
        )
        for queue in each({"Attributes": {"ApproximateNumberOfMessages": "7"}}, ERROR)
        for recorder in each(
            {"ConfigurationRecordersStatus": []},
            {"ConfigurationRecordersStatus": [{"Recording": True}]},
            {"ConfigurationRecordersStatus": [{"Recording": False}, {"Recording": False}]},
            ERROR,
        )
        for rules in each({"ConfigRules": []}, {"ConfigRules": [RULE]}, {"ConfigRules": [RULE, RULE]}, ERROR)
    ],
    *[
        ("rule_inventory", {}, {}, {"FindPages": pages, "ReadRules": read, "PutPart": {}})
        for pages in each({}, [{"NextToken": "t"}, {}], [{"NextToken": "t"}, {"NextToken": "u"}, {}])
        for read in each(
            {"ConfigRules": []},
            {"ConfigRules": [RULE]},
            {"ConfigRules": [{**RULE, "InputParameters": "{}"}] * 3},
        )
    ],
    *[
        (
            "log_errors",
            {"LogGroupNames": "/a,/b", "ErrorPattern": "ERROR"},
            LOGS,
            {"StartQuery": {"QueryId": "q"}, "GetQueryResults": answer, "PutEvents": {}},
        )
        for answer in each(
            results(0, None),
            results(0, 0.0),
            results(1, 2.0),
            results(12, 24.0),
            results(12, 99.0),
            [{"Status": "Running", "Results": []}, results(1, 2.0)],
            {"Status": "Failed", "Results": []},
        )
    ],
]


def filled(name: str, substitutions: dict[str, str]) -> dict[str, Any]:
    """A machine's definition; fewer workers with less to do and another minute of the hour change numbers alone."""
    arns = {key: key for key in re.findall(r"\$\{(\w+)\}", MACHINES[name].read_text())}
    machine = json.dumps(definition(MACHINES[name], **{**arns, "ProcessEventType": "STANDARD", **substitutions}))
    for many, few in (("[1..10]", "[1..2]"), ("? 8 : 80", "? 2 : 3"), (">= 80", ">= 3"), ("= '17'", "= '00'")):
        machine = machine.replace(many, few)
    made: dict[str, Any] = json.loads(machine)
    return made


@pytest.fixture(scope="module")
def log() -> list[Evaluated]:
    with recorded() as evaluated:
        for name, substitutions, payload, answers in WAYS:
            walk(filled(name, substitutions), payload, tasks(answers))
    return evaluated


def test_both_engines_make_the_same_of_every_expression(log: list[Evaluated]) -> None:
    different = [
        (one.expression, one.value, answer)
        for one, answer in zip(log, evaluate(log), strict=True)
        if "value" not in answer or ("$random()" not in one.expression and answer["value"] != one.value)
    ]
    assert different[:5] == []


@pytest.mark.parametrize("path", MACHINES.values(), ids=MACHINES)
def test_every_expression_was_evaluated(path: Path, log: list[Evaluated]) -> None:
    text = path.read_text()
    filled_in = "|".join([*re.findall(r"\$\{(\w+)\}", text), "/a,/b", "STANDARD", "EXPRESS", "organisation", "ERROR"])

    def plain(expression: str) -> str:
        """Without what is filled in, or stands for it, and without numbers."""
        return re.sub(rf"\$\{{\w+\}}|{filled_in}|\d", "", expression)

    written = {json.loads(f'"{actual}"') for actual in re.findall(r'"\{%\s*(.*?)\s*%\}"', text)}
    seen = {plain(one.expression) for one in log}
    assert [expression for expression in written if plain(expression) not in seen] == []


@pytest.mark.parametrize("path", MACHINES.values(), ids=MACHINES)
def test_a_validator_accepts_the_machine(path: Path, tmp_path: Path) -> None:
    filled = tmp_path / path.name
    filled.write_text(path.read_text().replace("${Partition}", "aws"))
    validator = FOLDER / "node_modules" / "asl-validator" / "dist" / "bin" / "asl-validator.js"
    done = subprocess.run(
        ["node", str(validator), "--json-path", str(filled)], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert load(path)["QueryLanguage"] == "JSONata"
