"""Answer `/compliance`: the score and the worst, or the open violations of an account, rule, resource or person."""

from datetime import datetime
from difflib import get_close_matches
from typing import Any

from config_monitor.domain.events import Severity, format_minute
from config_monitor.domain.policy import Author, Policy
from config_monitor.domain.queries import ViolationQuery, plan_violations
from config_monitor.ports import CurrentViolations, Workspace
from config_monitor.use_cases.summarise_compliance import summarise_compliance

HELP = (
    "/compliance: score, open violations by severity and the worst three",
    "/compliance ACCOUNT, RULE or RESOURCE: its open violations; an account by number or name, names also in part",
    "/compliance mine: what you have acknowledged",
    "/compliance help: this",
)
WORST, LISTED, PAGE = 3, 15, 100
MOST = 5000
"""So many open violations are looked through; the answer says when there are more."""
Rows = list[dict[str, Any]]


def answer_command(
    text: str,
    page: str | None,
    by: Author,
    policy: Policy,
    workspace: Workspace,
    violations: CurrentViolations,
    now: datetime,
) -> list[str]:
    """The lines of the answer; guests and users of other workspaces get none. `page` is the hub's page for people.

    Raises StorageBusy and NotifierError.
    """
    asked = text.strip()
    if not workspace.membership(by.id, policy.approvers).full_member:
        return ["Only full members of this workspace may ask."]
    if asked == "help":
        return list(HELP)
    if not asked:
        return _overview(policy, violations, now, page)
    if asked == "mine":
        rows = [row for row in _open(violations) if str(row.get("acknowledged_by")).endswith(f"({by.id})")]
        return _listed("acknowledged by you", rows, policy)
    return _search(asked, policy, violations)


def _overview(policy: Policy, violations: CurrentViolations, now: datetime, page: str | None) -> list[str]:
    summary = summarise_compliance(violations, now)
    counts = ", ".join(f"{number:,} {word}" for word, number in summary["open_by_severity"].items() if number)
    worst: Rows = []
    for severity in sorted(Severity, reverse=True):
        if len(worst) < WORST:
            worst += _open(violations, WORST - len(worst), severity=severity)
    score = summary["score"]
    return [
        f"Compliance score: {score}{'' if score == 'n/a' else ' %'}",
        f"Open: {counts or 'none'}; excepted: {summary['excepted']:,}",
        *(_line(row, policy) for row in worst),
        *([f"All of it: {page}"] if page else []),
    ]


def _search(asked: str, policy: Policy, violations: CurrentViolations) -> list[str]:
    """An account, a rule or a resource by its exact name, else by the nearest name that is known."""
    names = {account.name: number for number, account in policy.accounts.items() if account.name}
    if (number := names.get(asked, asked)) in policy.accounts or (number.isdigit() and len(number) == 12):
        return _listed(_account(number, policy), _open(violations, account=number), policy)
    if rows := _open(violations, rule_name=asked) or _open(violations, resource_id=asked):
        return _listed(asked, rows, policy)
    known = _open(violations)
    words = {str(name) for row in known for name in _names(row)}
    nearest = _nearest(asked, [*names, *words])
    if nearest is None:
        return [f"Nothing open is known of {asked}.", *HELP]
    if nearest in names:
        return _listed(_account(names[nearest], policy), _open(violations, account=names[nearest]), policy)
    return _listed(nearest, [row for row in known if nearest in _names(row)], policy)


def _names(row: dict[str, Any]) -> list[Any]:
    return [name for key in ("rule_name", "resource_id", "resource_name") if (name := row.get(key))]


def _nearest(asked: str, names: list[str]) -> str | None:
    """The shortest name that contains the text, else the one that is spelled most like it; case does not matter."""
    by_lower = {name.lower(): name for name in sorted(names, reverse=True)}
    containing = sorted((name for name in by_lower if asked.lower() in name), key=lambda name: (len(name), name))
    nearest = containing or get_close_matches(asked.lower(), by_lower, n=1)
    return by_lower[nearest[0]] if nearest else None


def _open(violations: CurrentViolations, most: int = MOST, **filters: Any) -> Rows:
    """Open violations, page after page; one more than `MOST` where there are more."""
    plan = plan_violations(ViolationQuery(status="open", **filters))
    rows: Rows = []
    after = None
    while len(rows) <= most:
        page = violations.page(plan, after, min(PAGE, most + 1 - len(rows)))
        rows += page.items
        if (after := page.end) is None:
            break
    return rows if most == MOST else rows[:most]


def _listed(about: str, rows: Rows, policy: Policy) -> list[str]:
    worst = sorted(rows[:MOST], key=lambda row: (-row["severity"], row["opened_at"]))
    number = f"{len(rows):,}" if len(rows) <= MOST else f"More than {MOST:,}"
    more = [f"{len(worst) - LISTED:,} more"] if len(worst) > LISTED else []
    return [f"{number} open: {about}", *(_line(row, policy) for row in worst[:LISTED]), *more]


def _line(row: dict[str, Any], policy: Policy) -> str:
    taken = f", acknowledged by {row['acknowledged_by']}" if row.get("acknowledged_by") else ""
    word = Severity(row["severity"]).word.capitalize()
    resource = f"{row['resource_name']} ({row['resource_id']})" if row.get("resource_name") else row["resource_id"]
    where = f"{_account(row['account'], policy)}, {row['region']}"
    return f"• {word}: {row['rule_name']}, {resource} in {where}, since {format_minute(row['opened_at'])}{taken}"


def _account(number: str, policy: Policy) -> str:
    account = policy.accounts.get(number)
    return f"{account.name} ({number})" if account and account.name else number
