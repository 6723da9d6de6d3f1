"""Retired accounts as a report names them."""

from collections.abc import Collection, Iterable
from itertools import groupby

from pydantic import BaseModel

from config_monitor.domain.retirement import Retirement, RetirementReason


class RetiredAccount(BaseModel):
    """The retired regions of one account, or those to retire; `whole` where none of its regions is left."""

    account: str
    title: str
    regions: list[str]
    whole: bool
    reason: RetirementReason
    open_violations: int = 0
    open_incidents: int = 0


def retired_accounts(
    retirements: Iterable[Retirement], titles: dict[str, str], staying: Collection[str]
) -> list[RetiredAccount]:
    """Retirements by account; `titles` has the accounts' names, `staying` the accounts of which something is left."""
    rows = sorted(retirements, key=lambda one: (one.account, one.region))
    return [
        RetiredAccount(
            account=account,
            title=titles.get(account, account),
            regions=sorted({one.region for one in scopes}),
            whole=account not in staying,
            reason=scopes[-1].reason,
            open_violations=sum(one.open_violations for one in scopes),
            open_incidents=sum(one.open_incidents for one in scopes),
        )
        for account, scopes in ((account, list(group)) for account, group in groupby(rows, lambda one: one.account))
    ]
