"""AWS Config says how its own work goes: evaluations started, snapshots and histories delivered or not."""

from config_monitor.adapters.sources.detail import Detail, free_text
from config_monitor.adapters.sources.envelope import Envelope, Parser
from config_monitor.domain.events import Parsed, Severity, config_rule_url, config_settings_url


class _Evaluation(Detail):
    message_type: str | None = None
    config_rule_names: tuple[str, ...] = ()
    aws_account_id: str | None = None


class _Delivery(Detail):
    message_type: str
    s3_bucket: str | None = None
    error_code: str | None = None
    error_message: str | None = None


def parse_reevaluation(envelope: Envelope) -> Parsed:
    """Rules are being evaluated anew: explains the burst of compliance changes that may follow."""
    started = _Evaluation.read(envelope.detail)
    names = [name for name in started.config_rule_names if name.strip()]
    one = names[0] if len(names) == 1 else None
    return envelope.parsed(
        title=f"AWS Config evaluates {one or f'{len(names)} rules' if names else 'its rules'} again",
        category="operations",
        severity=Severity.INFORMATIONAL,
        resource_type="AWS::Config::ConfigRule" if one else None,
        resource_id=one,
        status=started.message_type,
        annotation=free_text(", ".join(names)),
        console_url=config_rule_url(envelope.region, one) if one else None,
        account_mismatch=envelope.other_account(started.aws_account_id),
    )


def parse_delivery(envelope: Envelope) -> Parsed:
    """A delivery that failed is kept: the record of this account has a gap. What went well, every six hours, is not."""
    delivery = _Delivery.read(envelope.detail)
    if not delivery.message_type.endswith("Failed"):
        return Parsed.ignored(f"{delivery.message_type[:100]}: a delivery as it should be")
    return envelope.parsed(
        title=f"AWS Config could not deliver to {delivery.s3_bucket or 'its bucket'}",
        category="operations",
        severity=Severity.MEDIUM,
        resource_type="AWS::S3::Bucket" if delivery.s3_bucket else None,
        resource_id=delivery.s3_bucket,
        status=delivery.message_type,
        annotation=free_text(": ".join(filter(None, [delivery.error_code, delivery.error_message]))),
        remediation="Check that the delivery channel's bucket exists and that its policy and key let AWS Config write.",
        console_url=config_settings_url(envelope.region),
    )


PARSERS: dict[tuple[str, str], Parser] = {
    ("aws.config", "Config Rules Re-evaluation Status"): parse_reevaluation,
    ("aws.config", "Config Configuration Snapshot Delivery Status"): parse_delivery,
    ("aws.config", "Config Configuration History Delivery Status"): parse_delivery,
}
