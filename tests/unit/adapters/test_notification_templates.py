"""Notifications from the templates: complete for each source and state, and safe in Slack for any text."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config_monitor.adapters.notification_templates import TEMPLATES, TemplateWriter
from config_monitor.adapters.slack.blocks import slack_message
from config_monitor.domain.events import Severity
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.lifecycle import id_of_key
from config_monitor.domain.notifications import (
    MessageContext,
    Span,
    alert_context,
    flapping_context,
    link,
    resolution_context,
    resolutions_context,
    summarise_alerts,
    summary_context,
    truncate,
    updates_context,
)
from simulation.sender import WRITER, resolution, violation
from tests.support.classified import alert_of
from tests.support.hostile_text import TEXT, assert_safe

FOREIGN = (
    "title",
    "annotation",
    "description",
    "remediation",
    "documentation",
    "console_url",
    "rule",
    "rule_name",
    "resource_type",
    "resource_id",
    "account",
    "account_name",
    "team",
    "region",
    "status",
    "previous_status",
    "group",
    "exception",
    "account_mismatch",
)
SOURCES = ["aws.config", "aws.cloudwatch", "aws.health", "aws.guardduty", "aws.cloudformation", "config-monitor.agent"]


@settings(max_examples=60, deadline=None)
@given(
    values=st.fixed_dictionaries({}, optional=dict.fromkeys(FOREIGN, TEXT)),
    source=st.sampled_from(SOURCES),
    severity=st.sampled_from(Severity),
    kind=st.sampled_from(["opened", "reopened", "event"]),
    flapping=st.booleans(),
)
def test_no_text_breaks_a_message_or_comes_alive(
    values: dict[str, str], source: str, severity: Severity, kind: str, flapping: bool
) -> None:
    update: dict[str, Any] = {"source": source, "severity": severity, "kind": kind, "flapping": flapping}
    alert = violation(1, reopened=2).model_copy(update=values | update)
    if kind == "event":
        alert = alert.model_copy(update={"violation": None})
    assert_safe(WRITER.write(alert_context(alert)))
    for way in ("fixed", "removed", "excepted"):
        ended = resolution(alert, kind=way)
        assert_safe(WRITER.write(alert_context(alert, ended)))
        assert_safe(WRITER.write(resolution_context(ended)))
    assert_safe(WRITER.write(flapping_context(alert)))
    assert_safe(WRITER.write(resolutions_context([resolution(alert)] * 14)))
    for alerts in ([alert] * 3, [alert.model_copy(update={"group": f"{n}{alert.group}"}) for n in range(40)]):
        assert_safe(WRITER.write(summary_context(summarise_alerts(alerts), "violations", {"fixed": 1}, alerts)))
        assert_safe(WRITER.write(summary_context(summarise_alerts(alerts), "baseline", {"fixed": 1}, alerts)))


def test_a_long_text_is_cut_at_a_word_and_says_so() -> None:
    shown = truncate("word " * 300, 100)
    assert len(shown) <= 100
    assert re.fullmatch(r"(word )*word… \(1,500 characters, cut\)", shown)


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "http://example.com",
        "javascript:alert(1)",
        "https://x|y",
        "https://x>y",
        "https://x y",
        "https://x\n",
        "https://" + "x" * 2000,
    ],
)
def test_what_is_no_simple_https_address_is_no_link(address: str | None) -> None:
    assert link(address, "label") == Span(text="")


@pytest.mark.parametrize(
    ("name", "words", "over"),
    [
        ("config/snapshot-failed", ["Medium: AWS Config could not deliver", "AccessDenied", "orchard-config"], False),
        (
            "cloudwatch/alarm-metric",
            ["High: Alarm orchard-pay errors went off", "State: `ALARM` (before: OK)", "crossed"],
            False,
        ),
        ("cloudwatch/alarm-ok", ["Over: Alarm orchard-pay errors is OK again"], True),
        ("cloudwatch/alarm-insufficient-data", ["No data, low: Alarm orchard-queue-age"], False),
        (
            "health/issue",
            ["High: Issue: EC2 instance", "State: open", "Affected resources: i-0c1d2e3f4a5b60718, i-"],
            False,
        ),
        ("health/issue-closed", ["Over: Issue: RDS operational issue", "State: closed"], True),
        ("health/scheduled-change", ["Upcoming, medium:", "State: upcoming"], False),
        ("guardduty/s3", ["High: Objects in orchard-invoices", "`Exfiltration:S3/MaliciousIPCaller`"], False),
        (
            "cloudformation/stack-failed",
            ["High: Stack orchard-data", "Stack: `orchard-data`", "`UPDATE_ROLLBACK_FAILED`"],
            False,
        ),
        ("cloudformation/in-sync", ["Over: Stack orchard-network"], True),
        ("logs/errors-many", ["High: 250 errors in log group /orchard/web", "connection refused"], False),
    ],
)
def test_each_source_and_state_says_what_is_needed_to_act(name: str, words: list[str], over: bool) -> None:
    """Headline, severity by word and colour, account, region, since when, what to do, and the console."""
    alert = alert_of(name)
    notification = WRITER.write(alert_context(alert))
    text = slack_message(notification).text
    assert_safe(notification)
    for word in (*words, f"Region: {alert.region}", "2026-11-23 1", alert.account, "https://console.aws.amazon.com/"):
        assert word in text
    assert ("*What to do:*" in text) == (bool(alert.remediation) and not over)
    if alert.account == "111122223333":
        assert "orchard-prod (`111122223333`)" in text
        assert "Team: shop" in text
    assert (notification.severity, notification.state) == (alert.severity, "resolved" if over else "open")


def test_a_violation_says_all_that_is_needed_to_act() -> None:
    alert = violation(
        7,
        account_name="orchard-prod",
        severity=Severity.CRITICAL,
        annotation="open to 0.0.0.0/0",
        description="Anybody may reach port 22.",
        remediation="Close the port.",
        documentation="https://docs.aws.amazon.com/config/x.html",
        exception_ended="bastion (ops)",
    )
    notification = WRITER.write(alert_context(alert))
    text = slack_message(notification).text
    for word in (
        "🔴 Critical: Security group opens SSH to the world: sg-00007",
        "Account: orchard-prod (`222222222222`)",
        "Resource: AWS::EC2::SecurityGroup `sg-00007`",
        "Rule: `restricted-ssh`",
        "Since: 2026-11-24 09:00 UTC",
        "Anybody may reach port 22.",
        ">open to 0.0.0.0/0",
        "*What to do:* Close the port.",
        "|Resource>",
        "|Timeline>",
        "|Rule>",
        "|Documentation>",
    ):
        assert word in text
    facts = {fact.name: fact.value.spans for fact in notification.facts}
    assert facts["Rule"] == (Span(text="restricted-ssh", style="code"),)


def test_a_template_of_ones_own_is_used_in_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "guardduty.j2").write_text(
        '{% extends "built-in/guardduty.j2" %}'
        "{% block action %}{{ super() }}\n<strong>Call</strong> {{ alert.team }}: 555, "
        'see <a href="https://wiki.example.com/x">the runbook</a>{% endblock %}'
    )
    text = slack_message(TemplateWriter(tmp_path).write(alert_context(alert_of("guardduty/s3")))).text
    assert "*What to do:* Check who may read" in text
    assert "*Call* shop: 555, see <https://wiki.example.com/x|the runbook>" in text
    assert "Exfiltration" in text


@pytest.mark.parametrize(
    "source",
    [
        "{{ nonsense }}",
        "{% if %}",
        "{{ 1 / 0 }}",
        "{{ alert.no_such_field }}",
        "",
        "\n \n",
        "{# nothing #}",
        "<headline>\nOnly this",
        "<what>\nNo headline",
    ],
)
def test_a_template_that_fails_or_writes_nothing_is_passed_over(tmp_path: Path, source: str) -> None:
    (tmp_path / "violation.j2").write_text(source)
    written = TemplateWriter(tmp_path).write(alert_context(violation(1)))
    assert written == WRITER.write(alert_context(violation(1)))


def test_a_template_may_style_and_link_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "violation.j2").write_text(
        "<headline>\n<strong>Bold</strong> &amp; {{ alert.title }}\n<what>\n"
        '<a href="javascript:x">not a link</a> *as written* <b>so too</b> {{ "<strong>" ~ alert.region }}\n'
        ">{{ alert.annotation | strong }}"
    )
    written = TemplateWriter(tmp_path).write(alert_context(violation(1, title="a <x> & b", annotation="quoted")))
    assert written.headline == "Bold & a <x> & b"
    ((first, second),) = (section.lines for section in written.sections)
    assert first.text == "not a link *as written* <b>so too</b> <strong>us-east-1"
    assert {span.style for span in first.spans} == {"text"}
    assert second.quoted
    assert second.spans == (Span(text="quoted", style="strong"),)


@pytest.mark.parametrize(
    ("kind", "state", "words"),
    [
        ("ok", "resolved", "OK again after 3 h 12 min: Alarm"),
        ("archived", "removed", "Archived after 3 h 12 min: Alarm"),
        ("silent", "removed", "No longer reported"),
        ("excepted", "excepted", "Excepted: Alarm"),
        ("updated", "open", "Now high: Alarm"),
    ],
)
def test_an_incidents_end_and_its_getting_worse_are_replies(kind: Any, state: str, words: str) -> None:
    key = IncidentKey(account="222222222222", region="us-east-1", source="aws.cloudwatch", identity="alarm")
    opening = violation(1, title="Alarm", source="aws.cloudwatch", violation=None, incident=key, kind="opened")
    reply = resolution(opening, kind=kind, exception="known (ops)", previous_severity=Severity.MEDIUM)
    notification = WRITER.write(updates_context([reply]) if kind == "updated" else resolution_context(reply))
    assert notification.state == state
    assert words in slack_message(notification).text
    assert_safe(notification)


def test_the_message_about_what_has_ended_has_the_state_in_which_it_ended() -> None:
    opening = alert_of("cloudwatch/alarm-metric")
    ended = opening.model_copy(update={"kind": "ok", "status": "OK", "previous_status": "ALARM"})
    text = slack_message(WRITER.write(alert_context(opening, ended))).text
    assert "State: OK (before: ALARM)" in text.replace("`", "")


def test_what_the_source_stated_stands_on_a_line_of_its_own_in_an_update() -> None:
    update = alert_of("cloudwatch/alarm-insufficient-data").model_copy(update={"kind": "updated"})
    text = slack_message(WRITER.write(updates_context([update]))).text
    assert re.search(r"1 datapoint was unknown\.\s*\nAs of ", text), text


def test_what_subscribers_filter_by_comes_from_the_alerts() -> None:
    alerts = [violation(n, account=f"{n % 3:012d}", team="shop") for n in range(9)]
    attributes = WRITER.write(summary_context(summarise_alerts(alerts), "violations", {}, alerts)).attributes
    assert attributes.accounts == ("000000000000", "000000000001", "000000000002")
    assert (attributes.rules, attributes.teams, attributes.kinds) == (("restricted-ssh",), ("shop",), ("opened",))


def test_every_template_is_one_of_those_that_are_written() -> None:
    contexts = [alert_context(alert_of(name)) for name in ("guardduty/s3", "health/issue", "cloudwatch/alarm-ok")]
    assert {path.stem for path in TEMPLATES.glob("*.j2")} >= {context.template for context in contexts}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("cloudwatch/alarm-metric", "Metric"),
        ("guardduty/access-key", "Access key"),
        ("health/scheduled-change", "Begins"),
        ("cloudformation/resource-failed", "Cause"),
        ("logs/older-agent-errors", "Log stream"),
    ],
)
def test_what_a_source_states_besides_is_in_its_message(name: str, shown: str) -> None:
    alert = alert_of(name)
    written = WRITER.write(alert_context(alert))
    values = {fact.name: "".join(span.text for span in fact.value.spans) for fact in written.facts}
    assert values[shown] == next(fact.value for fact in alert.facts if fact.label == shown)


PAGE = "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/v1/"


def page_links(context: MessageContext) -> list[tuple[str, str]]:
    """The links of a message that lead to the page, with what they say."""
    written = TemplateWriter(page=PAGE).write(context)
    spans = [span for line in written.links for span in line.spans]
    return [(span.text, str(span.url).removeprefix(PAGE)) for span in spans if str(span.url).startswith(PAGE)]


def test_messages_link_to_what_they_are_about_on_the_page() -> None:
    alert = violation(1)
    assert alert.violation
    history = ("Full history", f"#/violation/{id_of_key(alert.violation)}")
    assert page_links(alert_context(alert)) == [history]
    assert page_links(alert_context(alert, resolution(alert))) == [history]
    key = IncidentKey(account="222222222222", region="us-east-1", source="aws.guardduty", identity="finding")
    finding = alert.model_copy(update={"violation": None, "incident": key, "source": "aws.guardduty"})
    assert page_links(alert_context(finding)) == [("Full history", f"#/incident/{id_of_key(key)}")]
    event = alert.model_copy(update={"violation": None, "alert_id": "0d5a/?", "created_at": "2026-11-23T12:00:00.000Z"})
    assert page_links(alert_context(event)) == [("The whole event", "#/event/1795435200-0d5a%2F%3F")]


def test_a_message_about_many_links_to_their_list() -> None:
    one_rule, two_rules = [violation(n) for n in range(3)], [violation(1), violation(2, rule="required-tags")]
    link_of = [
        page_links(summary_context(summarise_alerts(alerts), "violations", {})) for alerts in (one_rule, two_rules)
    ]
    assert link_of == [
        [("All that is open", "#/violations?rule_name=restricted-ssh")],
        [("All that is open", "#/violations")],
    ]


def test_without_an_address_of_the_page_nothing_links_to_it() -> None:
    assert "Full history" not in str(WRITER.write(alert_context(violation(1))).links)


def test_a_key_as_long_as_can_be_still_has_its_link() -> None:
    long = violation(1, resource_id="x" * 900)
    assert long.violation
    alert = long.model_copy(update={"violation": long.violation.model_copy(update={"rule_name": "r" * 70})})
    assert len(page_links(alert_context(alert))) == 1
