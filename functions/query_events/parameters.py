"""The parameters of each path: the domain's queries with the checks, texts and patterns of HTTP."""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from config_monitor.domain.compliance import ViolationListState
from config_monitor.domain.incidents import IncidentListState
from config_monitor.domain.queries import (
    EventQuery,
    ExceptionQuery,
    IncidentQuery,
    ReportList,
    ReportQuery,
    ViolationQuery,
)
from query_events.parameter_types import (
    AccountParameter,
    CursorParameter,
    DateParameter,
    LimitParameter,
    RegionParameter,
    SeverityParameter,
    StatusParameter,
    TextParameter,
)

STRICT = ConfigDict(frozen=True, extra="forbid")


class NoParameters(BaseModel):
    """The parameters of a path that takes none."""

    model_config = STRICT


class EventParameters(EventQuery):
    """The parameters of GET /events."""

    model_config = STRICT

    limit: LimitParameter = 50
    cursor: CursorParameter | None = None
    source: TextParameter | None = Field(default=None, description="The service, such as aws.config.")
    account: AccountParameter | None = None
    region: RegionParameter | None = None
    status: StatusParameter | None = Field(
        default=None, description="The source's own word: NON_COMPLIANT, ALARM, CREATE_FAILED, ..."
    )
    rule_name: TextParameter | None = Field(
        default=None,
        description="An AWS Config rule. The canonical name finds all copies; a copy's own name finds that copy.",
    )
    resource_type: TextParameter | None = Field(default=None, description="Such as AWS::S3::Bucket.")
    resource_id: TextParameter | None = None
    severity: SeverityParameter | None = None
    start_date: DateParameter | None = Field(
        default=None, description="From then on: ISO 8601 (UTC without zone) or seconds."
    )
    end_date: DateParameter | None = Field(
        default=None, description="Before then: ISO 8601 (UTC without zone) or seconds."
    )
    direction: Literal["asc", "desc"] = Field(default="desc", description="By time: oldest or newest first.")

    @model_validator(mode="after")
    def _dates_are_in_order(self) -> Self:
        if self.start_date is not None and self.end_date is not None and self.start_date >= self.end_date:
            raise PydanticCustomError("dates", "start_date must be before end_date")
        return self


class ViolationParameters(ViolationQuery):
    """The parameters of GET /compliance/violations."""

    model_config = STRICT

    limit: LimitParameter = 50
    cursor: CursorParameter | None = None
    status: ViolationListState = Field(default="open", description="Which list.")
    account: AccountParameter | None = None
    region: RegionParameter | None = None
    rule_name: TextParameter | None = Field(
        default=None, description="An AWS Config rule, by its canonical name or the name of any copy."
    )
    resource_type: TextParameter | None = Field(default=None, description="Such as AWS::S3::Bucket.")
    resource_id: TextParameter | None = None
    severity: SeverityParameter | None = None
    overdue: Literal["true"] | None = Field(default=None, description="Only what is past its deadline.")


class ReportParameters(ReportQuery):
    """The parameters of GET /compliance/reports/{period}/{date}."""

    model_config = STRICT

    limit: LimitParameter = 50
    cursor: CursorParameter | None = None
    list: ReportList | None = Field(default=None, description="Which list; all of them without it.")
    account: AccountParameter | None = None
    rule_name: TextParameter | None = Field(default=None, description="The canonical name of an AWS Config rule.")
    severity: SeverityParameter | None = None


class IncidentParameters(IncidentQuery):
    """The parameters of GET /incidents."""

    model_config = STRICT

    limit: LimitParameter = 50
    cursor: CursorParameter | None = None
    status: IncidentListState = Field(default="open", description="Which list.")
    account: AccountParameter | None = None
    region: RegionParameter | None = None
    source: TextParameter | None = Field(default=None, description="The service, such as aws.guardduty.")
    resource_type: TextParameter | None = Field(default=None, description="Such as AWS::EC2::Instance.")
    resource_id: TextParameter | None = None
    severity: SeverityParameter | None = None
    overdue: Literal["true"] | None = Field(default=None, description="Only what is past its deadline.")


class ExceptionParameters(ExceptionQuery):
    """The parameters of GET /compliance/exceptions."""

    model_config = STRICT

    limit: LimitParameter = 50
    cursor: CursorParameter | None = None
    status: Literal["active", "ended"] = Field(default="active", description="Which list.")


class ExceptionBody(BaseModel):
    """The body of POST /compliance/exceptions."""

    model_config = STRICT

    subject: str = Field(
        min_length=1, max_length=2_000, description="The id of a violation or incident, as lists have it."
    )
    reason: str = Field(min_length=1, max_length=500, description="Why it is accepted.")
    expires: date = Field(description="The last day, in UTC, on which it holds.")
    scope: Literal["resource", "rule"] = Field(
        default="resource", description="This resource alone, or its rule in this account."
    )
