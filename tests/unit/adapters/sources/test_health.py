"""Health events of each category, each view and each page."""

import pytest

from config_monitor.domain.events import Severity
from tests.support.reading import event, refusal
from tests.support.samples import changed, sample, without

ISSUE = "health/issue"


@pytest.mark.parametrize(
    ("name", "category", "severity"),
    [
        ("issue", "availability", Severity.HIGH),
        ("issue-public", "availability", Severity.MEDIUM),
        ("issue-closed", "availability", Severity.INFORMATIONAL),
        ("scheduled-change", "operations", Severity.MEDIUM),
        ("account-notification", "operations", Severity.LOW),
        ("investigation", "operations", Severity.MEDIUM),
        ("abuse", "security", Severity.HIGH),
        ("credentials-exposed", "security", Severity.CRITICAL),
    ],
)
def test_each_category_has_its_severity(name: str, category: str, severity: Severity) -> None:
    found = event(sample(f"health/{name}"))
    assert (found.category, found.severity) == (category, severity)
    assert found.remediation


def test_an_abuse_report_is_known_by_its_code_too() -> None:
    assert event(changed("health/abuse", "detail-type", "AWS Health Event")).severity is Severity.HIGH


@pytest.mark.parametrize("category", ["ISSUE", "Issue", "issue"])
def test_the_case_of_a_category_does_not_matter(category: str) -> None:
    assert event(changed(ISSUE, "detail.eventTypeCategory", category)).severity is Severity.HIGH


def test_a_category_yet_to_come_is_low() -> None:
    found = event(changed(ISSUE, "detail.eventTypeCategory", "advice"))
    assert (found.severity, found.title.partition(":")[0]) == (Severity.LOW, "AWS Health")


def test_the_first_entity_stands_for_all() -> None:
    found = event(sample(ISSUE))
    assert found.title == "Issue: EC2 instance availability issue, i-0c1d2e3f4a5b60718 and 2 more"
    assert (found.resource_type, found.resource_id) == ("AWS::Health::AffectedEntity", "i-0c1d2e3f4a5b60718")


@pytest.mark.parametrize("entities", [None, [], [{}], [{"entityValue": "x" * 600}]])
def test_without_a_name_for_an_entity_the_event_stands_for_itself(entities: object) -> None:
    found = event(changed(ISSUE, "detail.affectedEntities", entities))
    assert found.resource_type == "AWS::Health::Event"
    assert (found.resource_id or "").startswith("arn:aws:health:")


def test_the_organisations_view_names_the_account_concerned() -> None:
    found = event(sample("health/organization-view"))
    assert (found.account, found.account_mismatch) == ("111122223333", "444455556666")
    assert found.title.endswith("in account 444455556666")


@pytest.mark.parametrize(("page", "severity"), [("1", 3), (1, 3), ("2", 1), (2, 1), (None, 3)])
def test_only_the_first_page_of_a_notice_is_rated(page: object, severity: int) -> None:
    assert event(changed("health/second-page", "detail.page", page)).severity == severity


def test_english_comes_first_and_any_language_will_do() -> None:
    texts = [{"language": "ko_KR", "latestDescription": "알림"}, {"language": "en_US", "latestDescription": "Notice"}]
    assert event(changed(ISSUE, "detail.eventDescription", texts)).annotation == "Notice"
    assert event(changed(ISSUE, "detail.eventDescription", texts[:1])).annotation == "알림"
    assert event(without(ISSUE, "detail.eventDescription")).annotation is None


@pytest.mark.parametrize("path", ["detail.eventArn", "detail.eventTypeCode"])
def test_what_names_the_event_is_required(path: str) -> None:
    assert refusal(without(ISSUE, path)) == ("rejected", f"{path}: Field required")
