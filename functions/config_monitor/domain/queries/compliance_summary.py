"""The compliance summary: score, open violations by severity and the change of the score, for all and per account."""

from collections.abc import Iterable, Mapping
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.events import Severity

ALL_ACCOUNTS = "ALL"
EarlierDay = Mapping[str, tuple[int, int]]
"""Compliant and non-compliant pairs of an earlier day, by account and for ALL_ACCOUNTS."""


class Counts(BaseModel):
    """How many pairs of rule and resource of an account, or of all accounts, have which status now."""

    model_config = ConfigDict(frozen=True)

    score: float | Literal["n/a"] = Field(description="Percent of pairs that comply; `n/a` when there are none.")
    n: int = Field(description="Pairs in the score; excepted and not applicable ones are not.")
    compliant: int
    non_compliant: int
    excepted: int
    open_by_severity: dict[str, int]
    since_yesterday: float | None = Field(description="Points of score; null when that day's figures are not kept.")
    since_last_week: float | None = Field(description="Points of score; null when that day's figures are not kept.")

    @classmethod
    def of(cls, name: str, counters: Mapping[str, int], yesterday: EarlierDay, last_week: EarlierDay) -> Self:
        """Sum the live counters of an account and compare the score with two earlier days."""
        by_severity = {s.word: counters.get(f"open_{int(s)}", 0) for s in sorted(Severity, reverse=True)}
        compliant, non_compliant = counters.get("compliant", 0), sum(by_severity.values())
        score = score_of(compliant, non_compliant)
        return cls(
            score="n/a" if score is None else round(score, 2),
            n=compliant + non_compliant,
            compliant=compliant,
            non_compliant=non_compliant,
            excepted=counters.get("excepted", 0),
            open_by_severity=by_severity,
            since_yesterday=_change(score, yesterday.get(name)),
            since_last_week=_change(score, last_week.get(name)),
        )


class AccountCounts(Counts):
    """The counts of one account."""

    account: str = ""


class ComplianceSummary(Counts):
    """All accounts together and each by itself, the lowest score first."""

    as_of: str = ""
    accounts: list[AccountCounts] = []


def score_of(compliant: int, non_compliant: int) -> float | None:
    """Percent of the pairs that comply, as AWS scores a conformance pack; None when there are none."""
    pairs = compliant + non_compliant
    return 100 * compliant / pairs if pairs else None


def summarise(
    counters_by_account: Iterable[tuple[str, Mapping[str, int]]],
    yesterday: EarlierDay,
    last_week: EarlierDay,
    as_of: str,
) -> ComplianceSummary:
    """Sum counters by account and over all accounts; accounts with several counters may come several times."""
    overall: dict[str, int] = {}
    by_account: dict[str, dict[str, int]] = {}
    for account, counts in counters_by_account:
        for total in (overall, by_account.setdefault(account, {})):
            for name, number in counts.items():
                total[name] = total.get(name, 0) + number
    accounts = [
        AccountCounts.of(account, counters, yesterday, last_week).model_copy(update={"account": account})
        for account, counters in by_account.items()
    ]
    accounts.sort(key=lambda a: (a.score if isinstance(a.score, float) else 101.0, a.account))
    whole = ComplianceSummary.of(ALL_ACCOUNTS, overall, yesterday, last_week)
    return whole.model_copy(update={"as_of": as_of, "accounts": accounts})


def _change(score: float | None, earlier: tuple[int, int] | None) -> float | None:
    before = score_of(*earlier) if earlier else None
    return None if score is None or before is None else round(score - before, 2)
