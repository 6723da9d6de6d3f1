"""What the REST API needs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from config_monitor.bootstrap.processing import agent_register, catalogue, policies, rules
from config_monitor.bootstrap.runtime import table

if TYPE_CHECKING:
    from config_monitor.ports import CurrentIncidents, CurrentViolations, ExportStore, History
    from config_monitor.ports.coverage import EvaluatedRules
    from config_monitor.settings import SignInSettings
    from config_monitor.use_cases.show_coverage import CoverageDependencies


@cache
def history() -> History:
    """The events in the table of the environment."""
    from config_monitor.adapters.dynamodb.history import DynamoDBHistory

    return DynamoDBHistory(table())


@cache
def current_violations() -> CurrentViolations:
    """The current state in the table of the environment."""
    from config_monitor.adapters.dynamodb.current_violations import DynamoDBCurrentViolations

    return DynamoDBCurrentViolations(table())


@cache
def current_incidents() -> CurrentIncidents:
    """The incidents in the table of the environment."""
    from config_monitor.adapters.dynamodb.current_incidents import DynamoDBCurrentIncidents

    return DynamoDBCurrentIncidents(table())


@cache
def evaluated_rules() -> EvaluatedRules:
    """The rules that have pairs in the table of the environment."""
    from config_monitor.adapters.dynamodb.evaluated_rules import DynamoDBEvaluatedRules

    return DynamoDBEvaluatedRules(table())


@cache
def coverage_dependencies() -> CoverageDependencies:
    """What showing coverage needs, in the table of the environment."""
    from config_monitor.use_cases.show_coverage import CoverageDependencies

    by_scope = (agent_register(), rules(), evaluated_rules())
    return CoverageDependencies(*by_scope, catalogue(), catalogue(), policies(), history())


@cache
def export_store() -> ExportStore:
    """The exports in the bucket of the environment."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.export_store import S3ExportStore
    from config_monitor.settings import QueryEventsSettings

    return S3ExportStore(aws.client("s3"), QueryEventsSettings.from_environment().report_bucket_name)


@cache
def sign_in() -> SignInSettings:
    """The user pool of the environment, if there is one."""
    from config_monitor.settings import SignInSettings

    return SignInSettings.from_environment()


@cache
def cursor_key() -> bytes:
    """The key that signs cursors, from the table of the environment."""
    from config_monitor.adapters.dynamodb.cursor_key import cursor_key as key_of

    return key_of(table())
