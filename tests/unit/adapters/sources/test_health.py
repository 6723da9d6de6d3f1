"""Health events of each category, each view and each page."""

import pytest

from config_monitor.domain.events import Severity
from tests.support.parsing import event, fact, incident, refusal
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
    actual = event(sample(f"health/{name}"))
    assert (actual.category, actual.severity) == (category, severity)
    assert actual.remediation


def test_an_abuse_report_is_known_by_its_code_too() -> None:
    assert event(changed("health/abuse", "detail-type", "AWS Health Event")).severity is Severity.HIGH


@pytest.mark.parametrize("category", ["ISSUE", "Issue", "issue"])
def test_the_case_of_a_category_does_not_matter(category: str) -> None:
    assert event(changed(ISSUE, "detail.eventTypeCategory", category)).severity is Severity.HIGH


def test_a_category_yet_to_come_is_low() -> None:
    actual = event(changed(ISSUE, "detail.eventTypeCategory", "advice"))
    assert (actual.severity, actual.title.partition(":")[0]) == (Severity.LOW, "AWS Health")


def test_the_first_entity_stands_for_all() -> None:
    actual = event(sample(ISSUE))
    assert actual.title == "Issue: EC2 instance availability issue, i-0c1d2e3f4a5b60718 and 2 more"
    assert (actual.resource_type, actual.resource_id) == ("AWS::Health::AffectedEntity", "i-0c1d2e3f4a5b60718")


@pytest.mark.parametrize("entities", [None, [], [{}], [{"entityValue": "x" * 600}]])
def test_without_a_name_for_an_entity_the_event_stands_for_itself(entities: object) -> None:
    actual = event(changed(ISSUE, "detail.affectedEntities", entities))
    assert actual.resource_type == "AWS::Health::Event"
    assert (actual.resource_id or "").startswith("arn:aws:health:")


def test_an_administrators_word_on_a_member_counts() -> None:
    actual = event(sample("health/organization-view"), administrators={"111122223333"})
    assert (actual.account, actual.sender_account) == ("444455556666", "111122223333")
    assert (actual.claimed, actual.account_mismatch) == (False, None)


def test_anybody_elses_word_on_another_account_is_a_claim() -> None:
    actual = event(sample("health/organization-view"), administrators={"999988887777"})
    assert (actual.account, actual.sender_account) == ("111122223333", None)
    assert (actual.claimed, actual.account_mismatch) == (True, "444455556666")
    assert actual.title.endswith("claimed for account 444455556666")


@pytest.mark.parametrize("claimed", ["all", "4444 5555", "x" * 90, "444455556666\u202e"])
def test_what_is_no_account_is_a_claim_whoever_says_it(claimed: str) -> None:
    raw = changed("health/organization-view", "detail.affectedAccount", claimed)
    assert event(raw, administrators={"111122223333"}).claimed


@pytest.mark.parametrize(
    ("stated", "region", "sender"),
    [
        ("us-west-2", "us-west-2", "eu-central-1"),
        ("global", "global", "eu-central-1"),
        ("eu-central-1", "eu-central-1", None),
        ("nowhere#x", "eu-central-1", None),
        (None, "eu-central-1", None),
    ],
)
def test_the_region_concerned_is_the_events_own(stated: str | None, region: str, sender: str | None) -> None:
    actual = event(changed(ISSUE, "detail.eventRegion", stated))
    assert (actual.region, actual.sender_region) == (region, sender)


def test_copies_of_a_page_are_one_page_of_one_incident() -> None:
    first = incident(sample(ISSUE))
    copy = incident({**changed(ISSUE, "detail.backupEvent", True), "id": "another", "region": "us-west-2"})
    assert copy == first
    other_page = incident(changed(ISSUE, "detail.page", "2"))
    assert (other_page.identity, other_page.page) == (first.identity, "0a1b2c3d4e5f-1#2")
    assert first.entities[0] == "i-0c1d2e3f4a5b60718"


def test_a_closed_event_is_over() -> None:
    assert (incident(sample(ISSUE)).phase, incident(sample("health/issue-closed")).ended_as) == ("opened", "closed")


def test_endless_entities_are_bounded() -> None:
    actual = incident(changed(ISSUE, "detail.affectedEntities", [{"entityValue": "x" * 4000}] * 900))
    assert len("".join(actual.entities)) <= 20_000


@pytest.mark.parametrize(
    ("starts", "ends", "severity"),
    [
        ("Fri, 27 Nov 2026 14:00:00 GMT", "Fri, 27 Nov 2026 16:00:00 GMT", Severity.HIGH),
        ("Tue, 01 Dec 2026 09:00:00 GMT", None, Severity.HIGH),
        ("Tue, 01 Dec 2026 09:00:01 GMT", None, Severity.MEDIUM),
        ("Mon, 23 Nov 2026 09:00:00 GMT", "Wed, 25 Nov 2026 09:00:00 GMT", Severity.HIGH),
        ("Mon, 23 Nov 2026 09:00:00 GMT", "Tue, 24 Nov 2026 08:59:00 GMT", Severity.MEDIUM),
        ("{{startTime}}", "soon", Severity.MEDIUM),
        (None, "Fri, 27 Nov 2026 16:00:00 GMT", Severity.MEDIUM),
        ("Fri, 27 Nov 9999 14:00:00 GMT", None, Severity.MEDIUM),
    ],
)
def test_a_change_within_seven_days_is_high(starts: str | None, ends: str | None, severity: Severity) -> None:
    raw = changed("health/scheduled-change", "detail.startTime", starts)
    raw["detail"]["endTime"] = ends
    assert event(raw).severity is severity


def test_a_change_says_from_when_to_when() -> None:
    raw = changed("health/scheduled-change", "detail.startTime", "Thu, 12 Mar 2026 14:00:00 GMT")
    raw["detail"]["endTime"] = "2026-03-12T16:30:00Z"
    assert fact(raw, "Begins") == "2026-03-12 14:00 UTC"
    assert fact(raw, "Ends") == "2026-03-12 16:30 UTC"
    actual = incident(raw)
    assert (actual.starts_at, actual.ends_at) == ("2026-03-12T14:00:00.000Z", "2026-03-12T16:30:00.000Z")


@pytest.mark.parametrize(
    ("stated", "occurred"),
    [
        ("Mon, 23 Nov 2026 12:59:00 GMT", "2026-11-23T12:59:00.000Z"),
        ("Mon, 23 Nov 2026 13:59:00 GMT", "2026-11-23T13:00:00.000Z"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "2026-11-23T13:00:00.000Z"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "2026-11-23T13:00:00.000Z"),
        ("Mon, 23 Nov 99999 13:59:00 GMT", "2026-11-23T13:00:00.000Z"),
        ("today", "2026-11-23T13:00:00.000Z"),
        (None, "2026-11-23T13:00:00.000Z"),
    ],
)
def test_reports_are_ordered_by_the_services_own_time_within_reason(stated: str | None, occurred: str) -> None:
    assert incident(changed(ISSUE, "detail.lastUpdatedTime", stated)).occurred_at == occurred


def test_english_comes_first_and_any_language_will_do() -> None:
    texts = [{"language": "ko_KR", "latestDescription": "알림"}, {"language": "en_US", "latestDescription": "Notice"}]
    assert event(changed(ISSUE, "detail.eventDescription", texts)).annotation == "Notice"
    assert event(changed(ISSUE, "detail.eventDescription", texts[:1])).annotation == "알림"
    assert event(without(ISSUE, "detail.eventDescription")).annotation is None


@pytest.mark.parametrize("path", ["detail.eventArn", "detail.eventTypeCode"])
def test_what_names_the_event_is_required(path: str) -> None:
    assert refusal(without(ISSUE, path)) == ("rejected", f"{path}: Field required")


def test_an_affected_arn_is_called_by_its_end_in_the_title_and_is_kept_whole() -> None:
    actual = event(sample("health/abuse"))
    assert actual.title == "Abuse report: dos report, i-0d1e2f3a4b5c60718"
    assert actual.resource_id == "arn:aws:ec2:us-east-1:444455556666:instance/i-0d1e2f3a4b5c60718"
