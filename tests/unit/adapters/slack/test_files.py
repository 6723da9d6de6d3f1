"""Files into a thread of the played Slack, and what becomes of a report when Slack does not take them."""

import json
from datetime import timedelta
from typing import Any

import pytest

from config_monitor.adapters.report.messenger import SlackReports
from config_monitor.adapters.slack.address import SlackAddress
from config_monitor.adapters.slack.bot import SlackBot
from config_monitor.adapters.slack.files import SlackFiles
from config_monitor.adapters.slack.secret import SlackSecret
from config_monitor.adapters.slack.webhook import SlackWebhook
from config_monitor.domain.notifications import Image
from config_monitor.domain.reports import Chart
from config_monitor.errors import NotificationRefused, NotifierBusy
from local.slack.methods import TOKEN, WEBHOOK_PATH
from local.slack.server import SlackServer
from tests.support.reports import figures, report

LIFETIME = timedelta(hours=12)
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


def address(port: int, path: str = "/api/") -> SlackAddress:
    return SlackAddress(secure=False, host="127.0.0.1", port=port, path=path)


def by_bot(port: int) -> SlackReports:
    return SlackReports(SlackBot(secret(port), address(port)), SlackFiles(secret(port), address(port)), LIFETIME)


def test_charts_are_in_the_thread_of_their_report_in_order_and_with_words(played: SlackServer) -> None:
    by_bot(played.server_port).tell("reports", report(), "https://bucket/report", CHARTS)
    told, shown = played.store.messages()
    assert (told["channel"], shown["channel"], shown["thread_ts"]) == ("reports", "reports", told["ts"])
    assert [(f["name"], f["title"], f["alt_txt"]) for f in shown["files"]] == [
        ("chart-1.png", "Chart 1", "it rises"),
        ("chart-2.png", "Chart 2", "it rises"),
    ]


def test_what_the_message_had_no_room_for_is_in_the_thread_too(played: SlackServer) -> None:
    many = report(accounts={f"{n:012d}": figures(80) for n in range(30)})
    by_bot(played.server_port).tell("reports", many, None, [])
    told, rest = played.store.messages()
    assert rest["thread_ts"] == told["ts"]
    assert "000000000029" in json.dumps(rest["blocks"])


def test_by_webhook_the_charts_are_linked_images(played: SlackServer) -> None:
    port = played.server_port
    SlackReports(SlackWebhook(secret(port), {f"127.0.0.1:{port}"}), None, LIFETIME).tell("any", report(), None, CHARTS)
    (told,) = played.store.messages()
    assert [b["image_url"] for b in told["blocks"] if b["type"] == "image"] == [chart.link for chart in CHARTS]


def test_a_report_whose_charts_slack_does_not_take_stands_alone_and_says_so(
    played: SlackServer, caplog: pytest.LogCaptureFixture
) -> None:
    class Full(SlackFiles):
        def upload(self, *_: Any) -> None:
            raise NotificationRefused("storage_limit_reached")

    port = played.server_port
    SlackReports(SlackBot(secret(port), address(port)), Full(secret(port), address(port)), LIFETIME).tell(
        "reports", report(), None, CHARTS
    )
    assert len(played.store.messages()) == 1
    assert "storage_limit_reached" in str(vars(caplog.records[0]))


def test_slack_being_away_is_for_the_machine_to_wait_out() -> None:
    with pytest.raises(NotifierBusy):
        by_bot(1).tell("reports", report(), None, CHARTS)


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest", "https://evil.example/upload", "ftp://files.slack.com/x", "None"]
)
def test_bytes_go_nowhere_but_to_slack(played: SlackServer, url: str) -> None:
    with pytest.raises(NotificationRefused, match="upload_url_elsewhere"):
        SlackFiles(secret(played.server_port), address(played.server_port))._upload_address(url)


def test_slacks_own_upload_host_is_taken() -> None:
    found = SlackFiles(secret(1), address(1))._upload_address("https://files.slack.com/upload/v1/abc?x=1")
    assert (found.host, found.port, found.path) == ("files.slack.com", 443, "/upload/v1/abc?x=1")


def test_an_upload_needs_the_token(played: SlackServer) -> None:
    class Wrong(Secrets):
        def get_secret_value(self, **_: Any) -> dict[str, str]:
            return {"SecretString": json.dumps({"bot_token": "xoxb-other"})}

    made: Any = Wrong(1)
    files = SlackFiles(SlackSecret(made, "arn"), address(played.server_port))
    with pytest.raises(NotificationRefused, match="invalid_auth"):
        files.upload("C1", "1.1", [Image(name="a.png", title="A", alternative="words", png=b"png")])
