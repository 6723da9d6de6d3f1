"""Every sample comes out as events/expected.yaml says, and every real payload comes out as something."""

import json
from typing import Any

import pytest

from config_monitor.adapters.sources import PARSERS, read_event
from config_monitor.adapters.sources.envelope import DETAIL_BYTES
from config_monitor.domain.events import CONFIG_COMPLIANCE, Event, Severity, from_epoch
from config_monitor.use_cases.parse_event import parse_event
from simulation.mutations import real_payloads
from tests.support.parsing import NOW
from tests.support.samples import EVENTS, expectations, sample

EXPECTED = expectations()
REAL: dict[str, dict[str, Any]] = {
    name: payload
    for name, payload in real_payloads()
    if isinstance(payload, dict) and str(payload.get("source")).startswith("aws.") and "malformed" not in name
}


def test_each_sample_is_expected_and_each_expectation_has_its_sample() -> None:
    actual = {str(path.relative_to(EVENTS).with_suffix("")) for path in EVENTS.rglob("*.json")}
    # What single functions are given is no event, and is tried on the engine.
    assert set(EXPECTED) == {name for name in actual if not name.startswith("functions/")}


def test_each_kind_of_event_has_a_sample() -> None:
    samples = [sample(name) for name in EXPECTED if not name.startswith("malformed/")]
    assert set(PARSERS) <= {(raw.get("source"), raw.get("detail-type")) for raw in samples}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_comes_out_as_expected(name: str) -> None:
    expected, parsed = EXPECTED[name], parse_event(sample(name), read_event, NOW)
    kept = "noted" if parsed.event and (parsed.event.heartbeat or parsed.event.rule_inventory) else "stored"
    assert parsed.outcome.replace("parsed", kept) == expected["outcome"], parsed.reason
    assert set(expected) == {"outcome", "notify", "shows"} | ({"severity"} if parsed.event else set())
    assert expected["notify"] in ("immediate", "digest", "none")
    if parsed.event is None:
        assert parsed.reason
    elif parsed.event.evaluation:
        assert expected["severity"] in [severity.word for severity in Severity]
    else:
        assert parsed.event.severity.word == expected["severity"]


@pytest.mark.parametrize("raw", REAL.values(), ids=list(REAL))
def test_a_real_payload_becomes_an_event_or_is_ignored_for_a_reason(raw: dict[str, Any]) -> None:
    """As the acceptance program sends them: with an id and a present time, which some published samples lack."""
    argument = {**raw, "id": "0c6a1a2e-0000-4000-8000-000000000000", "time": "2026-11-24T09:00:00Z"}
    parsed = parse_event(argument, read_event, NOW)
    assert parsed.outcome != "rejected", parsed.reason
    if parsed.event is None:
        assert parsed.reason
        return
    event = parsed.event
    assert Event.model_validate_json(event.model_dump_json()) == event
    assert event.account == raw["account"]
    assert event.title
    assert "\n" not in event.title
    assert event.category in ("security", "compliance", "availability", "operations", "cost", "change")
    assert event.console_url is None or event.console_url.startswith("https://console.a")
    assert len(json.dumps(event.detail)) <= DETAIL_BYTES


def test_compliance_changes_keep_the_original_detail() -> None:
    """Rule, resource, both statuses, annotation and evaluation time of each compliance payload reach the event."""
    payloads = [raw for raw in REAL.values() if raw["detail-type"] == CONFIG_COMPLIANCE]
    assert payloads
    for raw in payloads:
        parsed, detail = parse_event(raw, read_event, NOW), raw["detail"]
        if parsed.event is None:
            continue
        new, old = detail["newEvaluationResult"], detail.get("oldEvaluationResult") or {}
        event = parsed.event
        assert event.evaluation is not None
        assert event.evaluation.rule_name == detail["configRuleName"]
        assert (event.resource_type, event.resource_id) == (detail["resourceType"], detail["resourceId"])
        assert (event.status, event.previous_status) == (new["complianceType"], old.get("complianceType"))
        assert (event.annotation or "") == (new.get("annotation") or "").strip()
        ahead = new["resultRecordedTime"] > "2099"  # of a clock that nobody can have
        assert event.evaluated_at == (from_epoch(event.published_at) if ahead else new["resultRecordedTime"])
        assert event.detail == detail
