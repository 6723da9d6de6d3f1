"""One run of the report machine: its input, and the data that its steps pass to each other."""

from itertools import batched
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.reports.figures import Figures
from config_monitor.domain.reports.period import Period, PeriodKind

SUMMARISED_ACCOUNTS = 500
"""Step Functions passes 256 KB from state to state; so many summaries take a third of it."""
BATCHES = 500
"""A batch takes seven to twenty events of the machine's history, which holds 25,000."""


class ReportRequest(BaseModel):
    """What starts a report: a schedule gives no date, a person may."""

    model_config = ConfigDict(frozen=True)

    period: PeriodKind
    date: str = Field(default="", pattern=r"^(\d{4}-\d{2}-\d{2})?$")


class ReportRun(BaseModel):
    """A request with its date and id filled in: the same in every step and every retry."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="the execution's name")
    period: Period
    scheduled: bool = Field(
        description="started by the schedule: the report of its period is sent once, however often it runs"
    )

    @property
    def sent_as(self) -> str:
        """The key under which a report is sent once: a run by a person its own id, a scheduled run its period."""
        return f"{self.period.kind}-{self.period.last}" if self.scheduled else self.id


class Listed(BaseModel):
    """The answer of the machine's first step."""

    outcome: Literal["listed", "rejected"]
    reason: str | None = None
    run: ReportRun | None = None
    batches: list[list[str]] = Field(default=[], description="the accounts, in at most `BATCHES` parts of equal size")


class AccountSummary(BaseModel):
    """An account in the machine's output: small, since `SUMMARISED_ACCOUNTS` of them must fit 256 KB."""

    score: float | None = None
    compliant: int = 0
    non_compliant: int = 0
    new: int = 0
    resolved: int = 0
    reopened: int = 0
    excepted: int = 0
    missing: bool = Field(default=False, description="its figures could not be read: the score is unknown, not 100 %")

    @classmethod
    def of(cls, figures: Figures | None) -> Self:
        """The summary of an account's figures; None when they could not be read."""
        if figures is None:
            return cls(missing=True)
        return cls(
            score=None if figures.score is None else round(figures.score, 2),
            compliant=figures.compliant,
            non_compliant=figures.non_compliant,
            new=figures.new,
            resolved=figures.resolved,
            reopened=figures.reopened,
            excepted=figures.excepted,
        )


class Merged(BaseModel):
    """The answer of the step that adds the accounts up."""

    score: float | None
    accounts: dict[str, AccountSummary] | None = Field(
        default=None, description="None above `SUMMARISED_ACCOUNTS`: the next step keeps them in a file"
    )
    missing: list[str]


def batches_of(accounts: list[str]) -> list[list[str]]:
    """Accounts in batches: one account each up to `BATCHES` of them, so many batches beyond that."""
    size = -(-len(accounts) // BATCHES) or 1
    return [list(batch) for batch in batched(accounts, size, strict=False)]
