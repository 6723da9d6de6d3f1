"""What reading, classifying and storing an event needs."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from config_monitor.bootstrap.runtime import table

if TYPE_CHECKING:
    from config_monitor.adapters.catalogue import PackagedCatalogue
    from config_monitor.ports import (
        AgentRegister,
        EventReader,
        Ledger,
        OverrideSource,
        PolicySource,
        Resources,
        RuleRegister,
    )


@cache
def event_reader() -> EventReader:
    """The parsers of all sources, with the administrators' accounts and further sources of the environment."""
    from config_monitor.adapters.sources import Senders, read_event
    from config_monitor.settings import ParseEventSettings

    settings = ParseEventSettings.from_environment()
    return partial(read_event, senders=Senders(settings.administrator_accounts, settings.additional_sources))


def whole_event(raw: Any) -> Any:
    """A raw event as it is; where it is a reference to an event in the bucket, that event."""
    from config_monitor.adapters.kept_events import key_of, read_kept

    if not (key := key_of(raw)):
        return raw
    from config_monitor.adapters import aws
    from config_monitor.settings import ParseEventSettings

    return read_kept(aws.client("s3"), ParseEventSettings.from_environment().report_bucket_name, key)


@cache
def policies() -> PolicySource:
    """The policy in the table of the environment; what it leaves open is as in `ClassifyEventSettings`."""
    from config_monitor.adapters.dynamodb.policy import DynamoDBPolicy
    from config_monitor.domain.policy import Policy
    from config_monitor.settings import ClassifyEventSettings

    settings = ClassifyEventSettings.from_environment()
    default = Policy(default_channel=settings.default_channel, threshold=settings.alert_threshold)
    return DynamoDBPolicy(table(), default)


@cache
def catalogue() -> PackagedCatalogue:
    """The catalogue of managed rules that is packaged with the functions."""
    from config_monitor.adapters.catalogue import PackagedCatalogue

    return PackagedCatalogue()


@cache
def resources() -> Resources:
    """The resources in the table of the environment."""
    from config_monitor.adapters.dynamodb.resources import DynamoDBResources

    return DynamoDBResources(table())


@cache
def overrides() -> OverrideSource:
    """The exceptions and mutes that people made, in the table of the environment."""
    from config_monitor.adapters.dynamodb.overrides import DynamoDBOverrides

    return DynamoDBOverrides(table())


@cache
def rules() -> RuleRegister:
    """The rules that agents list, in the table of the environment."""
    from config_monitor.adapters.dynamodb.rules import DynamoDBRules

    return DynamoDBRules(table())


@cache
def ledger() -> Ledger:
    """History and violations in the table of the environment."""
    from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
    from config_monitor.settings import TableSettings

    return DynamoDBLedger(table(), TableSettings.from_environment().history_days)


@cache
def agent_register() -> AgentRegister:
    """The agents in the table of the environment."""
    from config_monitor.adapters.dynamodb.agents import DynamoDBAgentRegister

    return DynamoDBAgentRegister(table())
