"""Names, owners and changes of resources: in whichever order item and evaluation arrive, people read the same."""

from datetime import UTC, datetime
from typing import Any

import pytest

from config_monitor.domain.events import format_instant
from config_monitor.domain.policy import Policy
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.notify_slack import notify_slack
from config_monitor.use_cases.persist_event import persist_event
from simulation.sender import START, World
from tests.support.fakes import EmptyCatalogue, FakeLedger, FakeOverrides, FakePolicies, NoRules
from tests.support.parsing import event
from tests.support.samples import changed

RESOURCE, NAME, TYPE = "db-QWERTY0123456789", "orchard-db", "AWS::RDS::DBInstance"
SECRET = "correct-horse"


def test_the_name_stands_beside_the_id_whichever_is_first() -> None:
    for events in ([_item(-600), _evaluation(-60)], [_evaluation(-60), _item(-600)]):
        hub = Hub()
        assert NAME in hub.play(*events)
        assert [v.resource_names for v in hub.ledger.violations.values()] == [(NAME,)]


def test_what_changed_just_before_is_shown_whichever_is_first() -> None:
    item = _item(-90, {"Configuration.PubliclyAccessible": [False, True]})
    for events in ([item, _evaluation(-60)], [_evaluation(-60), item]):
        shown = Hub().play(*events)
        assert "Configuration.PubliclyAccessible" in shown
        assert "→ `true`" in shown


def test_the_message_is_edited_and_none_is_posted() -> None:
    hub = Hub()
    hub.play(_evaluation(-60), _item(-90, {"Configuration.Port": [1, 2]}))
    assert [sent.via for sent in hub.world.notifier.sent] == ["post", "edit"]


def test_a_change_of_long_before_explains_nothing() -> None:
    assert "PubliclyAccessible" not in Hub().play(
        _item(-3600, {"Configuration.PubliclyAccessible": [False, True]}), _evaluation(-60)
    )


def test_a_message_that_says_it_is_over_is_not_edited() -> None:
    hub = Hub()
    hub.play(_evaluation(-60))
    hub.world.ended |= set(hub.ledger.violations)
    assert "Configuration.Port" not in hub.play(_item(-90, {"Configuration.Port": [1, 2]}))


@pytest.mark.parametrize(
    "path", ["Configuration.MasterUserPassword", "Configuration.Environment.Variables.X", "Configuration.UserData"]
)
def test_no_secret_is_shown_or_stored(path: str) -> None:
    hub = Hub()
    shown = hub.play(_item(-90, {path: [None, SECRET]}), _evaluation(-60))
    assert path in shown
    assert SECRET not in shown
    assert not any(
        SECRET in each.model_dump_json() for each in [*hub.ledger.events.values(), *hub.ledger.resources.values()]
    )


def test_a_policy_finds_a_resource_by_its_name_and_by_its_owner() -> None:
    excepted = {"rule": "*", "resource": "orchard-*", "reason": "known", "owner": "web", "expires": "2027-12-31"}
    assert Hub(exceptions=[excepted]).play(_item(-600), _evaluation(-60)) == ""
    routed = Hub(routes=[{"resource_owner": "data-*", "channel": "data"}])
    routed.play(_item(-600), _evaluation(-60))
    assert [alert.channel for alert in routed.ledger.alerts.values()] == ["data"]


def test_the_owner_s_team_is_notified_and_the_keys_of_the_tag_are_the_policy_s() -> None:
    team = Hub(teams={"data-team": {"channel": "data"}})
    assert "data-team" in team.play(_item(-600), _evaluation(-60))
    assert [(a.channel, a.team, a.owner) for a in team.ledger.alerts.values()] == [("data", "data-team", "data-team")]
    other = Hub(owner_tags=["squad"])
    other.play(_item(-600), _evaluation(-60))
    assert [alert.owner for alert in other.ledger.alerts.values()] == [None]


class Hub:
    """What events come to, from parsing to the message in the channel."""

    def __init__(self, **policy: Any) -> None:
        self.policies = FakePolicies(Policy.model_validate({"threshold": "low", **policy}))
        self.ledger, self.world = FakeLedger(), World()

    def play(self, *raw: dict[str, Any]) -> str:
        """All that the channel shows after these events."""
        for each in raw:
            now = self.world.sender.channels.clock()
            classified = classify_event(
                event(each), self.policies, EmptyCatalogue(), self.ledger, now, FakeOverrides(), NoRules()
            )
            persisted = persist_event(classified, self.ledger, now, lambda _: None)
            self.world.write(*(self.ledger.alerts[key] for key in persisted.alerts))
            notify_slack(persisted.alerts, self.world.sender)
            self.world.time += 1
        return "\n".join(str(sent.message) for sent in self.world.notifier.sent)


def _evaluation(seconds: float) -> dict[str, Any]:
    raw = changed("config/non-compliant", "id", f"evaluation{seconds}")
    at, qualifier = _at(seconds), raw["detail"]["newEvaluationResult"]["evaluationResultIdentifier"]
    qualifier["evaluationResultQualifier"] |= {"resourceId": RESOURCE, "resourceType": TYPE}
    raw["detail"] |= {"resourceId": RESOURCE, "resourceType": TYPE}
    raw["detail"]["newEvaluationResult"]["resultRecordedTime"] = at
    return raw | {"time": at, "region": "eu-central-1", "account": "111122223333"}


def _item(seconds: float, properties: dict[str, list[Any]] | None = None) -> dict[str, Any]:
    raw = changed("config/item-update", "id", f"item{seconds}")
    at = _at(seconds)
    raw["detail"]["configurationItem"] |= {
        "resourceId": RESOURCE,
        "resourceType": TYPE,
        "resourceName": NAME,
        "tags": {"Owner": "data-team"},
        "configurationItemCaptureTime": at,
    }
    raw["detail"]["configurationItemDiff"]["changedProperties"] = {
        path: {"previousValue": old, "updatedValue": new, "changeType": "UPDATE"}
        for path, (old, new) in (properties or {}).items()
    }
    return raw | {"time": at}


def _at(seconds: float) -> str:
    return format_instant(datetime.fromtimestamp(START + seconds, UTC))
