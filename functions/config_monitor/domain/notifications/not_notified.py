"""Why a stored event is not notified at once: the reason of a violation's change or of a report on an incident.

Reasons of the policy (below the threshold, muted) come from `domain/policy/routing.py` with the route.
"""

from config_monitor.domain.compliance import Violation, change_between
from config_monitor.domain.incidents import Incident, ended_when_first_reported
from config_monitor.domain.incidents import change_between as incident_change
from config_monitor.domain.policy import Route
from config_monitor.domain.reasons import Reason, ReasonCode, sentence

DUPLICATE = Reason(
    code=ReasonCode.DUPLICATE, sentence="This event was stored before; what it called for was decided then."
)
HEARTBEAT = Reason(
    code=ReasonCode.HEARTBEAT, sentence="A heartbeat of an agent is recorded and never notified or kept in history."
)
RULE_INVENTORY = Reason(
    code=ReasonCode.RULE_INVENTORY, sentence="An agent's list of rules is kept with the rules and never notified."
)
KNOWN_EVALUATION = Reason(
    code=ReasonCode.OUTDATED, sentence="This evaluation is known already, or older than all that is kept of its pair."
)
TOO_MANY_COPIES = Reason(
    code=ReasonCode.OUTDATED,
    sentence="The rule has more copies for this resource than a violation keeps; this one's result is history alone.",
)
NO_VIOLATION = Reason(code=ReasonCode.UNCHANGED, sentence="The resource that is gone has no violation that is known.")
RECONCILED_LATE = Reason(
    code=ReasonCode.RECONCILED_LATE,
    sentence="Found by reconciliation more than a day after it happened, so it is left to the report.",
)
BASELINE = Reason(
    code=ReasonCode.BASELINE,
    sentence="Baseline: the first evaluation by a rule that is new here; all of them are notified in one message.",
)


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
