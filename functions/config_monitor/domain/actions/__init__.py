"""What people do about violations and incidents: acknowledge, mute, except, approve and undo, and who may."""

from config_monitor.domain.actions.action import Action, ActionKind, Subject, wrong_exception
from config_monitor.domain.actions.audit import audit_event
from config_monitor.domain.actions.effects import Effect, effect_of, subject_words
from config_monitor.domain.actions.permission import Membership, needs_second_person, refusal
from config_monitor.domain.actions.received import Command, Press, Received, Submission
from config_monitor.domain.actions.request import ExceptionRequest
from config_monitor.domain.actions.words import action_words, minute, reply_of, request_notification

__all__ = [
    "Action",
    "ActionKind",
    "Command",
    "Effect",
    "ExceptionRequest",
    "Membership",
    "Press",
    "Received",
    "Subject",
    "Submission",
    "action_words",
    "audit_event",
    "effect_of",
    "minute",
    "needs_second_person",
    "refusal",
    "reply_of",
    "request_notification",
    "subject_words",
    "wrong_exception",
]
