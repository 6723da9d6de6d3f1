"""Answer `/compliance`: the score and the worst, or the open violations of an account, rule, resource or person."""

from datetime import datetime
from difflib import get_close_matches
from typing import Any

from config_monitor.domain.events import Severity
from config_monitor.domain.policy import Author, Policy
from config_monitor.domain.queries import ViolationQuery, plan_violations
from config_monitor.ports import CurrentViolations, Workspace
from config_monitor.use_cases.summarise_compliance import summarise_compliance

HELP = (
    "/compliance: score, open violations by severity and the worst three",
    "/compliance ACCOUNT, RULE or RESOURCE: its open violations; an account by number or name",
    "/compliance mine: what you have acknowledged",
    "/compliance help: this",
)
WORST, LISTED, READ = 3, 15, 100


def answer_command(
    text: str, by: Author, policy: Policy, workspace: Workspace, violations: CurrentViolations, now: datetime
) -> list[str]:
    """The lines of the answer; guests and users of other workspaces get none. Raises StorageBusy and NotifierError."""
    asked = text.strip()
    if not workspace.membership(by.id, policy.approvers).full_member:
        return ["Only full members of this workspace may ask."]
    if asked == "help":
        return list(HELP)
    if not asked:
        return _overview(policy, violations, now)
    if asked == "mine":
        rows = [row for row in _open(violations) if f"({by.id})" in str(row.get("acknowledged_by"))]
        return _listed("acknowledged by you", rows, policy)
    return _search(asked, policy, violations)


def _overview(policy: Policy, violations: CurrentViolations, now: datetime) -> list[str]:
    summary = summarise_compliance(violations, now)
    counts = ", ".join(f"{number} {word}" for word, number in summary["open_by_severity"].items() if number)
    worst: list[dict[str, Any]] = []
    for severity in sorted(Severity, reverse=True):
        if len(worst) < WORST:
            worst += _open(violations, limit=WORST - len(worst), severity=severity)
    score = summary["score"]
    return [
        f"Compliance score: {score}{'' if score == 'n/a' else ' %'}",
        f"Open: {counts or 'none'}; excepted: {summary['excepted']}",
        *(_line(row, policy) for row in worst),
    ]


def _search(asked: str, policy: Policy, violations: CurrentViolations) -> list[str]:
    """An account, a rule or a resource by its exact name, else by the nearest name that is known."""
    names = {account.name: number for number, account in policy.accounts.items() if account.name}
    if (number := names.get(asked, asked)) in policy.accounts or (number.isdigit() and len(number) == 12):
        return _listed(_account(number, policy), _open(violations, account=number), policy)
    if rows := _open(violations, rule_name=asked) or _open(violations, resource_id=asked):
        return _listed(asked, rows, policy)
    known = _open(violations)
    words = {name for row in known for name in (row["rule_name"], row["resource_id"])}
    nearest = _nearest(asked, [*names, *words])
    if nearest is None:
        return [f"Nothing open is known of {asked}.", *HELP]
    if nearest in names:
        return _listed(_account(names[nearest], policy), _open(violations, account=names[nearest]), policy)
    return _listed(nearest, [row for row in known if nearest in (row["rule_name"], row["resource_id"])], policy)


def _nearest(asked: str, names: list[str]) -> str | None:
    containing = [name for name in names if asked.lower() in name.lower()]
    return next(iter(sorted(containing, key=len) or get_close_matches(asked, names, n=1)), None)


def _open(violations: CurrentViolations, limit: int = READ, **filters: Any) -> list[dict[str, Any]]:
    query = ViolationQuery(status="open", limit=limit, **filters)
    return violations.page(plan_violations(query), None, limit).items


def _listed(about: str, rows: list[dict[str, Any]], policy: Policy) -> list[str]:
    worst = sorted(rows, key=lambda row: -row["severity"])
    more = [f"{len(worst) - LISTED} more"] if len(worst) > LISTED else []
    return [f"{len(rows)} open: {about}", *(_line(row, policy) for row in worst[:LISTED]), *more]


def _line(row: dict[str, Any], policy: Policy) -> str:
    taken = f", acknowledged by {row['acknowledged_by']}" if row.get("acknowledged_by") else ""
    severity = Severity(row["severity"]).word
    where = f"{_account(row['account'], policy)}, {row['region']}"
    return f"{severity}: {row['rule_name']} {row['resource_id']} in {where} since {row['opened_at'][:16]}{taken}"


def _account(number: str, policy: Policy) -> str:
    account = policy.accounts.get(number)
    return f"{account.name} ({number})" if account and account.name else number
