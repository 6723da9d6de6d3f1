"""When an account and region is left for good: the aggregator no longer lists it, or it is silent for 90 days.

One sign alone retires nothing: an aggregator may answer in part, and agents may fail all at once.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from config_monitor.domain.events import GLOBAL, Scope, parse_instant

RETIREMENT = "retirement"
"""With which the ids of what ends a scope's pairs and incidents begin, in the place of an event's id."""

LEFT_AFTER = timedelta(days=3)
"""How long a scope is missing in the aggregator, and sends nothing, before it is left."""
SILENT_AFTER = timedelta(days=90)
"""As long as history is kept."""
_ONE_IN = 10

RetirementReason = Literal["no longer in the aggregator", "silent for 90 days", "retired by hand"]
BY_HAND: RetirementReason = "retired by hand"


class Retirement(BaseModel):
    """What retiring a scope ends, or has ended."""

    model_config = ConfigDict(frozen=True)

    account: str
    region: str
    reason: RetirementReason = BY_HAND
    pairs: int = 0
    open_violations: int = 0
    open_incidents: int = 0


class AggregatorList(BaseModel):
    """What an aggregator covers: its sources, whether or not they could be read last, and accounts with figures."""

    model_config = ConfigDict(frozen=True)

    name: str
    sources: frozenset[Scope] = frozenset()
    accounts: frozenset[str] = frozenset()

    def lists(self, account: str, region: str) -> bool:
        """Whether a scope is covered; an account that has figures and is no source is covered in every region."""
        of_account = any(source == account for source, _ in self.sources)
        if of_account and region != GLOBAL:
            return (account, region) in self.sources
        return of_account or account in self.accounts


class Signs(BaseModel):
    """The last signs of a scope, as stored instants: an event or heartbeat, and a comparison with an aggregator."""

    model_config = ConfigDict(frozen=True)

    last_event: str | None = None
    compared_at: str | None = None
    compared_with: str | None = None


def reason_to_retire(
    scope: Scope, signs: Signs, aggregator_list: AggregatorList | None, now: datetime
) -> RetirementReason | None:
    """Why a scope is left for good; None while it may still be there.

    Without figures of any account an aggregator's answer proves nothing, so nothing is left then. What an aggregator
    lists is there however silent. It no longer has a scope when it had it once, by this name, and neither
    the aggregator nor an event has shown the scope for three days.
    """
    if aggregator_list and (not aggregator_list.accounts or aggregator_list.lists(*scope)):
        return None
    had = aggregator_list is not None and signs.compared_with == aggregator_list.name
    if had and all(_older(instant, LEFT_AFTER, now) for instant in (signs.last_event, signs.compared_at)):
        return "no longer in the aggregator"
    if all(_older(instant, SILENT_AFTER, now) for instant in (signs.last_event, signs.compared_at)):
        return "silent for 90 days"
    return None


def _older(instant: str | None, age: timedelta, now: datetime) -> bool:
    return instant is None or now - parse_instant(instant) >= age


class RetirementPlan(BaseModel):
    """The scopes to retire now, or those that wait for a person since they are too many at once."""

    model_config = ConfigDict(frozen=True)

    due: tuple[Retirement, ...] = ()
    waiting: tuple[Retirement, ...] = ()


def plan_retirements(reasons: Mapping[Scope, RetirementReason], known: Collection[Scope]) -> RetirementPlan:
    """Retire the scopes of at most one in ten of the known accounts, and at least one account; never all that is known.

    More at once look like a fault of the aggregator or of the agents, so all of them wait for a person.
    """
    left = tuple(
        Retirement(account=account, region=region, reason=reason)
        # Global pairs first: then those of the regions have ended with them.
        for (account, region), reason in sorted(reasons.items(), key=lambda one: (one[0][0], one[0][1] != GLOBAL, one))
    )
    accounts = {account for account, _ in known}
    at_once = max(1, len(accounts) // _ONE_IN)
    if len({one.account for one in left}) > at_once or len(left) >= len(set(known)):
        return RetirementPlan(waiting=left)
    return RetirementPlan(due=left)
