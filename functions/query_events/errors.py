"""What is wrong with the parameters of a request."""

from collections.abc import Sequence
from typing import NamedTuple

from config_monitor.errors import ConfigMonitorError


class ParameterFault(NamedTuple):
    """What is wrong with one parameter; `reason` completes the sentence that begins with the `field`."""

    field: str
    reason: str


class InvalidParameters(ConfigMonitorError):
    """A request with wrong parameters; answered with 400 and all faults."""

    def __init__(self, faults: Sequence[ParameterFault]) -> None:
        super().__init__("; ".join(f"{fault.field} {fault.reason}" for fault in faults))
        self.faults = list(faults)
