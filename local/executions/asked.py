"""What a person asks the page for; the address of the page holds it, so that it can be sent to another person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

STATUSES = ("RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")
ALL = "ALL"


@dataclass(frozen=True)
class Asked:
    """The filters, the place in the list, and the one execution that is shown; each is empty where nothing is asked."""

    machine: str = ""
    status: str = ""
    """empty: what matters (`listing.why_left_out`); `ALL`; or one of `STATUSES`"""
    since: str = ""
    """ISO 8601 in UTC, as of an `<input type="datetime-local">`; this instant included"""
    until: str = ""
    before: str = ""
    """where the page begins: when the last execution of the page before it began"""
    execution: str = ""

    @property
    def address(self) -> str:
        """The page that shows this."""
        return "/executions?" + urlencode(
            {name: value for name, value in asdict(self).items() if value}, errors="replace"
        )

    def but(self, **changes: str) -> str:
        """The address of the page that differs in something."""
        return replace(self, **changes).address

    @property
    def began_within(self) -> tuple[datetime, datetime]:
        """From when, included, and until when an execution began that is to be shown."""
        ends = [instant for text in (self.until, self.before) if (instant := _instant(text))]
        return _instant(self.since) or datetime.min.replace(tzinfo=UTC), min(
            ends, default=datetime.max.replace(tzinfo=UTC)
        )


def asked(query: Mapping[str, list[str]]) -> Asked:
    """What the query of an address asks for; what cannot be understood is not asked for."""
    values = {name: texts[-1].strip() for name, texts in query.items() if name in Asked.__dataclass_fields__}
    for name in ("since", "until", "before"):
        if not _instant(values.get(name, "")):
            values.pop(name, None)
    if values.get("status") not in (ALL, *STATUSES):
        values.pop("status", None)
    return Asked(**values)


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
