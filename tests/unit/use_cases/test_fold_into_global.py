"""What an older version stored by region goes on in the one violation of all regions, once, with its age and thread."""

import pytest

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.domain.compliance import Violation, ViolationKey, with_evaluation
from config_monitor.domain.events import GLOBAL, ComplianceStatus
from config_monitor.domain.notifications import notify_change
from config_monitor.domain.policy import Classified
from config_monitor.ports import Record
from config_monitor.use_cases.fold_into_global import belongs_to_all_regions, fold_into_global
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import ACCOUNT, NC, RULE, C, at
from tests.support.company import NOON, Company, company
from tests.support.fakes import FakeLedger
from tests.support.global_pairs import REGIONS, USER, in_region

GLOBAL_KEY = ViolationKey(account=ACCOUNT, region=GLOBAL, rule_name=RULE, resource_type=USER, resource_id="vol-0a1")


def of_older_version(ledger: FakeLedger, *events: Classified) -> Violation:
    """The violation of one region as a version stored it that kept regions apart."""
    violation = Violation(key=GLOBAL_KEY.model_copy(update={"region": events[0].event.region}))
    for classified in events:
        event, before = classified.event, violation
        assert event.evaluation
        after = with_evaluation(before, event, event.evaluation, None, None)
        after, alerts = notify_change(classified, before, after)
        ledger.record(Record(None, [(before, after)], alerts), NOON)
        violation = ledger.violation(before.key)
    return violation


def fold(known: Company) -> None:
    ledger, book = known.ledger, known.rulebook
    for violation in list(ledger.violations.values()):
        if belongs_to_all_regions(violation, book):
            fold_into_global(violation, book.policy(), ledger, book, lambda _: None, NOON)


def test_one_region_alone_goes_on_under_all_regions_with_its_age_and_alert() -> None:
    known = company()
    old = of_older_version(known.ledger, in_region(REGIONS[0], NC, 1, C), in_region(REGIONS[0], C, 2, NC),
                           in_region(REGIONS[0], NC, 3, C))  # fmt: skip
    alerts = dict(known.ledger.alerts)
    fold(known)
    folded = known.ledger.violation(GLOBAL_KEY)
    assert (folded.is_open, folded.opened_at, folded.reopened, folded.alert) == (True, at(3), 1, old.alert)
    assert folded.regions == [REGIONS[0]]
    assert known.ledger.alerts == alerts
    left = known.ledger.violation(old.key)
    assert (left.status, left.opened_at, left.alert) == (ComplianceStatus.NOT_APPLICABLE, None, None)
    assert sum(sum(counts.values()) for counts in known.ledger.counters_by_account.values()) == 1
    persist_event(in_region(REGIONS[0], C, 9, NC), known.ledger, NOON, lambda _: None)
    assert known.ledger.violation(GLOBAL_KEY).closed_as == "fixed"
    end = next(alert for alert in known.ledger.alerts.values() if alert.kind == "fixed" and alert.happened_at == at(9))
    assert end.opening_alert == old.alert


def test_several_regions_are_one_violation_and_each_thread_has_an_end() -> None:
    known = company()
    of_older_version(known.ledger, in_region(REGIONS[0], NC, 1, C))
    of_older_version(known.ledger, in_region(REGIONS[1], NC, 2, C))
    persist_event(in_region(REGIONS[2], C, 3), known.ledger, NOON, lambda _: None)
    fold(known)
    folded = known.ledger.violation(GLOBAL_KEY)
    assert (folded.is_open, folded.opened_at, folded.regions) == (True, at(1), sorted(REGIONS))
    kinds = sorted((alert.kind, alert.removed_because) for alert in known.ledger.alerts.values())
    assert kinds == [("opened", None), ("opened", None), ("removed", "one over all regions")]
    for hour, region in ((5, REGIONS[0]), (6, REGIONS[1])):
        persist_event(in_region(region, C, hour, NC), known.ledger, NOON, lambda _: None)
    assert known.ledger.violation(GLOBAL_KEY).closed_as == "fixed"
    threads = [alert.opening_alert for alert in known.ledger.alerts.values() if alert.opening_alert]
    assert len(set(threads)) == len(threads) == 2


def test_a_status_older_than_all_that_is_kept_is_not_lost() -> None:
    known = company()
    of_older_version(known.ledger, in_region(REGIONS[0], NC, 0.5, C))
    for hour in range(1, 31):
        status, before = (NC, C) if hour % 2 else (C, NC)
        persist_event(in_region(REGIONS[1], status, hour, before), known.ledger, NOON, lambda _: None)
    assert not known.ledger.violation(GLOBAL_KEY).is_open
    fold(known)
    folded = known.ledger.violation(GLOBAL_KEY)
    assert folded.status_of(RULE, REGIONS[0]) is NC
    assert folded.is_open


def test_folding_again_changes_nothing_and_what_ended_is_left_to_age_out() -> None:
    known = company()
    of_older_version(known.ledger, in_region(REGIONS[0], NC, 1, C))
    fold(known)
    before = dict(known.ledger.violations)
    fold(known)
    assert known.ledger.violations == before


def test_the_reapplication_folds_compliant_and_open_ones_and_counts_them() -> None:
    known = company()
    of_older_version(known.ledger, in_region(REGIONS[0], NC, 1, C))
    of_older_version(known.ledger, in_region(REGIONS[1], C, 2))
    assert known.reapply(NOON).folded == 2
    assert known.ledger.violation(GLOBAL_KEY).is_open


@pytest.mark.parametrize(
    ("rule", "resource_type", "belongs"),
    [
        ("iam-password-policy", "AWS::::Account", True),
        ("guardduty-enabled-centralized", "AWS::::Account", False),
        ("house-rule", "AWS::IAM::Role", True),
        ("house-rule", "AWS::S3::Bucket", False),
    ],
)
def test_global_are_iam_and_checks_of_the_whole_account(rule: str, resource_type: str, belongs: bool) -> None:
    key = GLOBAL_KEY.model_copy(update={"region": "eu-west-1", "rule_name": rule, "resource_type": resource_type})
    event = in_region("eu-west-1", NC, 1).event
    assert event.evaluation
    violation = with_evaluation(Violation(key=key), event, event.evaluation, None, None)
    assert belongs_to_all_regions(violation, PackagedCatalogue()) is belongs
    assert not belongs_to_all_regions(Violation(key=key), PackagedCatalogue())
