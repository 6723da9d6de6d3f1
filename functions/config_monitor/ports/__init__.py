"""What the use cases need of the outside world, by topic; the adapters provide it.

The domain's models are named in the ports and not imported: a function pays at its cold start for those it uses.
"""

from typing import TYPE_CHECKING

from config_monitor.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from config_monitor.ports.actions import ActionLog as ActionLog
    from config_monitor.ports.actions import ActionStarter as ActionStarter
    from config_monitor.ports.actions import Asked as Asked
    from config_monitor.ports.actions import Dialogs as Dialogs
    from config_monitor.ports.actions import PrivateAnswers as PrivateAnswers
    from config_monitor.ports.actions import Workspace as Workspace
    from config_monitor.ports.agents import AgentRegister as AgentRegister
    from config_monitor.ports.clock import Clock as Clock
    from config_monitor.ports.clock import Pause as Pause
    from config_monitor.ports.compliance import Aggregator as Aggregator
    from config_monitor.ports.compliance import ViolationsByScope as ViolationsByScope
    from config_monitor.ports.events import EventReader as EventReader
    from config_monitor.ports.events import FirstEvaluation as FirstEvaluation
    from config_monitor.ports.events import Ledger as Ledger
    from config_monitor.ports.events import Record as Record
    from config_monitor.ports.events import Recorded as Recorded
    from config_monitor.ports.incidents import DueIncidents as DueIncidents
    from config_monitor.ports.incidents import FollowUps as FollowUps
    from config_monitor.ports.incidents import OpenIncidents as OpenIncidents
    from config_monitor.ports.notifications import Alerts as Alerts
    from config_monitor.ports.notifications import NotificationWriter as NotificationWriter
    from config_monitor.ports.notifications import Notifier as Notifier
    from config_monitor.ports.notifications import Posted as Posted
    from config_monitor.ports.notifications import RateLimiter as RateLimiter
    from config_monitor.ports.policy import Catalogue as Catalogue
    from config_monitor.ports.policy import ExceptionStatuses as ExceptionStatuses
    from config_monitor.ports.policy import OverrideSource as OverrideSource
    from config_monitor.ports.policy import PolicySource as PolicySource
    from config_monitor.ports.queries import CurrentIncidents as CurrentIncidents
    from config_monitor.ports.queries import CurrentViolations as CurrentViolations
    from config_monitor.ports.queries import ExportFile as ExportFile
    from config_monitor.ports.queries import ExportStore as ExportStore
    from config_monitor.ports.queries import History as History
    from config_monitor.ports.queries import Page as Page
    from config_monitor.ports.queries import Position as Position
    from config_monitor.ports.reports import ChartDrawer as ChartDrawer
    from config_monitor.ports.reports import FiguresStore as FiguresStore
    from config_monitor.ports.reports import PageWriter as PageWriter
    from config_monitor.ports.reports import ReportFiles as ReportFiles
    from config_monitor.ports.reports import ReportLog as ReportLog
    from config_monitor.ports.reports import ReportRows as ReportRows
    from config_monitor.ports.reports import ReportSender as ReportSender
    from config_monitor.ports.reports import TeamDays as TeamDays
    from config_monitor.ports.resources import Resources as Resources
    from config_monitor.ports.rules import RuleLookup as RuleLookup
    from config_monitor.ports.rules import RuleRegister as RuleRegister
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "actions": ["ActionLog", "ActionStarter", "Asked", "Dialogs", "PrivateAnswers", "Workspace"],
            "agents": ["AgentRegister"],
            "clock": ["Clock", "Pause"],
            "compliance": ["Aggregator", "ViolationsByScope"],
            "events": ["EventReader", "FirstEvaluation", "Ledger", "Record", "Recorded"],
            "incidents": ["DueIncidents", "FollowUps", "OpenIncidents"],
            "notifications": ["Alerts", "NotificationWriter", "Notifier", "Posted", "RateLimiter"],
            "policy": ["Catalogue", "ExceptionStatuses", "OverrideSource", "PolicySource"],
            "queries": [
                "CurrentIncidents",
                "CurrentViolations",
                "ExportFile",
                "ExportStore",
                "History",
                "Page",
                "Position",
            ],
            "reports": [
                "ChartDrawer",
                "FiguresStore",
                "PageWriter",
                "ReportFiles",
                "ReportLog",
                "ReportRows",
                "ReportSender",
                "TeamDays",
            ],
            "resources": ["Resources"],
            "rules": ["RuleLookup", "RuleRegister"],
        },
    )
