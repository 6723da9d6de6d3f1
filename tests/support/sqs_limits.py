"""What SQS refuses of a message, which engines on this machine take: characters, size, empty attributes."""

import json
import re
from typing import Any

from simulation.machine_walk import TaskFailed

# The characters that SendMessage names: #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD, #x10000 to #x10FFFF.
REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
BYTES = 256 * 1024


def body_of(arguments: dict[str, Any]) -> str:
    """The body as the state machine sends it: a text as it is, anything else as JSON."""
    body = arguments["MessageBody"]
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def check(arguments: dict[str, Any]) -> None:
    """Raises TaskFailed for a message that SQS does not take."""
    attributes = arguments.get("MessageAttributes", {})
    texts = [body_of(arguments), *(a["StringValue"] for a in attributes.values())]
    if any(REFUSED.search(text) for text in texts) or not all(texts):
        raise TaskFailed("SQS.InvalidMessageContentsException", "invalid characters")
    named = [text for name, a in attributes.items() for text in (name, a["DataType"])]
    if (size := sum(len(text.encode()) for text in [*texts, *named])) > BYTES:
        raise TaskFailed("SQS.InvalidParameterValueException", f"{size} bytes")
