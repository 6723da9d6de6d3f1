"""The environment variables of each Lambda function, one model per function, checked at cold start.

`template.yaml` sets them, most of them from the stack's parameters of similar names.
"""

import os
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from config_monitor.domain.events import RETENTION_DAYS, Severity
from config_monitor.domain.policy import DEFAULT_CHANNEL, Channel, SeverityWord
from config_monitor.errors import InvalidSettings


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name} is no time zone of the IANA database") from error


def _parts(text: object) -> object:
    return frozenset(filter(None, (part.strip() for part in text.split(",")))) if isinstance(text, str) else text


TimeZone = Annotated[str, AfterValidator(_zone)]
CommaSeparated = Annotated[frozenset[str], BeforeValidator(_parts)]


def endpoint_url() -> str | None:
    """The endpoint in place of AWS's own ones, such as the local engine's; botocore reads the same variable."""
    return os.environ.get("AWS_ENDPOINT_URL") or None


class Settings(BaseModel):
    """Settings read from environment variables of the same name in capitals."""

    model_config = ConfigDict(frozen=True, defer_build=True)  # each function uses one of them

    @classmethod
    def from_environment(cls) -> Self:
        """Read and check; empty variables count as absent. Raises InvalidSettings naming each wrong variable."""
        values = {name: value for name in cls.model_fields if (value := os.environ.get(name.upper()))}
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            description = "; ".join(f"{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
            raise InvalidSettings(f"the function's environment is incomplete: {description}") from error


class TableSettings(Settings):
    """For functions that use the table and nothing else; the base of most others."""

    events_table_name: str = Field(min_length=3)
    history_days: int = Field(default=RETENTION_DAYS, ge=30, le=3650)


class ParseEventSettings(Settings):
    """ParseEvent: accounts whose events may concern other accounts, and sources that are stored without a parser."""

    administrator_accounts: CommaSeparated = frozenset()
    additional_sources: CommaSeparated = frozenset()
    report_bucket_name: str = Field(default="", description="the bucket of events that the dead-letter queue refused")


class ClassifyEventSettings(TableSettings):
    """ClassifyEvent: channel and threshold where the policy, which is in the table, sets none."""

    default_channel: Channel = DEFAULT_CHANNEL
    alert_threshold: SeverityWord = Severity.HIGH


class QueryEventsSettings(TableSettings):
    """QueryEvents: the bucket of exports too large for a response."""

    report_bucket_name: str = Field(min_length=3)


class SignInSettings(Settings):
    """QueryEvents: the user pool in place of IAM, where people sign in, and whose members may except."""

    api_user_pool_arn: str | None = None
    api_sign_in_domain: str | None = Field(default=None, description="host name of the pool's sign-in page")
    api_sign_in_client_id: str | None = None
    api_exceptions_group: str | None = None


class SlackSettings(TableSettings):
    """For functions that use Slack: its secret, bot or webhooks, and its address.

    `allowed_webhook_hosts` are allowed besides Slack's own, each as `host` or `host:port`; only local trials need one.
    """

    slack_secret_arn: str = Field(min_length=1)
    slack_mode: Literal["bot", "webhook"] = "bot"
    slack_api_url: str = "https://slack.com/api/"
    notification_topic_arn: str | None = Field(default=None, description="a topic that mirrors all channels")
    page_url: str | None = Field(default=None, description="the page for people, to which messages link")
    allowed_webhook_hosts: CommaSeparated = frozenset()
    read_channel_history: bool = Field(default=False, description="whether to look for a post that was not answered")


class ReconcileComplianceSettings(ClassifyEventSettings):
    """ReconcileCompliance: the aggregator; what was missed is classified with the settings of ClassifyEvent."""

    config_aggregator_name: str


class RetireScopesSettings(ClassifyEventSettings):
    """RetireScopes: the aggregator that lists the accounts and regions; None without an aggregator."""

    config_aggregator_name: str | None = None


class NotifySlackSettings(SlackSettings):
    """NotifySlack: the channel of alerts that the policy routes to no other one."""

    default_channel: Channel = DEFAULT_CHANNEL


class ReceiveInteractionSettings(NotifySlackSettings, ClassifyEventSettings):
    """ReceiveInteraction and QueryEvents: the state machine that carries out actions."""

    act_on_alert_arn: str = Field(min_length=1)


class AggregateComplianceSettings(TableSettings):
    """AggregateCompliance: days begin at midnight in `report_time_zone`; failures are posted to `report_channel`."""

    report_time_zone: TimeZone = "UTC"
    report_channel: Channel = DEFAULT_CHANNEL


class RenderReportSettings(SlackSettings):
    """RenderReport: where reports are stored and posted; `declining_margin` is in points of score over seven days."""

    report_bucket_name: str | None = None
    report_channel: Channel = DEFAULT_CHANNEL
    declining_margin: float = Field(default=2, ge=0, le=100)
