"""What the policy file may say, and what it decides: severity, channel, threshold, mutes and exceptions."""

from typing import TYPE_CHECKING

from config_monitor.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from config_monitor.domain.policy.classification import Classified as Classified
    from config_monitor.domain.policy.classification import Route as Route
    from config_monitor.domain.policy.deadlines import Deadline as Deadline
    from config_monitor.domain.policy.deadlines import deadline_of as deadline_of
    from config_monitor.domain.policy.decision import Decision as Decision
    from config_monitor.domain.policy.decision import decide as decide
    from config_monitor.domain.policy.document import Approvers as Approvers
    from config_monitor.domain.policy.document import ExceptionEntry as ExceptionEntry
    from config_monitor.domain.policy.document import Policy as Policy
    from config_monitor.domain.policy.exceptions import ENDED_WITHIN as ENDED_WITHIN
    from config_monitor.domain.policy.exceptions import ExceptionStatus as ExceptionStatus
    from config_monitor.domain.policy.exceptions import exception_statuses as exception_statuses
    from config_monitor.domain.policy.exceptions import fingerprint as fingerprint
    from config_monitor.domain.policy.exceptions import matching_exceptions as matching_exceptions
    from config_monitor.domain.policy.fields import DEFAULT_CHANNEL as DEFAULT_CHANNEL
    from config_monitor.domain.policy.fields import Channel as Channel
    from config_monitor.domain.policy.fields import SeverityWord as SeverityWord
    from config_monitor.domain.policy.matching import label as label
    from config_monitor.domain.policy.mute_days import MUTE_DAYS as MUTE_DAYS
    from config_monitor.domain.policy.overrides import NO_OVERRIDES as NO_OVERRIDES
    from config_monitor.domain.policy.overrides import Author as Author
    from config_monitor.domain.policy.overrides import ExceptionByPerson as ExceptionByPerson
    from config_monitor.domain.policy.overrides import MuteByPerson as MuteByPerson
    from config_monitor.domain.policy.overrides import Overrides as Overrides
    from config_monitor.domain.policy.overrides import OverrideScope as OverrideScope
    from config_monitor.domain.policy.overrides import holds as holds
    from config_monitor.domain.policy.overrides import override_ids as override_ids
    from config_monitor.domain.policy.reapplication import ReapplyCursor as ReapplyCursor
    from config_monitor.domain.policy.reapplication import ReapplyResult as ReapplyResult
    from config_monitor.domain.policy.reapplication import reapplied as reapplied
    from config_monitor.domain.policy.reapplication import reapplied_incident as reapplied_incident
    from config_monitor.domain.policy.references import wrong_references as wrong_references
    from config_monitor.domain.policy.routing import exception_of as exception_of
    from config_monitor.domain.policy.routing import mute_of as mute_of
    from config_monitor.domain.policy.routing import route_of as route_of
    from config_monitor.domain.policy.routing import severity_by_policy as severity_by_policy
    from config_monitor.domain.policy.subject import Subject as Subject
    from config_monitor.domain.policy.subject import subject_of_event as subject_of_event
    from config_monitor.domain.policy.subject import subject_of_violation as subject_of_violation
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "classification": ["Classified", "Route"],
            "deadlines": ["Deadline", "deadline_of"],
            "decision": ["Decision", "decide"],
            "document": ["Approvers", "ExceptionEntry", "Policy"],
            "exceptions": [
                "ENDED_WITHIN",
                "ExceptionStatus",
                "exception_statuses",
                "fingerprint",
                "matching_exceptions",
            ],
            "fields": ["Channel", "DEFAULT_CHANNEL", "SeverityWord"],
            "matching": ["label"],
            "mute_days": ["MUTE_DAYS"],
            "overrides": [
                "Author",
                "ExceptionByPerson",
                "MuteByPerson",
                "NO_OVERRIDES",
                "OverrideScope",
                "Overrides",
                "holds",
                "override_ids",
            ],
            "reapplication": ["ReapplyCursor", "ReapplyResult", "reapplied", "reapplied_incident"],
            "references": ["wrong_references"],
            "routing": ["exception_of", "mute_of", "route_of", "severity_by_policy"],
            "subject": ["Subject", "subject_of_event", "subject_of_violation"],
        },
    )
