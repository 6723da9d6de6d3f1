"""Which attributes lists of incidents are read by, and an incident as it is shown."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest

from config_monitor.domain.events import Severity, parse_instant
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.lifecycle import id_of_key, key_of_id
from config_monitor.domain.queries import IncidentDetail, IncidentQuery, plan_incidents
from tests.support.incidents import at, ended, incident_of, reported

ACCOUNT = "111122223333"


@pytest.mark.parametrize(
    ("query", "key", "filters"),
    [
        ({}, {"list_state": "open"}, {}),
        ({"status": "ended", "severity": Severity.LOW}, {"list_state": "ended"}, {"severity": 2}),
        ({"source": "aws.health", "region": "x"}, {"source": "aws.health", "list_state": "open"}, {"region": "x"}),
        (
            {"account": ACCOUNT, "source": "aws.health", "resource_id": "i-1"},
            {"account": ACCOUNT, "list_state": "open"},
            {"source": "aws.health", "resource_id": "i-1"},
        ),
    ],
    ids=str,
)
def test_a_list_is_read_by_its_most_selective_attributes(
    query: dict[str, Any], key: dict[str, str], filters: dict[str, object]
) -> None:
    plan = plan_incidents(IncidentQuery(**query))
    assert (plan.key, plan.filters, plan.ascending) == (key, filters, True)


@pytest.mark.parametrize("identity", ["finding-1", "arn:aws:health:us-east-1::event/EC2/a#b?c", "ä😀", "x" * 900])
def test_an_id_is_one_segment_of_a_path_and_gives_the_key_again(identity: str) -> None:
    key = IncidentKey(account=ACCOUNT, region="eu-central-1", source="config-monitor.agent", identity=identity)
    assert set(id_of_key(key)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert key_of_id(id_of_key(key), IncidentKey) == key


def encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "text",
    [
        encoded('["1", "r", "s", "\\ud800"]'),
        encoded("[" * 100_000),
        encoded('["1", "r", "s", ' + "9" * 5000 + "]"),
        encoded('["", "", "", "' + "x" * 1024 + '"]'),
        encoded('["1", "r", "s", null]'),
        encoded('["1", "r", "s", "i", "more"]'),
        "%00",
        "../../events",
    ],
    ids=["half a character", "deep", "a large number", "a byte too long", "null", "five", "a zero", "a path"],
)
def test_what_is_no_id_has_no_key(text: str) -> None:
    assert key_of_id(text, IncidentKey) is None


def test_an_incident_in_full_has_its_age_and_its_timeline() -> None:
    incident = incident_of(reported(1), reported(2, count=7), ended(4))
    assert incident.event
    row = {**incident.key.model_dump(), "kind": incident.kind, "title": incident.event.title, "severity": 4}
    row |= {"occurred_at": incident.occurred_at, "opened_at": at(1), "resolved_at": at(4), "category": "operations"}
    shown = IncidentDetail.of_incident(row, incident, parse_instant(at(9)), {"e2-opened": "It was open."}, None)
    assert (shown.age, shown.age_seconds) == ("3 h", 10800)
    assert [(entry.at, entry.phase, entry.count) for entry in shown.timeline] == [
        (at(1), "opened", 1),
        (at(2), "opened", 7),
        (at(4), "ended", 1),
    ]
    assert [entry.not_notified_because for entry in shown.timeline] == [None, "It was open.", None]
    assert (shown.timeline[-1].ended_as, shown.summed_up_before) == ("ok", None)
