"""The Lambda answers `Parsed` for whatever it is handed and logs ids, never the event."""

import json
from typing import Any

import pytest

from config_monitor.domain.events import Event
from parse_event.handler import handler
from simulation.lambda_context import LambdaContext
from tests.support.samples import changed, sample


def parse(payload: Any) -> dict[str, Any]:
    answer: dict[str, Any] = handler(payload, LambdaContext())
    json.dumps(answer, allow_nan=False)
    return answer


def test_a_compliance_change_becomes_an_event_with_its_evaluation() -> None:
    answer = parse({"raw": sample("config/non-compliant")})
    event = Event.model_validate(answer["event"])
    assert answer["outcome"] == "parsed"
    assert event.id == f"1795421741-{sample('config/non-compliant')['id']}"
    assert (event.account, event.region, event.partition) == ("111122223333", "eu-central-1", "aws")
    assert event.evaluation is not None
    assert event.evaluation.rule == event.evaluation.rule_name == "s3-bucket-public-read-prohibited"
    assert event.evaluated_at == event.evaluation.evaluated_at == "2026-11-23T08:15:41.507Z"
    assert event.detail == sample("config/non-compliant")["detail"]


def test_a_sample_can_be_handed_over_as_it_is() -> None:
    """`sam local invoke -e events/...` passes the raw event without the machine's wrapping."""
    raw = sample("config/non-compliant")
    assert parse(raw) == parse({"raw": raw})


@pytest.mark.parametrize("payload", [None, [], "text", 7, {}, {"raw": None}, {"raw": [1]}, {"raw": {"source": 1}}])
def test_what_is_no_event_is_rejected_with_a_reason(payload: Any) -> None:
    answer = parse(payload)
    assert (answer["outcome"], answer["event"]) == ("rejected", None)
    assert answer["reason"]


def test_the_log_has_ids_and_reasons_but_not_the_event(caplog: pytest.LogCaptureFixture) -> None:
    parse({"raw": sample("config/non-compliant")})
    parse({"raw": changed("config/non-compliant", "detail.newEvaluationResult.complianceType", "orchard-secret")})
    stored, rejected = (vars(record) for record in caplog.records)
    assert stored["event"] == rejected["event"] == sample("config/non-compliant")["id"]
    assert "complianceType" in rejected["reason"]
    assert "orchard" not in str([stored, rejected])
