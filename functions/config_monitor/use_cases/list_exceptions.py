"""Lists the exceptions of the policy and of people, those that end first at the top."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from config_monitor.domain.events import format_instant
from config_monitor.domain.policy import Policy
from config_monitor.domain.queries import (
    ExceptionQuery,
    ExportFormat,
    ExportLayout,
    ExportRequest,
    ListedException,
    ReadPlan,
)
from config_monitor.ports import OverrideSource, Page, Position
from config_monitor.use_cases.paging import list_page

EXCEPTIONS = "exceptions"


class ExceptionList:
    """All exceptions as a list that is read page by page: there are few enough of them to be read for each page."""

    def __init__(self, policy: Policy, overrides: OverrideSource, now: datetime) -> None:
        self._policy, self._overrides, self._now = policy, overrides, now

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:
        """At most `limit` of the exceptions with the plan's status after a position."""
        wanted = [each for each in self._all() if each.status == plan.key["status"]]
        ordered = sorted(wanted, key=_position)
        rest = [each for each in ordered if not after or _position(each) > after]
        shown = rest[:limit]
        positions = [_position(each) for each in shown]
        end = positions[-1] if len(rest) > limit else None
        return Page([each.model_dump(mode="json") for each in shown], positions, end, len(ordered))

    def _all(self) -> list[ListedException]:
        now, today = format_instant(self._now), self._now.date()
        return [
            *(ListedException.of_policy(entry, today) for entry in self._policy.exceptions),
            *(ListedException.of_person(exception, now) for exception in self._overrides.exceptions()),
        ]


def list_exceptions(query: ExceptionQuery, exceptions: ExceptionList, key: bytes) -> dict[str, Any]:
    """One page as `{"items", "cursor"}`; the cursor is None at the end. Raises InvalidCursor."""
    return list_page(exceptions, _plan(query), query, EXCEPTIONS, key, dict)


def exceptions_export(query: ExceptionQuery) -> Callable[[ExportFormat], ExportRequest]:
    """How to export the list in either format."""
    columns = tuple(ListedException.model_fields)
    return lambda form: ExportRequest(query, _plan(query), EXCEPTIONS, ExportLayout(form, columns), dict)


def _plan(query: ExceptionQuery) -> ReadPlan:
    return ReadPlan({"status": query.status}, {})


def _position(exception: ListedException) -> Position:
    return [exception.expires, exception.id, exception.origin]
