"""Evaluations of one IAM user by several regions, whose pair is global."""

from config_monitor.domain.events import ComplianceStatus
from config_monitor.domain.policy import Classified
from simulation.evaluations import evaluated

REGIONS = ("us-east-1", "eu-west-1", "eu-central-1")
USER = "AWS::IAM::User"


def in_region(
    region: str, status: ComplianceStatus, hours: float, before: ComplianceStatus | None = None
) -> Classified:
    """One region's evaluation, an event of its own."""
    classified = evaluated(status, hours, before, event_id=f"{region}-{hours}")
    evaluation = classified.event.evaluation
    assert evaluation is not None
    values = {"region": region, "resource_type": USER}
    evaluation = evaluation.model_copy(update={"resource_type": USER})
    return classified.model_copy(
        update={"event": classified.event.model_copy(update={**values, "evaluation": evaluation})}
    )
