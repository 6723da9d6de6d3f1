"""One IAM user that several regions evaluate is one violation; an evaluation of the deleted opens none."""

from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import Removal
from config_monitor.domain.policy import Classified
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import NA, NC, RESOURCE, C, at, evaluated, removed
from tests.support.fakes import FakeLedger
from tests.support.faults import NOW
from tests.support.global_pairs import REGIONS, USER, in_region


def not_recorded(region: str, hours: float) -> Classified:
    removal = Removal(resource_type=USER, resource_id=RESOURCE, removed_at=at(hours), what="recording")
    classified = removed(hours, event_id=f"off-{region}")
    return classified.model_copy(
        update={"event": classified.event.model_copy(update={"region": region, "removal": removal})}
    )


def after(*events: Classified) -> tuple[FakeLedger, Violation]:
    ledger = FakeLedger()
    for event in events:
        persist_event(event, ledger, NOW, lambda _: None)
    (violation,) = ledger.violations.values()
    return ledger, violation


def test_it_is_one_violation_one_alert_and_one_count() -> None:
    ledger, violation = after(*(in_region(region, NC, hour, C) for hour, region in enumerate(REGIONS, 1)))
    assert violation.key.region == "global"
    assert violation.regions == sorted(REGIONS)
    assert len(ledger.alerts) == 1
    assert sum(sum(counts.values()) for counts in ledger.counters_by_account.values()) == 1


def test_it_is_open_while_a_region_that_records_it_says_so() -> None:
    opened = [in_region(region, NC, hour, C) for hour, region in enumerate(REGIONS, 1)]
    left = [not_recorded(region, 5) for region in REGIONS[1:]]
    assert after(*opened, *left)[1].is_open
    assert after(*opened, *left, in_region(REGIONS[0], C, 7, NC))[1].closed_as == "fixed"
    assert after(*opened, *left, not_recorded(REGIONS[0], 7))[1].closed_as == "removed"
    assert after(*opened, in_region(REGIONS[0], C, 7, NC))[1].is_open


def test_an_evaluation_of_what_was_there_at_the_deletion_opens_nothing() -> None:
    def dead() -> Classified:
        classified = evaluated(NC, 5, C)
        evaluation = classified.event.evaluation
        assert evaluation is not None
        late = evaluation.model_copy(update={"ordered_at": at(3)})
        return classified.model_copy(update={"event": classified.event.model_copy(update={"evaluation": late})})

    for events in ((evaluated(C, 1), removed(3), dead()), (evaluated(C, 1), dead(), removed(3)), (removed(3), dead())):
        _, violation = after(*events)
        assert (violation.is_open, violation.status) == (False, NA)
    assert after(evaluated(C, 1), removed(3), evaluated(NC, 5, NA))[1].is_open
