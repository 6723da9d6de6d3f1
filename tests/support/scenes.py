"""Everything that each function does, on a table, secrets, a topic, a machine and a Slack that are all played.

A scene prepares what its function needs and answers what runs it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

import botocore.session

from act_on_alert.handler import handler as act_on_alert
from check_agent_health.handler import handler as check_agent_health
from classify_event.handler import handler as classify_event
from config_monitor import bootstrap
from config_monitor.adapters import aws
from config_monitor.adapters.dynamodb.items import to_item
from config_monitor.adapters.dynamodb.rows import alert_row
from config_monitor.adapters.kept_events import POINTER
from config_monitor.domain.events import InventoryRule, RuleInventory, Severity
from config_monitor.domain.notifications import Receipt
from config_monitor.domain.policy import Classified, Route
from config_monitor.use_cases.notify_slack import notify_slack as notify_alerts
from follow_up_alerts.handler import handler as follow_up_alerts
from local.slack.interactions import command, form_of, press, signed
from local.slack.server import SlackServer
from notify_slack.handler import handler as notify_slack
from parse_event.handler import handler as parse_event
from persist_event.handler import handler as persist_event
from reapply_policy.handler import handler as reapply_policy
from receive_interaction.handler import handler as receive_interaction
from reconcile_compliance.handler import handler as reconcile_compliance
from simulation.evaluations import ACCOUNT, NC, C, at, evaluated, removed
from simulation.lambda_context import LambdaContext
from simulation.sender import resolution, violation
from simulation.table_definition import TABLE
from tests.support.deployed_table import persist_all
from tests.support.incidents import reported
from tests.support.recorded_aggregator import result
from tests.support.samples import sample
from update_incidents.handler import handler as update_incidents

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Run = Callable[[], object]
NOW = datetime.now(UTC)
POLICY = json.dumps(
    {
        "default_channel": "security",
        "approvers": {"users": ["UALICE", "UCAROL"], "two_people": True},
        "severities": [{"rule": ["required-tags"], "severity": "high"}],
    }
)
AGGREGATOR: dict[str, Any] = {
    "DescribeConfigurationAggregatorSourcesStatus": {"AggregatedSourceStatusList": []},
    "GetAggregateConfigRuleComplianceSummary": {"AggregateComplianceCounts": [{"GroupName": "222222222222"}]},
    "DescribeAggregateComplianceByConfigRules": {
        "AggregateComplianceByConfigRules": [
            {"AccountId": "222222222222", "AwsRegion": "us-east-1", "ConfigRuleName": "required-tags"}
        ]
    },
}


@dataclass
class Hub:
    """A table, secrets, a topic, a machine and Slack; functions have the environment that reaches them."""

    table: "DynamoDBClient"
    slack: SlackServer

    def opened(self, count: int, **more: Any) -> list[dict[str, Any]]:
        """So many violations with their alerts; what came of the events."""
        good = [evaluated(C, 1, resource=f"vol-{n}", **more) for n in range(count)]
        bad = [evaluated(NC, 30, C, resource=f"vol-{n}", **more) for n in range(count)]
        answers = persist_all(self.table, *good, *bad, stored=NOW)
        return [answer.model_dump(mode="json") for answer in answers][count:]

    def pressed(self, button: str, user: str = "UALICE") -> dict[str, Any]:
        """The request of a button of the newest message."""
        message = self.slack.store.messages()[-1]
        asked = {"user": user, "channel": message["channel"], "ts": message["ts"], "action": button}
        return request("interactions", form_of(press(self.slack.store, self.slack.base_url, asked)))


def request(path: str, form: dict[str, Any]) -> dict[str, Any]:
    body = urlencode(form)
    return {"path": f"/slack/{path}", "headers": signed(body.encode()), "body": body}


def parse(_: Hub) -> Run:
    s3: Any = botocore.session.Session().create_client("s3")
    s3.create_bucket(Bucket="reports", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_object(Bucket="reports", Key="dead-letters/one.json", Body=json.dumps(sample("config/non-compliant")))

    def run() -> None:
        parse_event({"raw": {POINTER: "dead-letters/one.json"}}, LambdaContext())
        for name in ("config/non-compliant", "config/item-delete", "health/issue", "unknown-source", "malformed/no-id"):
            parse_event({"raw": sample(name)}, LambdaContext())

    return run


def classify(_: Hub) -> Run:
    parsed: Any = parse_event({"raw": sample("config/non-compliant")}, LambdaContext())
    return lambda: classify_event({"event": parsed["event"]}, LambdaContext())


def persist(_: Hub) -> Run:
    first, resolved = evaluated(NC, 1), evaluated(C, 2, NC)
    rule = InventoryRule(name="our-volumes", owner="AWS", source_identifier="ENCRYPTED_VOLUMES")
    inventory = RuleInventory(taken_at=at(5), part=1, parts=1, rules=(rule,))
    of_agent = first.event.model_copy(update={"evaluation": None, "rule_inventory": inventory})
    events = [
        *(first, first, resolved, evaluated(NC, 3), removed(4)),
        first.model_copy(update={"event": of_agent}),
        Classified(event=reported(1), route=Route(channel="security", notify="immediate")),
    ]

    def run() -> None:
        for event in events:
            persist_event(event.model_dump(mode="json"), LambdaContext())
        for name in ("config/item-update", "logs/heartbeat"):
            parsed: Any = parse_event({"raw": sample(name)}, LambdaContext())
            persist_event(
                Classified(event=parsed["event"], route=events[-1].route).model_dump(mode="json"), LambdaContext()
            )

    return run


def notify(hub: Hub) -> Run:
    def write(*alerts: Any) -> dict[str, Any]:
        for alert in alerts:
            hub.table.put_item(TableName=TABLE, Item=to_item(alert_row(alert, NOW)))
        return {"alerts": [alert.key.model_dump() for alert in alerts]}

    storm = [violation(n) for n in range(30)]
    alone = write(violation(99, rule="other"))

    def run() -> None:
        notify_slack(alone, LambdaContext())
        write(*storm)
        notify_slack({"deliver": {}}, LambdaContext())
        notify_slack({"deliver": {"channels": ["security"]}}, LambdaContext())
        write(*(resolution(alert) for alert in storm))
        notify_slack({"deliver": {"channels": ["security"]}}, LambdaContext())

    return run


def update(hub: Hub) -> Run:
    route = Route(channel="security", notify="immediate")
    persist_all(hub.table, Classified(event=reported(1, silent_after=40 * 3600), route=route))
    return lambda: update_incidents({}, LambdaContext())


def follow_up(hub: Hub) -> Run:
    route, long_ago = Route(channel="security", notify="immediate", deadline_days=7), -27 * 365 * 24
    broken = [evaluated(C, long_ago, route=route), evaluated(NC, long_ago + 1, C, route=route)]
    incident = Classified(event=reported(long_ago + 1), route=route)
    persist_all(hub.table, *broken, incident, stored=datetime(1999, 11, 30, tzinfo=UTC))
    alerts = bootstrap.alerts()
    sent = Receipt(sent_as="single", sent_at=0, message_id="1.0", channel_id="C1")
    alerts.mark_sent([delivery.alert.key for delivery in alerts.unsent("security", 9e9, 10).due], sent)

    def run() -> None:
        assert follow_up_alerts({}, LambdaContext())["reminded"] == 2

    return run


def receive(hub: Hub) -> Run:
    (opened,) = hub.opened(1)
    notify_slack({"alerts": opened["alerts"]}, LambdaContext())
    asked = {"user": "UALICE", "channel": "security", "command": "/config-monitor", "text": "open"}
    requests = [
        hub.pressed("except"),
        hub.pressed("acknowledge"),
        request("commands", command(hub.slack.store, hub.slack.base_url, asked)),
    ]

    def run() -> None:
        assert [receive_interaction(each, LambdaContext())["statusCode"] for each in requests] == [200] * 3

    return run


def act(hub: Hub) -> Run:
    (opened,), (critical,) = hub.opened(1), hub.opened(1, severity=Severity.CRITICAL, rule="mfa", rule_name="mfa")
    incident = Classified(event=reported(1), route=Route(channel="security", notify="immediate"))
    reported_incident: Any = persist_event(incident.model_dump(mode="json"), LambdaContext())
    for answer in (opened, critical, reported_incident):
        notify_slack({"alerts": answer["alerts"]}, LambdaContext())
    storm = hub.opened(25, rule="storm", rule_name="storm")
    notify_slack({"deliver": {"channels": ["security"]}}, LambdaContext())
    until = (NOW + timedelta(days=3)).date().isoformat()
    exception = {"kind": "except", "reason": "known", "expires": until, "scope": "rule"}
    waiting = violation(99, rule="other")
    hub.table.put_item(TableName=TABLE, Item=to_item(alert_row(waiting, NOW)))
    alice, carol = {"id": "UALICE", "name": "alice"}, {"id": "UCAROL", "name": "carol"}
    asked: list[tuple[dict[str, Any], dict[str, Any]]] = [
        (opened, {"kind": "acknowledge"}),
        (opened, {"kind": "mute", "days": 1}),
        (opened, {"kind": "details"}),
        (opened, exception),
        (reported_incident, {"kind": "acknowledge"}),
        (critical, exception),
        (reported_incident, {**exception, "scope": "resource"}),
        (critical, {"kind": "approve", "request": "a-5", "alert": None, "by": carol}),
    ]

    def action(number: int, about: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
        message = hub.slack.store.messages()[0]
        where = {"channel_id": message["channel"], "message_id": message["ts"], "alert": about["alerts"][0]}
        when = {"action_id": f"a-{number}", "by": alice, "at": f"{NOW:%Y-%m-%d %H:%M:%S}"}
        return {"action": {**when, **where, **more}}

    def run() -> None:
        answers = [act_on_alert(action(n, *one), LambdaContext())["outcome"] for n, one in enumerate(asked)]
        assert answers == ["done", "done", "shown", "done", "done", "asked", "done", "done"]
        url = hub.slack.base_url + hub.slack.store.response_path("UALICE", "security")
        for text in ("", ACCOUNT):
            act_on_alert({"command": {"by": alice, "text": text, "response_url": url}}, LambdaContext())
        act_on_alert({"failed": action(9, *asked[0])}, LambdaContext())
        act_on_alert(action(10, storm[0], exception), LambdaContext())
        # As for a reply that Slack does not take, an opening whose exception somebody ended, and one in a summary:
        bootstrap.act_dependencies().log.release_reply("a-10")
        notify_alerts([waiting.key], bootstrap.act_dependencies().sender)
        bootstrap.act_dependencies().sender.channels.rate_limiter.join_storm("security", "other")
        bootstrap.act_dependencies().sender.alerts.resolve_in_batch("security", "b", frozenset({"excepted#o"}))

    return run


def reapply(hub: Hub) -> Run:
    hub.opened(2)
    route = Route(channel="security", notify="immediate")
    incidents = (reported(1), reported(2, identity="silent", silent_after=40 * 3600))
    persist_all(hub.table, *(Classified(event=incident, route=route) for incident in incidents))
    entry = {"resource": ["*"], "reason": "r", "owner": "o", "expires": "2999-12-31"}
    key: Any = {"pk": {"S": "POLICY"}, "sk": {"S": "POLICY"}}
    hub.table.put_item(
        TableName=TABLE,
        Item={
            **key,
            "policy": {"S": json.dumps({"exceptions": [{**entry, "rule": ["*"]}, {**entry, "alarm": ["*"]}]})},
        },
    )
    return lambda: reapply_policy({"cursor": None, "result": None}, LambdaContext())


def reconcile(_: Hub) -> Run:
    results = {
        "AggregateEvaluationResults": [result(f"vol-{n}", "NON_COMPLIANT" if n else "COMPLIANT") for n in range(3)]
    }

    def answer(model: Any, **_: Any) -> Any:
        details = "GetAggregateComplianceDetailsByConfigRule"
        return SimpleNamespace(status_code=200), {**AGGREGATOR, details: results}[model.name]

    def run() -> None:
        aws._session().register("before-call.config-service", cast("Any", answer))
        for _ in range(2):
            reconcile_compliance({"cursor": None, "result": None}, LambdaContext())
        news = {**result("vol-9", "NON_COMPLIANT"), "ResultRecordedTime": NOW}
        results["AggregateEvaluationResults"] = [result("vol-1", "COMPLIANT"), news]
        reconcile_compliance({"cursor": None, "result": None}, LambdaContext())

    return run


def check(_: Hub) -> Run:
    return lambda: check_agent_health({}, LambdaContext())


SCENES: dict[str, Callable[[Hub], Run]] = {
    "ParseEventFunction": parse,
    "ClassifyEventFunction": classify,
    "PersistEventFunction": persist,
    "NotifySlackFunction": notify,
    "UpdateIncidentsFunction": update,
    "FollowUpAlertsFunction": follow_up,
    "ReceiveInteractionFunction": receive,
    "ActOnAlertFunction": act,
    "ReapplyPolicyFunction": reapply,
    "ReconcileComplianceFunction": reconcile,
    "CheckAgentHealthFunction": check,
}
