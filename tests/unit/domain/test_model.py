"""Models of the domain are built at first use, once, whichever threads use them first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from typing import Annotated, Any

import pytest
from pydantic import ValidationError
from pydantic_core import CoreSchema

from config_monitor.domain.model import DomainModel

THREADS = 4


class Builds:
    """A type that counts how often a validator is built of it, each time slowly enough for others to come."""

    count = 0

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        cls.count += 1
        sleep(0.02)
        schema: CoreSchema = handler(int)
        return schema


class Built(DomainModel):
    number: Annotated[int, Builds]


def test_a_model_is_built_at_first_use_once_while_other_threads_wait() -> None:
    assert Builds.count == 0
    start = Barrier(THREADS)

    def use(number: int) -> int:
        start.wait()
        return Built(number=number).number

    with ThreadPoolExecutor(THREADS) as threads:
        assert list(threads.map(use, range(THREADS))) == list(range(THREADS))
    assert Builds.count == 1


def test_it_never_changes_and_takes_no_unknown_name() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Built(number=1).number = 2  # type: ignore[misc]
    with pytest.raises(ValidationError, match="Extra inputs"):
        Built(number=1, other=2)  # type: ignore[call-arg]
