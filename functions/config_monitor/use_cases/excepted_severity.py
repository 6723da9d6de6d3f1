"""How severe the worst is that an exception is about; one of a whole rule is about more than it was asked for."""

from config_monitor.domain.actions import Action, ActionSubject
from config_monitor.domain.events import Severity
from config_monitor.domain.incidents import Incident
from config_monitor.ports import ViolationsByScope


def excepted_severity(action: Action, subject: ActionSubject, violations_by_scope: ViolationsByScope) -> Severity:
    """The severity that decides who may do it, and whether two people have to.

    An exception of a rule holds for each of its violations in the account. That of an incident's source holds for all
    that the source reports of the account, which may be critical tomorrow.
    """
    if action.kind != "except" or action.scope != "rule":
        return subject.severity
    if isinstance(subject, Incident):
        return Severity.CRITICAL
    account, rule = subject.key.account, subject.key.rule_name
    regions = sorted(region for known, region in violations_by_scope.scopes() if known == account)
    of_rule = (each for region in regions for each in violations_by_scope.of_rule(account, region, rule))
    return max([subject.severity, *(violation.severity for violation in of_rule if violation.is_open)])
