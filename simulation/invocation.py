"""A function's invocation that may end after any of its calls, as a process does that is killed or out of time."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from greenlet import getcurrent

from simulation.lambda_context import LambdaContext
from simulation.machine_walk import TaskFailed
from simulation.virtual_time import VirtualTime

Handler = Callable[[Any, Any], Any]
LARGEST_PAYLOAD = 256 * 1024


class Killed(BaseException):
    """The process ends here: nothing of the caller may run on."""


@dataclass
class Invocation:
    """Its end by the state's time limit, and after how many calls to the outside it is killed, if it is."""

    time: VirtualTime
    ends_at: float
    calls_left: int | None = None
    killed: bool = False

    def call(self, seconds: float) -> None:
        """A call to the outside takes its time."""
        self.time.sleep(seconds)
        if self.killed or self.time.seconds > self.ends_at:
            self.killed = True
            raise Killed

    def called(self) -> None:
        """The call had its effect."""
        if self.calls_left is not None:
            self.calls_left -= 1
            if self.calls_left <= 0:
                self.killed = True
                raise Killed


_running: dict[Any, Invocation] = {}


def running() -> Invocation:
    """The invocation of the task that runs now."""
    return _running[getcurrent()]


def invoke(handler: Handler, payload: Any, invocation: Invocation, error: str) -> Any:
    """What a function answers. Raises TaskFailed: with `error` where its process was killed, else with its own."""
    _running[getcurrent()] = invocation
    left = (invocation.ends_at - invocation.time.seconds) * 1000
    try:
        answer = json.dumps(handler(json.loads(json.dumps(payload)), LambdaContext(int(left))))
    except Killed:
        late = invocation.time.seconds > invocation.ends_at
        raise TaskFailed("States.Timeout" if late else error) from None
    except Exception as raised:
        raise TaskFailed(type(raised).__name__, str(raised)) from raised
    finally:
        del _running[getcurrent()]
    if len(answer) > LARGEST_PAYLOAD:
        raise TaskFailed("States.DataLimitExceeded")
    return json.loads(answer)
