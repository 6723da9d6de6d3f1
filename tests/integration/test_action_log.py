"""Replies are claimed once, and of those who agree to a request the first one is kept."""

from collections.abc import Iterator

import pytest

from config_monitor.adapters.dynamodb.actions import DynamoDBActionLog
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.actions import Action, ExceptionRequest
from config_monitor.ports import Asked
from simulation.evaluations import KEY
from simulation.table_definition import TABLE
from tests.support.acting import ALICE, BOB, CAROL
from tests.support.deployed_table import moto_table

NOW = "2026-11-26T12:00:00.000Z"
REQUEST = ExceptionRequest(action=Action(action_id="a1", kind="except", by=ALICE, at=NOW, reason="why"), key=KEY)


@pytest.fixture
def log() -> Iterator[DynamoDBActionLog]:
    with moto_table() as client:
        yield DynamoDBActionLog(Table(client, TABLE))


def test_a_reply_is_claimed_once_and_again_when_it_was_not_taken(log: DynamoDBActionLog) -> None:
    assert [log.claim_reply("a1", 0), log.claim_reply("a1", 0), log.claim_reply("a2", 0)] == [True, False, True]
    log.release_reply("a1")
    assert [log.claim_reply("a1", 0), log.claim_reply("a1", 0)] == [True, False]


def test_the_first_who_agrees_is_kept(log: DynamoDBActionLog) -> None:
    assert log.request("a1") is None
    assert log.approve("a1", BOB, NOW) is None
    log.keep_request(REQUEST, 0)
    assert log.request("a1") == REQUEST
    for person in (CAROL, BOB):
        request = log.approve("a1", person, NOW)
        assert request
        assert (request.approved_by, request.agreed.confirmed_by) == (CAROL, CAROL)
    assert log.request("a1") == REQUEST.model_copy(update={"approved_by": CAROL, "approved_at": NOW})


def test_who_was_asked_is_remembered(log: DynamoDBActionLog) -> None:
    assert log.asked("a1") is None
    log.mark_asked("a1", 0, unanswered=1, again_at=30.5)
    assert log.asked("a1") == Asked(unanswered=1, again_at=30.5)
    log.mark_asked("a1", 0)
    assert log.asked("a1") == Asked()
