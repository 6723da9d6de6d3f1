"""End the word of regions whose recorder is off about global violations that other regions still look at."""

from collections.abc import Callable, Iterable
from datetime import datetime

from config_monitor.domain.agents import Agent
from config_monitor.domain.compliance import Violation, without_regions
from config_monitor.domain.events import format_instant
from config_monitor.domain.notifications import notify_reapplied
from config_monitor.domain.policy import Decision
from config_monitor.ports import Ledger, Pause, Record
from config_monitor.use_cases.optimistic_retry import retry_change


def regions_without_recorder(agents: Iterable[Agent], now: datetime) -> dict[str, set[str]]:
    """By account, the regions whose agent reports that AWS Config's recorder is off or absent."""
    regions: dict[str, set[str]] = {}
    for agent in agents:
        if agent.recorder in ("stopped", "absent") and not agent.silent(now):
            regions.setdefault(agent.account, set()).add(agent.region)
    return regions


def end_unrecorded(
    read: Violation,
    not_recording: set[str],
    decide: Callable[[Violation], Decision],
    ledger: Ledger,
    pause: Pause,
    now: datetime,
) -> bool:
    """Whether something ended; whoever was notified of the violation is notified when it is over by that.

    Raises StorageBusy when the table stays busy.
    """

    def end(before: Violation) -> bool:
        after = without_regions(before, not_recording, format_instant(now))
        if after is before:
            return False
        after, alerts = notify_reapplied(decide(before), before, after, now)
        ledger.record(Record(None, [(before, after)], alerts), now)
        return True

    return retry_change(read, lambda: ledger.violation(read.key), end, pause, read.key)
