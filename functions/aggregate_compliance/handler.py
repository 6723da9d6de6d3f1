"""AggregateCompliance: one account, or all of them, into the figures of a day or a week."""

from typing import Any

from config_monitor import bootstrap
from config_monitor.domain.reports import ReportRun
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.aggregate_compliance import aggregate_batch, list_accounts, merge_accounts
from config_monitor.use_cases.notify_report_failure import notify_report_failure


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(job: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take one job of the machine: `list`, `batch`, `merge` or `failure`."""
    store, now = bootstrap.figures_store(), bootstrap.clock()
    match job["job"]:
        case "list":
            zone = bootstrap.aggregate_settings().report_time_zone
            listed = list_accounts(job["request"], job["run_id"], job["started_at"], zone, store)
            return listed.model_dump(mode="json")
        case "batch":
            aggregate_batch(ReportRun.model_validate(job["run"]), job["accounts"], store, bootstrap.report_rows(), now)
            return {"outcome": "counted"}
        case "merge":
            accounts = [account for batch in job["batches"] for account in batch]
            run = ReportRun.model_validate(job["run"])
            merged = merge_accounts(run, accounts, bootstrap.merge_dependencies(), now)
            return merged.model_dump(mode="json", exclude_defaults=True)
        case _:
            notify_report_failure(job, bootstrap.aggregate_settings().report_channel, bootstrap.ledger(), now)
            return {"outcome": "alerted"}
