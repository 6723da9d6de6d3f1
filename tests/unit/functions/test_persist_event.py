"""The Lambda stores what ClassifyEvent answers, says when it is notified, counts, and logs ids alone."""

import json
from collections.abc import Iterator

import pytest

from config_monitor.domain.compliance import Persisted
from config_monitor.domain.notifications import DUPLICATE
from config_monitor.observability import logger
from persist_event.handler import handler
from simulation.evaluations import NC, evaluated
from simulation.lambda_context import LambdaContext
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table
from tests.support.lambdas import forget


@pytest.fixture(autouse=True)
def _table(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("EVENTS_TABLE_NAME", TABLE)
    with moto_table():
        forget()
        yield
    forget()


def persist(annotation: str | None = None) -> Persisted:
    classified = json.loads(json.dumps(evaluated(NC, 1, annotation=annotation).model_dump(mode="json")))
    return Persisted.model_validate(json.loads(json.dumps(handler(classified, LambdaContext()))))


def test_a_new_violation_is_notified_and_its_second_delivery_is_not() -> None:
    first, second = persist(), persist()
    assert (first.outcome, first.change, first.notify, len(first.alerts)) == ("stored", "opened", "immediate", 1)
    assert second == Persisted(outcome="duplicate", reason=DUPLICATE)


def test_the_log_has_ids_and_outcomes_but_nothing_untrusted(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    persist("orchard\n{secret}")
    (record,) = caplog.records
    logged = vars(record)
    assert (logged["outcome"], logged["change"], logged["notify"]) == ("stored", "opened", "immediate")
    assert logged["reason"]["code"] == "baseline"
    assert "orchard" not in str(vars(record)) + capsys.readouterr().out


def test_the_time_since_the_evaluation_is_logged_once() -> None:
    persist()
    assert logger.get_current_keys()["storage_seconds"] > 0
    persist()
    assert "storage_seconds" not in logger.get_current_keys()
