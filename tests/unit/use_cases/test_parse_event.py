"""Whatever arrives is cleaned, read, and measured against the table's keys."""

from datetime import datetime
from typing import Any

import pytest

from config_monitor.adapters.sources import read_event
from config_monitor.domain.events import KEY_BYTES, Parsed
from config_monitor.errors import RejectedEvent
from config_monitor.use_cases.parse_event import parse_event
from tests.support.parsing import NOW
from tests.support.samples import changed

NAME, ID = "config/non-compliant", "detail.resourceId"
TAKEN = len("s3-bucket-public-read-prohibited#AWS::S3::Bucket#")


def test_the_reader_sees_only_what_can_be_stored() -> None:
    seen: list[Any] = []

    def read(raw: Any, _now: datetime) -> Parsed:
        seen.append(raw)
        return Parsed.ignored("seen")

    parse_event({"a\x00": ["\ud800", float("nan"), 10**400]}, read, NOW)
    assert seen == [{"a\ufffd": ["\ufffd", "nan", "(a number of 1329 bits)"]}]


def test_a_rejection_is_an_outcome_with_its_reason() -> None:
    def read(_raw: Any, _now: datetime) -> Parsed:
        raise RejectedEvent("detail.x: Field required")

    assert parse_event({}, read, NOW) == Parsed(outcome="rejected", reason="detail.x: Field required")


@pytest.mark.parametrize("character", ["x", "ü", "한", "😀"])
def test_keys_are_measured_in_bytes(character: str) -> None:
    fits = (KEY_BYTES - TAKEN) // len(character.encode())
    assert parse_event(changed(NAME, ID, character * fits), read_event, NOW).outcome == "parsed"
    over = parse_event(changed(NAME, ID, character * (fits + 1)), read_event, NOW)
    assert over.outcome == "rejected"
    assert "1024" in (over.reason or "")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("cloudwatch/alarm-metric", "detail.alarmName"),
        ("cloudformation/stack-created", "detail.stack-id"),
        ("guardduty/instance", "detail.resource.instanceDetails.instanceId"),
        ("config/item-delete", "detail.configurationItem.resourceType"),
        ("health/issue", "detail.statusCode"),
    ],
)
def test_the_keys_of_every_source_are_measured(name: str, path: str) -> None:
    assert parse_event(changed(name, path, "x" * 1100), read_event, NOW).outcome == "rejected"
