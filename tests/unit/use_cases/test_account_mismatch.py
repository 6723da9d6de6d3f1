"""The account is the envelope's: a detail that names another is stored and marked, and never counted there."""

from config_monitor.adapters.dynamodb.rows import event_row
from config_monitor.adapters.sources import read_event
from config_monitor.domain.notifications import Alert
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.parse_event import parse_event
from config_monitor.use_cases.persist_event import persist_event
from tests.support.company import NOON, Rulebook
from tests.support.fakes import FakeLedger, FakeOverrides, NoRules
from tests.support.parsing import NOW
from tests.support.samples import changed

CLAIMED = "999988887777"


def forged() -> tuple[FakeLedger, Alert]:
    """A compliance change of 111122223333 that says it is of another account."""
    event = parse_event(changed("config/non-compliant", "detail.awsAccountId", CLAIMED), read_event, NOW).event
    assert event is not None
    ledger, rulebook = FakeLedger(), Rulebook(resource="another")
    persist_event(
        classify_event(event, rulebook, rulebook, ledger, NOON, FakeOverrides(), NoRules()),
        ledger,
        NOON,
        lambda _: None,
    )
    (alert,) = ledger.alerts.values()
    return ledger, alert


def test_it_is_counted_under_the_account_that_sent_it_alone() -> None:
    ledger, _ = forged()
    assert {key.account for key in ledger.violations} == {"111122223333"}
    assert [key.account for key in ledger.counters_by_account] == ["111122223333"]


def test_the_row_and_the_alert_are_marked() -> None:
    ledger, alert = forged()
    (classified,) = ledger.events.values()
    row = event_row(classified, NOON)
    assert (row["account"], row["account_mismatch"]) == ("111122223333", CLAIMED)
    assert (alert.account, alert.account_mismatch) == ("111122223333", CLAIMED)
