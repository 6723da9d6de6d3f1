"""The identity of an incident, and which incident an event reports on."""

from typing import TYPE_CHECKING

from config_monitor.domain.events import IDENTITY_BYTES, bounded_key
from config_monitor.domain.model import DomainModel

if TYPE_CHECKING:
    from config_monitor.domain.events import Event, IncidentReport


class IncidentKey(DomainModel):
    """The identity of an incident: account and region concerned, source, and the source's own id for it."""

    account: str
    region: str
    source: str
    identity: str


def incident_key(event: "Event", report: "IncidentReport") -> IncidentKey:
    """The key of the incident that an event reports on.

    A claim about another account is an incident of its own beside the sender's: one Health event has the same ARN in
    all accounts, and the end of what is claimed must not end what the sender's own account reports.
    """
    claim = f"{report.identity}#claimed#{event.account_mismatch}" if event.claimed else report.identity
    identity = bounded_key(claim, IDENTITY_BYTES)
    return IncidentKey(account=event.account, region=event.region, source=event.source, identity=identity)
