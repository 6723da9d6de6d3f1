"""The identity of a pair, and which pair an evaluation is about."""

from typing import TYPE_CHECKING

from config_monitor.domain.events import region_of_pair
from config_monitor.domain.model import DomainModel

if TYPE_CHECKING:
    from config_monitor.domain.events import Evaluation, Event


class ViolationKey(DomainModel):
    """The identity of a pair: account, region, rule by its canonical name, and resource.

    `region` is GLOBAL where the evaluations of all regions are about the same thing.
    """

    account: str
    region: str
    rule_name: str
    resource_type: str
    resource_id: str

    @property
    def resource(self) -> tuple[str, str, str, str]:
        """Account, region, type and id of the resource."""
        return (self.account, self.region, self.resource_type, self.resource_id)


def key_of_pair(event: "Event", evaluation: "Evaluation") -> ViolationKey:
    """The key of the violation that an evaluation is about."""
    return ViolationKey(
        account=event.account,
        region=region_of_pair(event.region, evaluation.resource_type, account_wide=evaluation.account_wide),
        rule_name=evaluation.rule,
        resource_type=evaluation.resource_type,
        resource_id=evaluation.resource_id,
    )
