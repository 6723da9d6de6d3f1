"""Name in a daily report what was retired, in one report however often that is made, and what waits for a person."""

from config_monitor.domain.policy import Policy
from config_monitor.domain.reports import AccountLine, Report, retired_accounts
from config_monitor.ports.retirement import RetirementLog


def with_retirements(report: Report, policy: Policy, log: RetirementLog, *, of_today: bool) -> Report:
    """The report with the retirements that none before it has named; one of an older day names its own again."""
    key = f"daily-{report.period.last}"
    retired = log.claim(key) if of_today else log.named_in(key)
    waiting = log.waiting() if of_today else []
    titles = {
        one.account: AccountLine(account=one.account, name=known.name).title
        for one in (*retired, *waiting)
        if (known := policy.accounts.get(one.account))
    }
    staying = {line.account for line in report.accounts}
    return report.model_copy(
        update={
            "retired": retired_accounts(retired, titles, staying),
            "to_retire": retired_accounts(waiting, titles, staying=()),
        }
    )
