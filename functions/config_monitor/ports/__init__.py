"""What the use cases need of the outside world, by topic; the adapters provide it.

The domain's models are named in the ports and not imported: a function pays at its cold start for those it uses.
"""

from config_monitor.ports.agents import AgentRegister
from config_monitor.ports.clock import Clock, Pause
from config_monitor.ports.compliance import Aggregator, ViolationsByScope
from config_monitor.ports.events import EventReader, Ledger, Record, Recorded
from config_monitor.ports.notifications import Alerts, NotificationWriter, Notifier, Posted, RateLimiter
from config_monitor.ports.policy import Catalogue, ExceptionStatuses, PolicySource
from config_monitor.ports.queries import CurrentViolations, ExportFile, ExportStore, History, Page, Position
from config_monitor.ports.reports import (
    ChartRenderer,
    FiguresStore,
    PageWriter,
    ReportFiles,
    ReportLog,
    ReportMessenger,
)

__all__ = [
    "AgentRegister",
    "Aggregator",
    "Alerts",
    "Catalogue",
    "ChartRenderer",
    "Clock",
    "CurrentViolations",
    "EventReader",
    "ExceptionStatuses",
    "ExportFile",
    "ExportStore",
    "FiguresStore",
    "History",
    "Ledger",
    "NotificationWriter",
    "Notifier",
    "Page",
    "PageWriter",
    "Pause",
    "PolicySource",
    "Position",
    "Posted",
    "RateLimiter",
    "Record",
    "Recorded",
    "ReportFiles",
    "ReportLog",
    "ReportMessenger",
    "ViolationsByScope",
]
