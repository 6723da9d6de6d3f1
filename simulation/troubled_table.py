"""A table's client as botocore makes one, over a table in memory that is busy, away or slow at times."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError, ConnectTimeoutError

from simulation.invocation import running
from simulation.limited_table import LimitedTable, error
from simulation.virtual_time import VirtualTime

ATTEMPTS = 6  # botocore's, as adapters/aws.py asks for
BUSY = ("ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded", "InternalServerError")


class TroubledTable:
    """`share` is the part of attempts that are refused at a time; `is_away` says when none is answered at all.

    A few answers are lost after the write was made; botocore then sends the request again, as it does.
    """

    def __init__(
        self,
        table: LimitedTable,
        time: VirtualTime,
        share: Callable[[float], float],
        is_away: Callable[[float], bool],
        lost_answers: float,
    ) -> None:
        self._table, self._time = table, time
        self._share, self._is_away, self._lost = share, is_away, lost_answers

    def __getattr__(self, name: str) -> Any:
        operation = getattr(self._table, name)
        return lambda **request: self._call(name, operation, request)

    def _call(self, name: str, operation: Callable[..., Any], request: dict[str, Any]) -> Any:
        request.pop("TableName", None)
        invocation, draw = running(), self._time.draw
        answers: list[Any] = []
        for attempt in range(ATTEMPTS):
            if self._is_away(self._time.seconds):
                invocation.call(3)
                problem: Exception = ConnectTimeoutError(endpoint_url="https://dynamodb")
            elif draw.random() < self._share(self._time.seconds):
                invocation.call(0.005)
                problem = error(draw.choice(BUSY), name)
            else:
                invocation.call(0.004 + draw.random() * 0.02)
                answer = self._answer(name, operation, request, answers)
                invocation.called()
                if draw.random() >= self._lost:
                    return answer
                problem = ConnectTimeoutError(endpoint_url="https://dynamodb")
            if attempt < ATTEMPTS - 1:
                invocation.call(draw.random() * min(2**attempt, 20))
        raise problem

    def _answer(self, name: str, operation: Callable[..., Any], request: dict[str, Any], answers: list[Any]) -> Any:
        """The answer, or the error that is one; a transaction sent again by its token is answered as the first time."""
        if name == "transact_write_items" and answers:
            return answers[0]
        try:
            answers.append(operation(**request))
        except ClientError as refused:
            if refused.response["Error"]["Code"] == "TransactionCanceledException":
                running().called()
            raise
        return answers[-1]
