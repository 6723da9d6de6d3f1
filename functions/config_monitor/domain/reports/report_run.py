"""One run of the report machine: what was asked for, and what its steps pass to each other."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.reports.period import Period, PeriodKind


class ReportRequest(BaseModel):
    """What starts a report: a schedule gives no date, a person may."""

    model_config = ConfigDict(frozen=True)

    period: PeriodKind
    date: str = Field(default="", pattern=r"^(\d{4}-\d{2}-\d{2})?$")


class ReportRun(BaseModel):
    """A request made definite: the same in every step and every retry."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="the execution's name")
    period: Period
    scheduled: bool = Field(description="nobody asked for this date: it is sent once, however often it runs")

    @property
    def sent_as(self) -> str:
        """What is sent once: each run that somebody asked for, but one per period of those the schedule starts."""
        return f"{self.period.kind}-{self.period.last}" if self.scheduled else self.id


class Listed(BaseModel):
    """The answer of the machine's first step."""

    outcome: Literal["listed", "rejected"]
    reason: str | None = None
    run: ReportRun | None = None
    accounts: list[str] = []


class AccountSummary(BaseModel):
    """An account in the machine's output: small, since five hundred of them must fit 256 KB."""

    score: float | None = None
    compliant: int = 0
    non_compliant: int = 0
    new: int = 0
    resolved: int = 0
    reopened: int = 0
    excepted: int = 0
    missing: bool = Field(default=False, description="its figures could not be read: the score is unknown, not 100 %")


class Merged(BaseModel):
    """The answer of the step that adds the accounts up."""

    score: float | None
    accounts: dict[str, AccountSummary]
    missing: list[str]
