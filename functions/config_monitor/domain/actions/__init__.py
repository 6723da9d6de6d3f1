"""What people do about violations and incidents: acknowledge, mute, except, approve and undo, and who may."""

from typing import TYPE_CHECKING

from config_monitor.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from config_monitor.domain.actions.action import LONGEST_REASON as LONGEST_REASON
    from config_monitor.domain.actions.action import Action as Action
    from config_monitor.domain.actions.action import ActionKind as ActionKind
    from config_monitor.domain.actions.action import wrong_exception as wrong_exception
    from config_monitor.domain.actions.audit import audit_event as audit_event
    from config_monitor.domain.actions.effects import effect_of as effect_of
    from config_monitor.domain.actions.effects import subject_words as subject_words
    from config_monitor.domain.actions.permission import Membership as Membership
    from config_monitor.domain.actions.permission import needs_second_person as needs_second_person
    from config_monitor.domain.actions.permission import refusal as refusal
    from config_monitor.domain.actions.received import Command as Command
    from config_monitor.domain.actions.received import Press as Press
    from config_monitor.domain.actions.received import Received as Received
    from config_monitor.domain.actions.received import Reply as Reply
    from config_monitor.domain.actions.received import Submission as Submission
    from config_monitor.domain.actions.request import ExceptionRequest as ExceptionRequest
    from config_monitor.domain.actions.subject import ActionSubject as ActionSubject
    from config_monitor.domain.actions.words import action_words as action_words
    from config_monitor.domain.actions.words import reply_of as reply_of
    from config_monitor.domain.actions.words import request_notification as request_notification
    from config_monitor.domain.actions.words import summary_action as summary_action
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "action": ["LONGEST_REASON", "Action", "ActionKind", "wrong_exception"],
            "audit": ["audit_event"],
            "effects": ["effect_of", "subject_words"],
            "permission": ["Membership", "needs_second_person", "refusal"],
            "received": ["Command", "Press", "Received", "Reply", "Submission"],
            "request": ["ExceptionRequest"],
            "subject": ["ActionSubject"],
            "words": ["action_words", "reply_of", "request_notification", "summary_action"],
        },
    )
