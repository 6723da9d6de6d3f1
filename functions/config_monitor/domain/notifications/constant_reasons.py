"""Reasons why an event is not notified at once that are the same for every event."""

from config_monitor.domain.reasons import Reason, ReasonCode

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
