"""Every policy that was stored, with who stored it and when: items beside the one that is in force."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.adapters.dynamodb.items import Row
from config_monitor.adapters.dynamodb.policy import POLICY_KEY
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.writes import Put
from config_monitor.domain.events import format_instant
from config_monitor.domain.policy import Policy
from config_monitor.errors import InvalidPolicy, StorageBusy

LARGEST = 380_000
"""Bytes of a stored policy; DynamoDB takes items of 400 KB."""
_VERSION = f"{POLICY_KEY.sk}#"


class PolicyVersion(BaseModel):
    """A policy as it was stored."""

    model_config = ConfigDict(frozen=True)

    stored_at: str
    author: str = Field(description="the ARN of whoever stored it")
    document: str = Field(description="the policy as JSON, with the keys of the file and no others")


def store_policy(table: Table, policy: Policy, author: str, now: datetime) -> None:
    """Put a policy in place of the one in force, as it was written, and keep it as a version.

    Raises InvalidPolicy when it is too large, StorageBusy when the table is.
    """
    document, stored_at = policy.model_dump_json(exclude_unset=True), format_instant(now)
    if (size := len(document.encode())) > LARGEST:
        raise InvalidPolicy(f"the policy has {size} bytes and may have {LARGEST}")
    in_force: Row = {**POLICY_KEY._asdict(), "policy": document, "updated_at": int(now.timestamp())}
    version: Row = {"pk": POLICY_KEY.pk, "sk": f"{_VERSION}{stored_at}", "policy": document, "author": author}
    if refused := table.transact([Put(in_force), Put(version)]):
        raise StorageBusy(f"somebody else stores a policy at this moment: {', '.join(refused)}")


def policy_versions(table: Table) -> Iterator[PolicyVersion]:
    """All versions, the newest first."""
    for row in table.query(Query(POLICY_KEY.pk, prefix=_VERSION, ascending=False)):
        yield PolicyVersion(
            stored_at=row["sk"].removeprefix(_VERSION), author=row["author"], document=str(row["policy"])
        )
