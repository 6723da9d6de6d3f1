"""What collecting, drawing and sending reports works with."""

from collections.abc import Mapping
from dataclasses import dataclass

from config_monitor.ports import (
    AgentRegister,
    Catalogue,
    ChartDrawer,
    ExceptionStatuses,
    FiguresStore,
    PageWriter,
    PolicySource,
    ReportFiles,
    ReportLog,
    ReportRows,
    ReportSender,
    TeamDays,
)
from config_monitor.ports.retirement import RetirementLog
from config_monitor.use_cases.show_coverage import CoverageDependencies


@dataclass(frozen=True)
class ReportDependencies:
    """The ports; `charts` by what each is of, `files` is None without a bucket, `margin` is in points of score.

    `page_url` is the hub's page for people.
    """

    store: FiguresStore
    team_days: TeamDays
    rows: ReportRows
    log: ReportLog
    policies: PolicySource
    catalogue: Catalogue
    charts: Mapping[str, ChartDrawer]
    page: PageWriter
    files: ReportFiles | None
    sender: ReportSender
    channel: str
    margin: float
    register: AgentRegister
    exception_statuses: ExceptionStatuses
    retirement_log: RetirementLog
    coverage: CoverageDependencies | None = None
    page_url: str | None = None
