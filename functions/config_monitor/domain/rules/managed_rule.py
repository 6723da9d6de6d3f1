"""What is known of an AWS managed rule: the severity of its violation, what it means and its remediation."""

from pydantic import Field

from config_monitor.domain.events import Severity
from config_monitor.domain.model import DomainModel

UNLISTED_SEVERITY = Severity.MEDIUM
"""The severity of a rule that neither the policy nor the catalogue rates; the weekly report lists such rules."""

UNLISTED = "unlisted"
BY_POLICY = "policy"
BY_SOURCE = "source"


class ManagedRule(DomainModel):
    """One entry of the catalogue; `docs/catalogue.md` says where its severity comes from."""

    name: str = Field(description="canonical, as AWS documents it")
    identifier: str | None = Field(default=None, description="the SourceIdentifier; none for Security Hub's own rules")
    title: str = Field(description="the violation as a headline")
    severity: Severity
    severity_source: str
    category: str
    resource_types: list[str] = []
    description: str = Field(description="what is wrong, in one sentence")
    remediation: str = Field(description="what to do")
    account_wide: bool = Field(
        default=False, description="a check of the whole account, which every region with the rule repeats"
    )
    documentation: str = Field(description="the page in AWS's documentation")
