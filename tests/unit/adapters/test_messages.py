"""Messages from the templates: complete for each source and state, within Slack's limits and inert for any text."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.adapters.messages import TEMPLATES, JinjaMessages
from config_monitor.adapters.sources import read_event
from config_monitor.domain.events import Severity
from config_monitor.domain.notifications import (
    GREEN,
    Alert,
    Message,
    alert_of_event,
    build,
    code,
    colour_of,
    colour_of_alert,
    colour_of_many,
    escape_mrkdwn,
    facts_of,
    facts_of_endings,
    facts_of_many,
    link,
    strip_invisible,
    summarise_alerts,
    template_of,
    truncate,
)
from config_monitor.domain.policy import Policy
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.parse_event import parse_event
from local.slack.limits import check
from simulation.sender import START, WRITER, World, ending, violation
from tests.support.parsing import NOW
from tests.support.samples import sample

HOSTILE = [
    "<!channel> look",
    "<!here|everybody>",
    "<!everyone>",
    "<!subteam^S123>",
    "<@U123> hi",
    "<#C123>",
    "<https://evil.example|AWS Console>",
    "<mailto:a@b.example>",
    "<!date^0^{date}|x>",
    "a & b < c > d &lt; &amp;",
    "`code` *bold* _it_ ~gone~ ```block```",
    "> quoted",
    ":rotating_light: :smile:",
    "\u202egnp.exe\u2066\u200b\ufeff\u00ad\U000e0041",
    "line\nbreak\r\n<headline>\n<links>\nhttps://evil.example",
    "</script><img src=x>",
    "{{ 7 * 7 }} {% raw %}",
    '"}],"blocks":[{"type":"divider"}]',
    "x" * 10_000,
    "<" * 3_001,
    "word " * 3_000,
    "\x00\ud800",
    "",
    "|",
    "\\",
]
TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=400), st.text("<>&*_~`|:@!#\n ", max_size=300))
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
HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\U000e0000-\U000e007f\x00-\x09\x0b-\x1f]")
SOURCES = ["aws.config", "aws.cloudwatch", "aws.health", "aws.guardduty", "aws.cloudformation", "config-monitor.agent"]


def texts(part: Any) -> list[str]:
    """Every text of a message, wherever it stands."""
    if isinstance(part, dict):
        return [found for name, inner in part.items() if name != "type" for found in texts(inner)]
    if isinstance(part, list):
        return [found for inner in part for found in texts(inner)]
    return [part] if isinstance(part, str) else []


def assert_safe(message: Message) -> None:
    """What Slack would refuse, and what nobody but we may say."""
    content = {"text": message.text, "blocks": message.blocks, "attachments": message.attachments}
    check("chat.postMessage", content)
    check("chat.update", content)
    assert len(json.dumps(message.model_dump(), ensure_ascii=False)) - len(message.text) < 10_500
    for text in [message.text, *texts(message.blocks), *texts(message.attachments)]:
        assert not HIDDEN.search(text)
        for inside in re.findall("<([^>]*)>?", text):
            assert inside.startswith("https://"), inside
            assert "<" not in inside
        assert not re.search(r"(?<![A-Za-z0-9]):[a-z0-9_+'-]+:(?![^`]*`)", re.sub("`[^`]*`|<[^>]*>", "", text))


@settings(max_examples=150, deadline=None)
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
    given_values: dict[str, Any] = {"source": source, "severity": severity, "kind": kind, "flapping": flapping}
    alert = violation(1, reopened=2).model_copy(update=values | given_values)
    if kind == "event":
        alert = alert.model_copy(update={"violation": None})
    assert_safe(WRITER.write(template_of(alert), colour_of_alert(alert), facts_of(alert)))
    for way in ("fixed", "removed", "excepted"):
        over = ending(alert, kind=way)
        assert_safe(WRITER.write("violation", colour_of_alert(alert, over), facts_of(alert, over)))
        assert_safe(WRITER.write("ending", GREEN, facts_of(over)))
    assert_safe(WRITER.write("again", GREEN, facts_of(alert)))
    assert_safe(WRITER.write("endings", GREEN, facts_of_endings([ending(alert)] * 14)))
    for alerts in ([alert] * 3, [alert.model_copy(update={"group": f"{n}{alert.group}"}) for n in range(40)]):
        summary_of_alerts = summarise_alerts(alerts)
        for sent_as in ("violations", "baseline"):
            facts = facts_of_many(summary_of_alerts, sent_as, {"fixed": 1})
            assert_safe(WRITER.write("together", colour_of_many(summary_of_alerts, sent_as, {}), facts))


@pytest.mark.parametrize("text", HOSTILE)
def test_the_corpus_of_hostile_texts_is_inert(text: str) -> None:
    for made in (escape_mrkdwn(text), code(text), link("https://example.com", text)):
        live = re.sub(r"^<https://example\.com\|", "", made).removesuffix(">")
        assert "<" not in live
        assert not HIDDEN.search(live)
    assert not re.search(r"[*~`]", escape_mrkdwn(text))


def test_names_stay_as_they_are() -> None:
    """What people copy out of a message is what they know from the console."""
    for name in ("AWS::S3::Bucket", "my_bucket_name", "arn:aws:iam::123456789012:role/x", "a-b.c/d e", "prod (eu)"):
        assert escape_mrkdwn(name) == name
        assert code(name) == f"`{name}`"


def test_a_long_text_is_cut_at_a_word_and_says_so() -> None:
    shown = truncate("word " * 300, 100)
    assert len(shown) <= 100
    assert re.fullmatch(r"(word )*word… \(1,500 characters, cut\)", shown)
    assert strip_invisible(" a\r\n\tb\u200b c ") == "a b c"


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
def test_what_is_no_plain_https_address_is_no_link(address: str | None) -> None:
    assert link(address, "label") == ""


def alert_of(name: str) -> Alert:
    """The alert that a sample becomes."""

    class Plain:
        def policy(self) -> Policy:
            return Policy.model_validate(
                {
                    "accounts": {"111122223333": {"name": "orchard-prod", "team": "shop"}},
                    "teams": {"shop": {}},
                }
            )

    event = parse_event(sample(name), read_event, NOW).event
    assert event
    return alert_of_event(classify_event(event, Plain(), PackagedCatalogue(), World().sender.clock()))


@pytest.mark.parametrize(
    ("name", "words", "over"),
    [
        ("config/snapshot-failed", ["Medium: AWS Config could not deliver", "AccessDenied", "orchard-config"], False),
        ("cloudwatch/alarm-metric", ["High: Alarm orchard-pay errors went off", "before it `OK`", "crossed"], False),
        ("cloudwatch/alarm-ok", ["Over: Alarm orchard-pay errors is OK again"], True),
        ("cloudwatch/alarm-insufficient-data", ["No data, low: Alarm orchard-queue-age"], False),
        ("health/issue", ["High: Issue: EC2 instance", "State: open", "`i-0c1d2e3f4a5b60718`"], False),
        ("health/issue-closed", ["Over: Issue: RDS operational issue", "State: closed"], True),
        ("health/scheduled-change", ["Upcoming, medium:", "State: upcoming"], False),
        ("guardduty/s3", ["High: Objects in orchard-invoices", "`Exfiltration:S3/MaliciousIPCaller`"], False),
        ("cloudformation/stack-failed", ["High: Stack orchard-data", "`UPDATE_ROLLBACK_FAILED`"], False),
        ("cloudformation/in-sync", ["Over: Stack orchard-network"], True),
        ("logs/errors-many", ["High: 250 errors in log group /orchard/web", "connection refused"], False),
    ],
)
def test_each_source_and_state_says_what_is_needed_to_act(name: str, words: list[str], over: bool) -> None:
    """Headline, severity by word and colour, account, region, since when, what to do, and the console."""
    alert = alert_of(name)
    message = WRITER.write(template_of(alert), colour_of_alert(alert), facts_of(alert))
    assert_safe(message)
    for word in (*words, f"Region: {alert.region}", "2026-11-23 1", alert.account, "https://console.aws.amazon.com/"):
        assert word in message.text
    assert ("*What to do:*" in message.text) == (bool(alert.remediation) and not over)
    if alert.account == "111122223333":
        assert "orchard-prod (`111122223333`)" in message.text
        assert "Team: shop" in message.text
    assert message.attachments[0]["color"] == (GREEN if over else colour_of(alert.severity))


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
    message = WRITER.write(template_of(alert), colour_of_alert(alert), facts_of(alert))
    for word in (
        "🔴 Critical: Security group opens SSH to the world: sg-00007",
        "Account: orchard-prod (`222222222222`)",
        "Resource: AWS::EC2::SecurityGroup `sg-00007`",
        "Rule: `restricted-ssh`",
        "Since: 2026-11-24 09:00 UTC",
        "Severity: critical",
        "Anybody may reach port 22.",
        ">open to 0.0.0.0/0",
        "*What to do:* Close the port.",
        "|Resource>",
        "|Timeline>",
        "|Rule>",
        "|Documentation>",
    ):
        assert word in message.text
    fields = message.attachments[0]["blocks"][0]["fields"]
    assert {"type": "mrkdwn", "text": "*Rule*\n`restricted-ssh`", "verbatim": True} in fields


def test_a_message_that_is_too_long_says_so_and_cuts_no_markup() -> None:
    message = build({"headline": ["x"], **{f"part{n}": ["<https://example.com|link> " * 90] for n in range(9)}}, GREEN)
    assert not message.whole
    assert "too long for Slack" in str(message.attachments)
    assert_safe(message)
    assert_safe(build({"headline": ["<https://example.com|link>" * 200], "what": ["*bold* " * 1000]}, GREEN))
    assert build({}, GREEN).attachments == []


def test_a_template_of_ones_own_is_used_in_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "guardduty.j2").write_text(
        '{% extends "built-in/guardduty.j2" %}'
        "{% block action %}{{ super() }}\n*Call* {{ alert.team }}: 555{% endblock %}"
    )
    alert = alert_of("guardduty/s3")
    message = JinjaMessages(tmp_path).write("guardduty", GREEN, facts_of(alert))
    assert "*What to do:* Check who may read" in message.text
    assert "*Call* shop: 555" in message.text
    assert "Exfiltration" in message.text


@pytest.mark.parametrize("source", ["{{ nonsense }}", "{% if %}", "{{ 1 / 0 }}", "{{ alert.no_such_field }}"])
def test_a_template_that_fails_is_passed_over(tmp_path: Path, source: str) -> None:
    (tmp_path / "violation.j2").write_text(source)
    assert "sg-00001" in JinjaMessages(tmp_path).write("violation", GREEN, facts_of(violation(1))).text


def test_every_template_is_one_of_those_that_are_written() -> None:
    assert {path.stem for path in TEMPLATES.glob("*.j2")} >= {template_of(violation(1)), "together", "ending"}
    assert START > 0
