"""Events without a parser: those of the older agents and of the parameter `AdditionalSources` are stored nevertheless.

The hub's own events have a source of their own, which nobody else may use.
"""

from config_monitor.adapters.sources.envelope import Envelope, Parser
from config_monitor.domain.events import Parsed, Severity, facts, one_line
from config_monitor.errors import RejectedEvent

OLDER_AGENTS, OWN = "monitoring.", "config-monitor"
# Kinds that say nothing: what people and programs call of an API, and a clock.
SAY_NOTHING = frozenset(
    {
        "AWS API Call via CloudTrail",
        "AWS Console Action via CloudTrail",
        "AWS Console Sign In via CloudTrail",
        "AWS Insight via CloudTrail",
        "AWS Service Event via CloudTrail",
        "Scheduled Event",
    }
)


def parser_of(source: str, detail_type: str, additional_sources: frozenset[str]) -> Parser | None:
    """The parser of a kind that no source's module knows; None for one that is not to be kept.

    Raises RejectedEvent for what only the hub itself may say.
    """
    if source == OWN or source.startswith(f"{OWN}."):
        raise RejectedEvent(one_line(f"source: {detail_type} of {source} is no kind that agents send"))
    known = source in additional_sources or source.startswith(OLDER_AGENTS)
    return parse_general if known and detail_type not in SAY_NOTHING else None


def parse_general(envelope: Envelope) -> Parsed:
    """An event of which only the envelope is understood: low, and known by the first resource it names."""
    envelope.check_recent("time", envelope.time)
    named = next((one_line(name, 200) for name in envelope.resources if name.strip()), "")
    return envelope.parsed(
        title=f"{envelope.detail_type} from {envelope.source}" + (f": {named}" if named else ""),
        category="operations",
        severity=Severity.LOW,
        facts=facts([("Resources", ", ".join(envelope.resources[:10]))]),
    )
