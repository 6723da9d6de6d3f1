"""A hub in memory: the steps from a raw event to Slack, and every reader, on a table with DynamoDB's limits."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.adapters.dynamodb.agents import DynamoDBAgentRegister
from config_monitor.adapters.dynamodb.alerts import DynamoDBAlerts
from config_monitor.adapters.dynamodb.current_incidents import DynamoDBCurrentIncidents, DynamoDBDueIncidents
from config_monitor.adapters.dynamodb.current_violations import DynamoDBCurrentViolations
from config_monitor.adapters.dynamodb.evaluated_rules import DynamoDBEvaluatedRules
from config_monitor.adapters.dynamodb.exception_statuses import DynamoDBExceptionStatuses
from config_monitor.adapters.dynamodb.figures import DynamoDBFigures
from config_monitor.adapters.dynamodb.history import DynamoDBHistory
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.overrides import DynamoDBOverrides
from config_monitor.adapters.dynamodb.policy import DynamoDBPolicy
from config_monitor.adapters.dynamodb.rate_limiter import DynamoDBRateLimiter
from config_monitor.adapters.dynamodb.report_log import DynamoDBReportLog
from config_monitor.adapters.dynamodb.report_rows import DynamoDBReportRows
from config_monitor.adapters.dynamodb.resources import DynamoDBResources
from config_monitor.adapters.dynamodb.retirement_log import DynamoDBRetirementLog
from config_monitor.adapters.dynamodb.rules import DynamoDBRules
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.team_days import DynamoDBTeamDays
from config_monitor.adapters.dynamodb.violations_by_scope import DynamoDBViolationsByScope
from config_monitor.adapters.notification_templates import TEMPLATES, TemplateWriter
from config_monitor.adapters.report.charts import CHARTS
from config_monitor.adapters.report.page import write_page
from config_monitor.adapters.sources import Senders, read_event
from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import Event, Parsed
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.policy import Classified, Policy
from config_monitor.domain.queries import EventQuery, ExportFormat, IncidentQuery, ViolationQuery
from config_monitor.domain.reports import ReportRun, period_of
from config_monitor.domain.reports.period import PeriodKind
from config_monitor.ports import Notifier
from config_monitor.use_cases.aggregate_compliance import MergeDependencies, aggregate_account, merge_accounts
from config_monitor.use_cases.alert_sender import AlertSender
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.deliver_alerts import deliver_alerts, find_unsent
from config_monitor.use_cases.export_list import Export, export_list
from config_monitor.use_cases.list_events import events_export, list_events
from config_monitor.use_cases.list_incidents import incidents_export, list_incidents
from config_monitor.use_cases.list_violations import list_violations, violations_export
from config_monitor.use_cases.notification_sender import NotificationSender
from config_monitor.use_cases.notify_slack import notify_slack
from config_monitor.use_cases.parse_event import parse_event
from config_monitor.use_cases.persist_event import note_heartbeat, persist_event
from config_monitor.use_cases.render_report import render_report
from config_monitor.use_cases.report_dependencies import ReportDependencies
from config_monitor.use_cases.show_coverage import CoverageDependencies, show_coverage
from config_monitor.use_cases.take_rule_inventory import InventoryDependencies, take_rule_inventory
from config_monitor.use_cases.update_incidents import IncidentDependencies, update_incidents
from simulation.limited_table import LimitedTable
from simulation.notifier import FakeNotifier

MACHINE_PAYLOAD = 256 * 1024
POLICY = Policy.model_validate({"default_channel": "security", "threshold": "informational"})
SENDERS = Senders(frozenset({"111111111111"}), frozenset({"my.app"}))
_KEY = b"a key of cursors"
_CATALOGUE = PackagedCatalogue()
FORMATS: tuple[ExportFormat, ...] = ("csv", "ndjson")


class _File:
    """An export that needs no bucket."""

    def write(self, data: bytes) -> None:
        del data

    def finish(self) -> str:
        return "https://bucket.example/export"


class _Files:
    @contextmanager
    def file(self, _content_type: str, _format: str) -> Iterator[_File]:
        yield _File()


def _is_json(answer: Any) -> None:
    """What the API answers is JSON that can be sent in UTF-8."""
    json.dumps(answer, allow_nan=False, ensure_ascii=False).encode()


def fits_machine(payload: Any) -> None:
    """What a state hands on is JSON without NaN, in UTF-8, of at most 256 KB."""
    size = len(json.dumps(payload, allow_nan=False, ensure_ascii=False).encode())
    assert size < MACHINE_PAYLOAD, f"{size} bytes are more than a state hands on"


class Hub:
    """All functions over one table; `now` is its clock, which waiting moves."""

    def __init__(self, now: datetime, policy: Policy = POLICY, notifier: Notifier | None = None) -> None:
        self.now, self.table = now, LimitedTable()
        table = Table(self.table, "events", lambda _: None)  # type: ignore[arg-type] # a stand-in
        self._table, self._ids = table, count()
        self.notifier = notifier or FakeNotifier(now=lambda: self.now.timestamp(), wait=self._wait)
        self._ledger, self._rules = DynamoDBLedger(table), DynamoDBRules(table)
        self._policies = DynamoDBPolicy(table, policy)
        channels = NotificationSender(
            notifier=self.notifier,
            rate_limiter=DynamoDBRateLimiter(table),
            clock=lambda: self.now,
            sleep=self._wait,
            new_id=lambda: f"id-{next(self._ids)}",
            default_channel=policy.default_channel or "security",
        )
        self.sender = AlertSender(channels, DynamoDBAlerts(table), TemplateWriter(custom=TEMPLATES), self._is_open)

    def process(self, raw: Any) -> str:
        """The states of process_event: what ParseEvent answered, or what became of the event."""
        parsed = parse_event(raw, lambda event, now: read_event(event, now, SENDERS), self.now)
        fits_machine(parsed.model_dump(mode="json"))
        if not parsed.event:
            assert parsed.reason
            return parsed.outcome
        event = Parsed.model_validate_json(parsed.model_dump_json()).event or parsed.event
        if event.heartbeat or event.rule_inventory:
            return self._note(event)
        classified = classify_event(
            event,
            self._policies,
            _CATALOGUE,
            DynamoDBResources(self._table),
            self.now,
            DynamoDBOverrides(self._table),
            self._rules,
        )
        fits_machine(classified.model_dump(mode="json"))
        return self._persist(Classified.model_validate_json(classified.model_dump_json()))

    def _note(self, event: Event) -> str:
        """What an agent says of itself, which is not classified."""
        if inventory := event.rule_inventory:
            scopes = DynamoDBViolationsByScope(self._table)
            ports = InventoryDependencies(self._rules, scopes, self._ledger, _CATALOGUE, lambda _: None, self.now)
            return take_rule_inventory(event, inventory, ports).outcome
        return note_heartbeat(event, self._ledger, self.now).outcome

    def _persist(self, classified: Classified) -> str:
        persisted = persist_event(classified, self._ledger, self.now, lambda _: None)
        fits_machine(persisted.model_dump(mode="json"))
        if persisted.notify == "immediate":
            return notify_slack(persisted.alerts, self.sender).outcome
        return persisted.outcome

    def keep(self, policy: Policy) -> None:
        """Put another policy in effect."""
        self._policies = DynamoDBPolicy(self._table, policy)

    def minute(self) -> None:
        """One run of deliver_alerts, a minute later."""
        self.now += timedelta(minutes=1)
        due = IncidentDependencies(
            DynamoDBDueIncidents(self._table),
            self._ledger,
            self._policies,
            DynamoDBOverrides(self._table),
            lambda _: None,
            self.now,
            lambda: False,
        )
        update_incidents(due)
        for channels in find_unsent(self.sender).channels:
            deliver_alerts(channels, self.sender)

    def read(self) -> None:
        """Every list, export and summary that the API has, over all that is stored."""
        history = DynamoDBHistory(self._table)
        page = list_events(EventQuery(limit=100), history, _KEY, self._rules)
        while page["cursor"]:
            _is_json(page)
            page = list_events(EventQuery(limit=100, cursor=page["cursor"]), history, _KEY, self._rules)
        violations, incidents = DynamoDBCurrentViolations(self._table), DynamoDBCurrentIncidents(self._table)
        _is_json(list_violations(ViolationQuery(limit=100), violations, _KEY, self.now, self._rules))
        _is_json(list_incidents(IncidentQuery(limit=100), incidents, _KEY, self.now))
        for form in FORMATS:
            exports = (
                (events_export(EventQuery(), self._rules), history),
                (violations_export(ViolationQuery(), self.now, self._rules), violations),
                (incidents_export(IncidentQuery(), self.now), incidents),
            )
            for request, paged in exports:
                export: Export = export_list(request(form), paged, _Files(), _KEY, lambda: False)
                assert export.text is not None or export.url
        _is_json(show_coverage(self._coverage(), self.now).model_dump(mode="json"))

    def report(self, kind: PeriodKind = "daily") -> None:
        """A report over all accounts, with its message, charts and page."""
        store, rows = DynamoDBFigures(self._table), DynamoDBReportRows(self._table)
        period = period_of(kind, self.now.date().isoformat(), "UTC", self.now)
        run = ReportRun(id=f"run-{next(self._ids)}", period=period, scheduled=False)
        accounts = store.accounts()
        for account in accounts:
            aggregate_account(run, account, store, rows, self.now)
        merging = MergeDependencies(store, rows, DynamoDBTeamDays(self._table), {})
        fits_machine(merge_accounts(run, accounts, merging, self.now).model_dump(mode="json"))
        rendered = render_report(run, accounts, self._report_dependencies(store, rows), self.now)
        assert set(rendered.channels.values()) == {"sent"}
        assert rendered.left_out == []

    def _report_dependencies(self, store: DynamoDBFigures, rows: DynamoDBReportRows) -> ReportDependencies:
        return ReportDependencies(
            store=store,
            team_days=DynamoDBTeamDays(self._table),
            rows=rows,
            log=DynamoDBReportLog(self._table),
            policies=self._policies,
            catalogue=_CATALOGUE,
            charts=CHARTS,
            page=write_page,
            files=None,
            sender=self.sender.channels,
            channel="security",
            margin=2,
            register=DynamoDBAgentRegister(self._table),
            exception_statuses=DynamoDBExceptionStatuses(self._table),
            retirement_log=DynamoDBRetirementLog(self._table),
            coverage=self._coverage(),
        )

    def _coverage(self) -> CoverageDependencies:
        by_scope = (DynamoDBAgentRegister(self._table), self._rules, DynamoDBEvaluatedRules(self._table))
        return CoverageDependencies(*by_scope, _CATALOGUE, _CATALOGUE, self._policies, DynamoDBHistory(self._table))

    def _is_open(self, key: ViolationKey | IncidentKey) -> bool:
        read = self._ledger
        return (read.incident(key) if isinstance(key, IncidentKey) else read.violation(key)).is_open

    def _wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
