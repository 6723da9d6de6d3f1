"""AWS Config deletes the compliance of a resource that no rule evaluates any more: its violations end, and say why."""

from typing import Any

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import GLOBAL, Event
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.persist_event import persist_event
from tests.support.company import Rulebook
from tests.support.fakes import FakeLedger, FakeOverrides, NoRules
from tests.support.faults import NOW
from tests.support.parsing import event
from tests.support.samples import changed, sample


class Hub:
    """A ledger that takes raw events, and knows the catalogue."""

    def __init__(self) -> None:
        self.ledger = FakeLedger()

    def receive(self, *raws: dict[str, Any]) -> None:
        for raw in raws:
            self._persist(event(raw))

    def _persist(self, parsed: Event) -> None:
        classified = classify_event(
            parsed, Rulebook(), PackagedCatalogue(), self.ledger, NOW, FakeOverrides(), NoRules()
        )
        persist_event(classified, self.ledger, NOW, lambda _: None)

    @property
    def violations(self) -> list[Violation]:
        return list(self.ledger.violations.values())


def deleted(resource: str, region: str = "eu-central-1") -> Any:
    """The configuration item by which a resource's compliance is deleted."""
    raw = changed("config/item-compliance-copy", "detail.configurationItem.configurationItemStatus", "ResourceDeleted")
    item, captured_at = raw["detail"]["configurationItem"], "2026-11-23T09:30:00.000Z"
    item |= {"resourceId": resource, "configurationItemCaptureTime": captured_at, "configuration": None}
    raw["detail"]["configurationItemDiff"]["changeType"] = "DELETE"
    return raw | {"id": f"deleted-{region}", "time": captured_at, "region": region}


def opened(**detail: Any) -> tuple[dict[str, Any], str]:
    """An event that opens a violation, and the id under which its resource's compliance is recorded."""
    raw = sample("config/non-compliant")
    raw["detail"] |= detail
    result = raw["detail"]["newEvaluationResult"]["evaluationResultIdentifier"]["evaluationResultQualifier"]
    result |= {key: detail[key] for key in ("configRuleName", "resourceType", "resourceId") if key in detail}
    return raw, f"{result['resourceType']}/{result['resourceId']}"


def test_its_violations_end_as_removed_in_the_thread_of_their_alert() -> None:
    hub, (raw, recorded_as) = Hub(), opened()
    hub.receive(raw)
    hub.receive(deleted(recorded_as))
    (violation,) = hub.violations
    assert (violation.closed_as, violation.state.removed_because) == ("removed", "evaluation results deleted")
    opening, end = sorted(hub.ledger.alerts.values(), key=lambda alert: alert.kind == "removed")
    assert (end.kind, end.opening_alert, end.removed_because) == (
        *("removed", opening.key),
        "evaluation results deleted",
    )
    assert not any(any(counts.values()) for counts in hub.ledger.counters_by_account.values())


def test_a_deletion_that_arrives_twice_is_notified_once() -> None:
    hub, (raw, recorded_as) = Hub(), opened()
    hub.receive(raw, deleted(recorded_as), deleted(recorded_as))
    assert [alert.kind for alert in hub.ledger.alerts.values()].count("removed") == 1


def test_the_resource_itself_is_not_taken_for_deleted() -> None:
    """An evaluation of the resource as it was before is no evaluation of the dead."""
    hub, (raw, recorded_as) = Hub(), opened()
    hub.receive(raw, deleted(recorded_as))
    again = opened()[0] | {"id": "again", "time": "2026-11-23T10:00:05Z"}
    again["detail"]["newEvaluationResult"]["resultRecordedTime"] = "2026-11-23T10:00:00.000Z"
    hub.receive(again)
    (violation,) = hub.violations
    assert (violation.is_open, violation.reopened) == (True, 1)


def test_results_about_the_whole_account_end_in_the_region_alone() -> None:
    account = {"resourceType": "AWS::::Account", "resourceId": "111122223333"}
    raw, recorded_as = opened(configRuleName="iam-password-policy", configRuleARN=None, **account)
    hub = Hub()
    hub.receive(raw, raw | {"id": "elsewhere", "region": "us-east-1"})
    (violation,) = hub.violations
    assert (violation.key.region, violation.is_open) == (GLOBAL, True)
    hub.receive(deleted(recorded_as))
    assert hub.violations[0].is_open
    hub.receive(deleted(recorded_as, region="us-east-1"))
    assert hub.violations[0].closed_as == "removed"
