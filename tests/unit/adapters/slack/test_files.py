"""Files into a thread of the played Slack, and what becomes of a report when Slack does not take them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config_monitor.adapters.slack.address import SlackAddress
from config_monitor.adapters.slack.bot import SlackBot
from config_monitor.adapters.slack.files import SlackFiles
from config_monitor.adapters.slack.secret import SlackSecret
from config_monitor.adapters.slack.webhook import SlackWebhook
from config_monitor.domain.notifications import Image, Notification
from config_monitor.domain.reports import (
    Chart,
    Report,
    ReportLinks,
    report_notification,
)
from config_monitor.errors import NotificationRefused, NotifierBusy
from config_monitor.use_cases.notification_sender import NotificationSender
from local.slack.methods import TOKEN, WEBHOOK_PATH
from local.slack.server import SlackServer
from simulation.notifier import FakeRateLimiter
from tests.support.reports import figures, report, thread_of

CHARTS = [Chart(f"chart-{n}", f"Chart {n}", "it rises", b"png" * n, "", "", f"https://bucket/{n}.png") for n in (1, 2)]


class Secrets:
    def __init__(self, port: int) -> None:
        webhook = f"http://127.0.0.1:{port}{WEBHOOK_PATH}"
        self._value = json.dumps({"bot_token": TOKEN, "webhook_url": webhook})

    def get_secret_value(self, **_: Any) -> dict[str, str]:
        return {"SecretString": self._value}


def secret(port: int) -> SlackSecret:
    made: Any = Secrets(port)
    return SlackSecret(made, "arn")


def address(port: int) -> SlackAddress:
    return SlackAddress(secure=False, host="127.0.0.1", port=port, path="/api/")


def sender(notifier: SlackBot | SlackWebhook) -> NotificationSender:
    """A sender whose waiting moves its clock."""
    passed = [0.0]

    def clock() -> datetime:
        return datetime(2026, 11, 24, 9, tzinfo=UTC) + timedelta(seconds=passed[0])

    def sleep(seconds: float) -> None:
        passed[0] += seconds

    return NotificationSender(notifier, FakeRateLimiter(), clock, sleep, lambda: "id", "reports")


def by_bot(port: int) -> NotificationSender:
    return sender(SlackBot(secret(port), address(port)))


def notified(shown: Report) -> Notification:
    links = ReportLinks("https://bucket/report.html", None, "2026-11-24T19:00:00.000Z")
    replies = thread_of(shown, links)
    return report_notification(shown, links, CHARTS).model_copy(update={"details": replies})


def test_charts_are_in_the_thread_of_their_report_in_order_and_with_words(played: SlackServer) -> None:
    by_bot(played.server_port).post("reports", notified(report()))
    posted, shown, *_ = played.store.messages()
    assert (posted["channel"], shown["channel"], shown["thread_ts"]) == ("reports", "reports", posted["ts"])
    assert [(f["name"], f["title"], f["alt_txt"]) for f in shown["files"]] == [
        ("chart-1.png", "Chart 1", "it rises"),
        ("chart-2.png", "Chart 2", "it rises"),
    ]


def test_every_account_is_named_in_the_thread(played: SlackServer) -> None:
    many = report(accounts={f"{n:012d}": figures(80) for n in range(130)})
    by_bot(played.server_port).post("reports", notified(many))
    posted, *replies = played.store.messages()
    assert {reply["thread_ts"] for reply in replies} == {posted["ts"]}
    assert all(f"{n:012d}" in json.dumps(replies) for n in range(130))


def test_by_webhook_the_charts_are_linked_images(played: SlackServer) -> None:
    port = played.server_port
    sender(SlackWebhook(secret(port), {f"127.0.0.1:{port}"})).post("any", notified(report()))
    (posted,) = played.store.messages()
    assert [b["image_url"] for b in posted["blocks"] if b["type"] == "image"] == [chart.link for chart in CHARTS]


def test_a_report_whose_charts_slack_does_not_take_stands_with_its_thread_and_is_logged(
    played: SlackServer, caplog: pytest.LogCaptureFixture
) -> None:
    class Full(SlackBot):
        def attach(self, *_: Any) -> None:
            raise NotificationRefused("storage_limit_reached")

    port = played.server_port
    sender(Full(secret(port), address(port))).post("reports", notified(report()))
    assert [bool(message.get("thread_ts")) for message in played.store.messages()] == [False, True]
    assert any("storage_limit_reached" in str(vars(record)) for record in caplog.records)


def test_slack_being_away_is_for_the_machine_to_wait_out() -> None:
    with pytest.raises(NotifierBusy):
        by_bot(1).post("reports", notified(report()))


def _no_call(method: str, _arguments: Mapping[str, Any]) -> dict[str, Any]:
    raise AssertionError(method)


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest", "https://evil.example/upload", "ftp://files.slack.com/x", "None"]
)
def test_bytes_go_nowhere_but_to_slack(played: SlackServer, url: str) -> None:
    with pytest.raises(NotificationRefused, match="upload_url_elsewhere"):
        SlackFiles(_no_call, address(played.server_port))._upload_address(url)


def test_slacks_own_upload_host_is_taken() -> None:
    actual = SlackFiles(_no_call, address(1))._upload_address("https://files.slack.com/upload/v1/abc?x=1")
    assert (actual.host, actual.port, actual.path) == ("files.slack.com", 443, "/upload/v1/abc?x=1")


def test_an_upload_needs_the_token(played: SlackServer) -> None:
    class Wrong(Secrets):
        def get_secret_value(self, **_: Any) -> dict[str, str]:
            return {"SecretString": json.dumps({"bot_token": "xoxb-other"})}

    made: Any = Wrong(1)
    wrong = SlackBot(SlackSecret(made, "arn"), address(played.server_port))
    with pytest.raises(NotificationRefused, match="invalid_auth"):
        wrong.attach("C1", "1.1", [Image(name="a.png", title="A", alternative="words", png=b"png")])
