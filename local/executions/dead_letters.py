"""What waits on the dead-letter queue: what a person looks for first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import batched
from typing import TYPE_CHECKING

from local.executions.listing import about
from local.settings import ROOT

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import ChangeMessageVisibilityBatchRequestEntryTypeDef, MessageTypeDef

# A message is out of sight while the queue is read; seconds after which it is back even if this process ends meanwhile.
_OUT_OF_SIGHT = 10


@dataclass(frozen=True)
class DeadLetter:
    """One event that could not be processed."""

    sent: datetime
    about: str
    """what the event is about, as `Config Rules Compliance Change, 222222222222`"""
    why: str
    """its error and cause, or the code with which EventBridge could not start the machine"""
    execution: str
    """the ARN of the execution that gave it up; empty where none was started"""
    is_sample: bool
    """whether it is one of the samples that are to be refused"""


def dead_letters(sqs: SQSClient, address: str) -> list[DeadLetter]:
    """All messages in sight, newest first."""
    return sorted(map(_dead_letter, messages_of(sqs, address)), key=lambda letter: letter.sent, reverse=True)


def messages_of(sqs: SQSClient, address: str) -> list[MessageTypeDef]:
    """All messages of a queue that are in sight; each is put back at once, so that a redrive finds it."""
    read: list[MessageTypeDef] = []
    while messages := sqs.receive_message(
        QueueUrl=address,
        MaxNumberOfMessages=10,
        VisibilityTimeout=_OUT_OF_SIGHT,
        MessageSystemAttributeNames=["SentTimestamp"],
        MessageAttributeNames=["All"],
    ).get("Messages"):
        read += messages
    for some in batched(read, 10, strict=False):
        entries: list[ChangeMessageVisibilityBatchRequestEntryTypeDef] = [
            {"Id": str(n), "ReceiptHandle": m["ReceiptHandle"], "VisibilityTimeout": 0} for n, m in enumerate(some)
        ]
        sqs.change_message_visibility_batch(QueueUrl=address, Entries=entries)
    return read


def texts_of(message: MessageTypeDef) -> dict[str, str]:
    """The attributes of a message as text."""
    return {name: each.get("StringValue", "") for name, each in message.get("MessageAttributes", {}).items()}


def _dead_letter(message: MessageTypeDef) -> DeadLetter:
    attributes = texts_of(message)
    error = attributes.get("error") or attributes.get("ERROR_CODE") or "no error given"
    return DeadLetter(
        sent=datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC),
        about=about(message["Body"]),
        why=": ".join(filter(None, (error, attributes.get("cause") or attributes.get("ERROR_MESSAGE")))),
        execution=attributes.get("execution", ""),
        is_sample=_same(message["Body"]) in _refused_samples(),
    )


@cache
def _refused_samples() -> frozenset[str]:
    return frozenset(_same(path.read_text()) for path in (ROOT / "events" / "malformed").glob("*.json"))


def _same(text: str) -> str:
    """The same text for the same event, however it is written."""
    try:
        return json.dumps(json.loads(text), sort_keys=True)
    except ValueError:
        return text
