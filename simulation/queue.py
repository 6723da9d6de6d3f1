"""The dead-letter queue in memory, as SQS hands out and hides its messages."""

import json
from itertools import count
from typing import Any

from simulation.virtual_time import VirtualTime


class DeadLetterQueue:
    """Messages by their number; a received one is hidden for a while."""

    def __init__(self, time: VirtualTime) -> None:
        self._time, self._numbers = time, count()
        self.messages: dict[str, dict[str, Any]] = {}
        self._visible_at: dict[str, float] = {}

    def call(self, arguments: Any) -> Any:
        """Send, receive, delete or count, by what the arguments hold."""
        if "MessageBody" in arguments:
            body = arguments["MessageBody"]
            number = f"message-{next(self._numbers)}"
            self.messages[number] = {
                "MessageId": number,
                "ReceiptHandle": number,
                "Body": body if isinstance(body, str) else json.dumps(body),
                "Attributes": {"SentTimestamp": str(int(self._time.seconds * 1000))},
                "MessageAttributes": arguments.get("MessageAttributes", {}),
            }
            return {"MessageId": number}
        if "ReceiptHandle" in arguments:
            self.messages.pop(arguments["ReceiptHandle"], None)
            return {}
        if "AttributeNames" in arguments and "MaxNumberOfMessages" not in arguments:
            return {"Attributes": {"ApproximateNumberOfMessages": str(len(self.messages))}}
        visible = [n for n in self.messages if self._visible_at.get(n, 0) <= self._time.seconds]
        for number in visible[:1]:
            self._visible_at[number] = self._time.seconds + arguments["VisibilityTimeout"]
        if not visible:
            self._time.sleep(arguments["WaitTimeSeconds"])
        return {"Messages": [self.messages[number] for number in visible[:1]]}

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(message["Body"]) for message in self.messages.values()]
