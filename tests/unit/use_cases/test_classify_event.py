"""An event leaves with its severity, what it means and which channel is notified."""

from datetime import UTC, datetime
from typing import Any

import pytest

from config_monitor.adapters.sources import read_event
from config_monitor.domain.events import Event, Severity
from config_monitor.domain.policy import Policy
from config_monitor.domain.rules import ManagedRule
from config_monitor.use_cases.classify_event import classify_event
from tests.support.fakes import FakeLedger, FakeOverrides, NoRules
from tests.support.samples import changed, sample

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
RULE = "s3-bucket-public-read-prohibited"
KNOWN = ManagedRule(
    name=RULE,
    title="Bucket is public",
    severity=Severity.CRITICAL,
    severity_source="security-hub-2026",
    category="security",
    description="Everybody can read it.",
    remediation="Block public access.",
    documentation="https://docs.example/rule",
)


class Book:
    """A catalogue of one rule and a policy."""

    def __init__(self, **policy: Any) -> None:
        self._policy = Policy.model_validate(policy)

    def policy(self) -> Policy:
        return self._policy

    def find_by_identifier(self, identifier: str) -> ManagedRule | None:
        return KNOWN if identifier == KNOWN.identifier else None

    def find(self, rule: str) -> ManagedRule | None:
        return KNOWN if rule == RULE else None


def event_of(raw: dict[str, Any]) -> Event:
    event = read_event(raw, NOW).event
    assert event is not None
    return event


def test_a_managed_rule_brings_its_severity_words_and_page() -> None:
    book, event = Book(), event_of(sample("config/non-compliant"))
    classified = classify_event(event, book, book, FakeLedger(), NOW, FakeOverrides(), NoRules())
    got = classified.event
    assert (got.severity, got.category, got.remediation) == (Severity.CRITICAL, "security", "Block public access.")
    assert got.title == f"Bucket is public: {event.resource_id}"
    assert (classified.description, classified.documentation) == (KNOWN.description, KNOWN.documentation)
    assert (classified.severity_source, classified.route.notify) == ("security-hub-2026", "immediate")


def test_a_resolution_is_as_severe_as_its_rule_and_not_headed_like_a_violation() -> None:
    """The violation keeps its severity, and nobody reads `Bucket is public` of one that no longer is."""
    book = Book()
    event = event_of(changed("config/non-compliant", "detail.newEvaluationResult.complianceType", "COMPLIANT"))
    got = classify_event(event, book, book, FakeLedger(), NOW, FakeOverrides(), NoRules()).event
    assert (got.severity, got.title) == (Severity.CRITICAL, event.title)


def test_no_resource_name_breaks_the_headline() -> None:
    """The name is somebody else's: a line break or a direction mark in it stays out, an endless one is cut."""
    book = Book()
    event = event_of(changed("config/non-compliant", "detail.resourceId", "a\nb\u202e" + "x" * 1000))
    title = classify_event(event, book, book, FakeLedger(), NOW, FakeOverrides(), NoRules()).event.title
    assert title.startswith("Bucket is public: a b")
    assert "\n" not in title
    assert "\u202e" not in title
    assert len(title) <= 250


def test_the_policy_goes_before_the_catalogue() -> None:
    book = Book(severities=[{"rule": RULE, "severity": "low"}])
    classified = classify_event(
        event_of(sample("config/non-compliant")), book, book, FakeLedger(), NOW, FakeOverrides(), NoRules()
    )
    assert (classified.event.severity, classified.severity_source) == (Severity.LOW, "policy")
    assert classified.route.notify == "digest"


def test_a_rule_in_neither_is_medium_and_marked_so() -> None:
    book, event = Book(), event_of(changed("config/non-compliant", "detail.configRuleName", "volumes-prod-tags"))
    classified = classify_event(event, book, book, FakeLedger(), NOW, FakeOverrides(), NoRules())
    assert (classified.event.severity, classified.severity_source) == (Severity.MEDIUM, "unlisted")
    assert classified.event.title == event.title
    assert classified.documentation is None


@pytest.mark.parametrize("severity", list(Severity))
def test_another_source_says_itself_how_bad_it_is(severity: Severity) -> None:
    book = Book(severities=[{"rule": "*", "severity": "low"}])
    event = event_of(sample("config/non-compliant")).model_copy(
        update={"source": "aws.guardduty", "evaluation": None, "severity": severity}
    )
    classified = classify_event(event, book, book, FakeLedger(), NOW, FakeOverrides(), NoRules())
    assert (classified.event, classified.severity_source) == (event, "source")


def test_the_account_and_the_exception_are_named() -> None:
    exception = {"rule": RULE, "resource": "*", "reason": "site", "owner": "ada", "expires": "2027-01-31"}
    book = Book(accounts={"111122223333": {"name": "production"}}, exceptions=[exception])
    route = classify_event(
        event_of(sample("config/non-compliant")), book, book, FakeLedger(), NOW, FakeOverrides(), NoRules()
    ).route
    assert (route.account_name, route.notify, route.exception) == ("production", "none", "ada: site")
