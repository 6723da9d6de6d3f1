"""What an action is about."""

from config_monitor.domain.compliance import Violation
from config_monitor.domain.incidents import Incident

ActionSubject = Violation | Incident
