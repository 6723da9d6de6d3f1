"""Judge open violations by the policy of today, for what no event will say: an exception ends by the calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from config_monitor.domain.alert import tell_change
from config_monitor.domain.exceptions import about, standing
from config_monitor.domain.sweep import SweepCursor, Swept, event_of, judged_anew
from config_monitor.domain.violation import Violation
from config_monitor.errors import StorageBusy
from config_monitor.ports import Catalogue, ExceptionStandings, Inventory, Ledger, Pause, PolicySource, Record
from config_monitor.use_cases.classify_event import classify_event

ATTEMPTS = 8


@dataclass(frozen=True)
class Sweeper:
    """The ports of a sweep, and the present; `enough` says when a step's time is up."""

    inventory: Inventory
    standings: ExceptionStandings
    ledger: Ledger
    policies: PolicySource
    catalogue: Catalogue
    pause: Pause
    now: datetime
    enough: Callable[[], bool]


def sweep_violations(given: Sweeper, cursor: SweepCursor, swept: Swept) -> tuple[SweepCursor | None, Swept]:
    """Go on after the cursor; the new cursor is None once every open violation has been judged.

    The end of a sweep leaves how each exception stands, for the digest.

    Raises StorageBusy when the table stays busy; the step can then be repeated.
    """
    policy = given.policies.policy()
    for account, region in sorted(given.inventory.places()):
        if (account, region) < (cursor.account, cursor.region):
            continue
        after = cursor.after if (account, region) == (cursor.account, cursor.region) else None
        for position, page in given.inventory.of_place(account, region, after):
            for violation in page:
                if violation.is_open:
                    swept = swept.plus(_judge(given, violation)).plus(Swept(about=about(policy, violation)))
            if given.enough():
                return SweepCursor(account=account, region=region, after=position), swept
    given.standings.keep(standing(policy, swept.about, given.now.date()), given.now.date())
    return None, swept


def _judge(given: Sweeper, seen: Violation) -> Swept:
    """Judge one violation, writing what changes; a violation that others change meanwhile is read again."""
    before = seen
    for attempt in range(1, ATTEMPTS + 1):
        classified = classify_event(event_of(before, given.now), given.policies, given.catalogue, given.now)
        after = judged_anew(before, classified)
        if after is before or not before.is_open:
            return Swept(judged=1, excepted=int(bool(before.is_open and before.exception)))
        after, alert = tell_change(classified, before, after)
        if given.ledger.record(Record(None, [(before, after)], [alert] if alert else []), given.now) == "stored":
            return Swept.of(before, after)
        given.pause(attempt)
        before = given.ledger.violation(seen.key)
    raise StorageBusy(f"{seen.key}: changed by others {ATTEMPTS} times in a row")
