"""The EventBridge envelope that every source shares: what it must have, and what an event takes over from it."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from config_monitor.adapters.sources.detail import Instant, Token, checked
from config_monitor.domain.events import (
    CUT_MARK,
    RETENTION_SECONDS,
    Event,
    Parsed,
    fitted,
    format_instant,
    is_region,
    marked,
    one_line,
    parse_instant,
    partition_of,
    size,
    to_epoch,
)
from config_monitor.errors import RejectedEvent

# A state machine's payload ends at 256 KiB and a row at 400 KB: these leave room for all that is derived from `detail`.
DETAIL_BYTES, RESOURCES_BYTES = 180_000, 20_000
# Browsers and Slack take no longer addresses; one made of an endless id would outgrow the payload besides.
URL_CHARACTERS = 2048
# A time further ahead of the hub's clock would outrank all that follows it for as long.
AHEAD = timedelta(days=1)
# What a service says of its own time may be later than the envelope's, which has whole seconds, by this much.
LATER = timedelta(seconds=5)
RETENTION = timedelta(seconds=RETENTION_SECONDS)

_ACCOUNT = re.compile(r"[0-9]{1,20}")
_REGION = re.compile(r"[a-z]{2,5}(-[a-z]+)+-[0-9]{1,2}|global")


class Envelope(BaseModel):
    """What EventBridge puts round every event, with the hub's clock and whether its sender may speak for others.

    Fixtures in circulation have accounts of 13 digits and regions such as `us-east-*`, so neither is held to its exact
    form, only kept fit for keys.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: str = Field(pattern=r"^[\x21-\x7e]+$", max_length=256)
    source: str = Field(max_length=256)
    detail_type: str = Field(alias="detail-type", max_length=256)
    account: str = Field(pattern=r"^[0-9]{1,20}$")
    time: Instant
    region: Token
    resources: Annotated[list[str], BeforeValidator(lambda value: value or [])] = []
    detail: dict[str, Any]
    now: datetime = datetime.min.replace(tzinfo=UTC)
    is_administrator: bool = False

    @property
    def partition(self) -> str:
        """The partition of the region, `aws` for what is no region."""
        return partition_of(self.region) or "aws"

    @classmethod
    def read(cls, raw: Mapping[str, Any], now: datetime, administrators: frozenset[str]) -> Self:
        """Check an envelope; raises RejectedEvent naming the field. `administrators` may speak for other accounts."""
        stated = checked(cls, {key: value for key, value in raw.items() if key not in ("now", "is_administrator")})
        detail = {key: value for key, value in stated.detail.items() if key != CUT_MARK}  # the hub alone says so
        if parse_instant(stated.time) > now + AHEAD:
            raise RejectedEvent("time: more than a day ahead of the hub's clock")
        return stated.model_copy(
            update={"detail": detail, "now": now, "is_administrator": stated.account in administrators}
        )

    def check_recent(self, what: str, instant: str) -> None:
        """Raises RejectedEvent for a time, chosen by its sender, that is a day ahead or not kept any more."""
        if parse_instant(instant) > self.now + AHEAD:
            raise RejectedEvent(f"{what}: more than a day ahead of the hub's clock")
        if parse_instant(instant) < self.now - RETENTION:
            raise RejectedEvent(f"{what}: older than the {RETENTION.days} days that are kept")

    def check_agent(self) -> None:
        """Raises RejectedEvent for news of an agent itself that is not recent or of no region that exists."""
        self.check_recent("time", self.time)
        if not is_region(self.region):
            raise RejectedEvent("region: no region of AWS")

    def parsed(self, *, title: str, category: str, detail: dict[str, Any] | None = None, **fields: Any) -> Parsed:
        """The event of this envelope with what its source made of the detail; oversized parts are cut and say so."""
        kept, is_cut = fitted(self.detail if detail is None else detail, DETAIL_BYTES)
        resources, _ = fitted(self.resources, RESOURCES_BYTES)
        if len(fields.get("console_url") or "") > URL_CHARACTERS:
            fields["console_url"] = None
        stated = {name: value for name, value in fields.items() if value not in ("", None)}
        own = {
            "event_id": self.id,
            "account": self.account,
            "region": self.region,
            "partition": self.partition,
            "source": self.source,
            "detail_type": self.detail_type,
            "detail": marked(kept, f"long parts of {size(self.detail)} bytes") if is_cut else kept,
            "resources": resources,
            "published_at": to_epoch(self.time),
            "title": one_line(title),
            "category": category,
        }
        return Parsed(outcome="parsed", event=Event.model_validate(own | stated))

    def other_account(self, account: str | None) -> str | None:
        """The account that a detail names when it is not the envelope's; such an event is never counted under it."""
        return one_line(account, 64) if account and account != self.account else None

    def concerned(self, account: str | None, region: str | None) -> dict[str, Any]:
        """Fields of the event for the account and region that it is about, where the detail names others.

        Only an administrator's account may speak for another one; anybody else's event stays under the envelope's
        account and is marked as a claim. Any account may speak for its own regions.
        """
        fields: dict[str, Any] = {}
        if other := self.other_account(account):
            if self.is_administrator and _ACCOUNT.fullmatch(str(account)):
                fields |= {"account": other, "sender_account": self.account}
            else:
                fields |= {"claimed": True, "account_mismatch": other}
        if region and region != self.region and _REGION.fullmatch(region):
            fields |= {"region": region, "sender_region": self.region}
        return fields

    def occurred_at(self, stated: str | None, later: timedelta = LATER) -> str:
        """When something happened by the source's clock, as a stored instant; the envelope's time where that is odd.

        Odd is what cannot be read, what is later than the event itself, and what is older than events are kept. The
        bounds follow from the event alone, so that the same event always gives the same instant.
        """
        happened, published = parse_lenient(stated), parse_instant(self.time)
        if happened is None or happened > published + later or happened < published - RETENTION:
            return self.time
        return format_instant(happened)


def parse_lenient(stated: str | None) -> datetime | None:
    """An instant as AWS services write it, ISO 8601 or as in HTTP (`Wed, 1 Oct 2026 12:00:00 GMT`); else None."""
    if not stated or len(stated) > 64:
        return None
    try:
        return parse_instant(stated)
    except ValueError:
        pass
    try:
        return parse_instant(parsedate_to_datetime(stated).isoformat())
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


Parser = Callable[[Envelope], Parsed]
