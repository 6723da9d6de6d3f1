"""Why a stored event is not notified at once: the reason of a violation's change or of a report on an incident.

Reasons of the policy (below the threshold, muted) come from `domain/policy/routing.py` with the route.
"""

from config_monitor.domain.compliance import Violation, change_between
from config_monitor.domain.incidents import Incident, ended_when_first_reported
from config_monitor.domain.incidents import change_between as incident_change
from config_monitor.domain.policy import Route
from config_monitor.domain.reasons import Reason, ReasonCode, sentence


def reason_of_change(route: Route, before: Violation, after: Violation, occurred_at: str) -> Reason:
    """Why a change of a violation has no alert; `occurred_at` is the stored instant of the evaluation or removal."""
    match change_between(before, after):
        case "opened" | "reopened":
            return route.reason or Reason(code=ReasonCode.EXCEPTED, sentence=sentence(f"{after.excepted}"))
        case "fixed" | "removed":
            return Reason(
                code=ReasonCode.OPENING_NOT_NOTIFIED,
                sentence="Its opening was not notified at once, so its resolution is left to the report.",
            )
        case _ if occurred_at < before.state.evaluated_at:
            return Reason(
                code=ReasonCode.OUTDATED,
                sentence=f"An evaluation of {before.state.evaluated_at} is known; this one of {occurred_at} is older.",
            )
        case _ if not before.state.statuses:
            return Reason(code=ReasonCode.UNCHANGED, sentence=f"The first evaluation of this pair is {after.status}.")
        case _:
            return Reason(code=ReasonCode.UNCHANGED, sentence=f"The pair was {before.status} and still is.")


def reason_of_incident(route: Route, before: Incident, after: Incident) -> Reason:
    """Why a report on an incident has no alert; `after` is `before` itself where the report was known or too old."""
    if after is before:
        return Reason(
            code=ReasonCode.OUTDATED,
            sentence="This report is known already, or older than all that is kept of its incident.",
        )
    if after.state.suppressed:
        return Reason(code=ReasonCode.SUPPRESSED_BY_SOURCE, sentence="Its source has suppressed or archived it.")
    if ended_when_first_reported(before, after):
        return Reason(
            code=ReasonCode.ENDED_BEFORE_KNOWN,
            sentence="It had ended before it was known: left to the report.",
        )
    match incident_change(before, after):
        case "opened" | "reopened" | "updated" if not before.alert:
            return route.reason or Reason(code=ReasonCode.EXCEPTED, sentence=sentence(f"{after.excepted}"))
        case "ended":
            return Reason(
                code=ReasonCode.OPENING_NOT_NOTIFIED,
                sentence="Its opening was not notified at once, so its end is left to the report.",
            )
        case _ if after.state.newest == before.state.newest:
            return Reason(
                code=ReasonCode.OUTDATED, sentence=f"A report of {before.occurred_at} is known; this one is older."
            )
        case _:
            state = "open" if after.is_open else "over"
            return Reason(code=ReasonCode.UNCHANGED, sentence=f"The incident was {state} and still is.")
