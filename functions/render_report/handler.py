"""RenderReport: the figures of a run into charts, a page and a message."""

from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from config_monitor import bootstrap
from config_monitor.domain.reports import ReportRun
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.render_report import Rendered, render_report


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(payload: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take `{"run", "batches"}`, the accounts in batches; return links and what became of each channel."""
    run = ReportRun.model_validate(payload["run"])
    accounts = [account for batch in payload["batches"] for account in batch]
    rendered = render_report(run, accounts, bootstrap.report_dependencies(), bootstrap.clock())
    counted = {"missing": rendered.missing, "rules": rendered.rules, "left_out": rendered.left_out}
    logger.info("rendered", extra={"run": run.id, "channels": rendered.channels, **counted})
    metrics.add_metric(name="ReportAccountsMissing", unit=MetricUnit.Count, value=rendered.missing)
    if run.scheduled and "sent" in rendered.channels.values():
        sent = "DailyReportsSent" if run.period.kind == "daily" else "WeeklyReportsSent"
        metrics.add_metric(name=sent, unit=MetricUnit.Count, value=1)
        if run.period.kind == "daily":
            _measure(rendered)
    return asdict(rendered)


def _measure(rendered: Rendered) -> None:
    """The figures of a day: once, so that each of these metrics costs a cent a month."""
    for name, unit, value in (
        ("Score", MetricUnit.Percent, rendered.score),
        ("DetectionTime", MetricUnit.Seconds, rendered.detect_seconds),
        ("ResolutionTime", MetricUnit.Seconds, rendered.resolve_seconds),
    ):
        if value is not None:
            metrics.add_metric(name=name, unit=unit, value=value)
