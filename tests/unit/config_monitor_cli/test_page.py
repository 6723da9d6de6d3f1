"""`make page`: answers this machine's browser alone, and signs what is asked with the caller's own credentials."""

import http.client
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import UnauthorizedSSOTokenError

from config_monitor_cli.failures import CommandFailed
from config_monitor_cli.hub import Hub, Where
from config_monitor_cli.page import api_address, page_server
from config_monitor_cli.page_server import Answer, PageServer, signed_api
from tests.support.commands import ENVIRONMENT, environment

CREDENTIALS = Credentials("ASIAEXAMPLE", "made up", "session/token+")
API_URL = "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/v1/"
WHERE = Where("111122223333", "eu-central-1", "arn:aws:sts::111122223333:assumed-role/auditor/ann")
HUB = Hub("config-monitor", WHERE, {"ApiUrl": API_URL})


class Asked:
    """The API, which notes what it is asked."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def __call__(self, path: str, accept: str) -> Answer:
        self.paths.append(path)
        if path == "/events?status=ALARM":
            raise UnauthorizedSSOTokenError
        return Answer(200, {"Content-Type": accept}, b"{}")


@pytest.fixture(scope="module")
def server() -> Iterator[PageServer]:
    with PageServer(0, Asked(), "arn:aws:sts::111122223333:assumed-role/auditor/ann") as started:
        threading.Thread(target=started.serve_forever, daemon=True).start()
        yield started
        started.shutdown()


def get(server: ThreadingHTTPServer, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    sent = {"Host": f"127.0.0.1:{server.server_port}"} | {name.replace("_", "-"): v for name, v in headers.items()}
    connection.request("GET", path, headers=sent)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.headers), body


def cookie(server: PageServer) -> str:
    status, headers, _ = get(server, urlsplit(server.address).path + "?" + urlsplit(server.address).query)
    assert (status, headers["Location"]) == (303, "/")
    value, *attributes = headers["Set-Cookie"].split("; ")
    assert attributes == ["HttpOnly", "SameSite=Strict", "Path=/"]
    return value


def asked(server: PageServer) -> list[str]:
    assert isinstance(server.ask, Asked)
    return server.ask.paths


def test_the_printed_address_opens_the_page_and_the_api_below_it(server: PageServer) -> None:
    token = cookie(server)
    status, headers, html = get(server, "/")
    assert (status, headers["Referrer-Policy"]) == (200, "no-referrer")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'sha256-")
    assert b'<meta name="access" content="served">' in html
    assert b"assumed-role/auditor/ann" in html
    assert server.token.encode() not in html
    own = f"http://localhost:{server.server_port}"
    for more in ({}, {"Origin": own}, {"Sec_Fetch_Site": "same-origin"}):
        assert get(server, "/events?limit=1", Cookie=token, Accept="text/csv", **more)[0] == 200
    assert asked(server)[-1] == "/events?limit=1"
    assert get(server, "/events", Cookie=token, Accept="text/csv")[1]["Content-Type"] == "text/csv"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1"}, 421),
        ({"Host": "127.0.0.1.evil.example:{port}"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Cookie": ""}, 403),
        ({"Cookie": "page-{port}=guessed"}, 403),
        ({"Cookie": "page-{port}="}, 403),
        ({"Cookie": "page-{port}={{}}; \x80"}, 403),
    ],
)
def test_nobody_else_is_answered(server: PageServer, headers: dict[str, str], status: int) -> None:
    """Another name for this address, another origin, another site, or no token of this start."""
    before = list(asked(server))
    sent = {"Cookie": cookie(server)} | {n: v.replace("{port}", str(server.server_port)) for n, v in headers.items()}
    assert get(server, "/compliance/summary", **sent)[0] == status
    assert asked(server) == before


def test_a_wrong_token_gets_no_cookie(server: PageServer) -> None:
    for path in ("/start", "/start?token=", "/start?token=wrong", f"/start?token={server.token}x"):
        status, headers, _ = get(server, path)
        assert (status, "Set-Cookie" in headers) == (403, False)
    stranger = get(server, f"/start?token={server.token}", Sec_Fetch_Site="cross-site")
    assert (stranger[0], "Set-Cookie" in stranger[1]) == (403, False)


def test_only_the_api_s_own_paths_are_asked_for_and_nothing_but_get(server: PageServer) -> None:
    token = cookie(server)
    before = list(asked(server))
    for path in (
        "http://[",
        "/eventsx",
        "//evil.example/events",
        "/slack/commands",
        "http://evil.example/events",
        "/%2e%2e/events",
    ):
        assert get(server, path, Cookie=token)[0] == 404
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.request("POST", "/compliance/exceptions", b"{}", {"Cookie": token})
    assert connection.getresponse().status == 501
    connection.close()
    assert asked(server) == before


def test_credentials_that_have_ended_are_answered_in_a_sentence(server: PageServer) -> None:
    status, _, body = get(server, "/events?status=ALARM", Cookie=cookie(server))
    assert (status, "sign in again" in json.loads(body)["detail"]) == (502, True)


@pytest.mark.parametrize(
    ("error", "reported"), [(BrokenPipeError(), ""), (ConnectionResetError(), ""), (KeyError("ours"), "KeyError")]
)
def test_a_browser_that_goes_away_before_its_answer_is_no_fault(
    error: Exception, reported: str, server: PageServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """It does so at each reload and changed filter; a fault of ours stays a traceback."""
    try:
        raise error
    except Exception:
        server.handle_error(None, ("127.0.0.1", 1))
    output = capsys.readouterr().err
    assert (reported in output) if reported else not output


def test_requests_are_signed_as_botocore_signs_them() -> None:
    """What arrives is signed once more, at the time that it names: the signatures are the same."""
    got: list[tuple[str, dict[str, str]]] = []

    class Api(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            got.append((self.path, dict(self.headers)))
            self.send_response(200)
            self.send_header("Content-Type", "text/csv")
            self.send_header("X-Internal", "1")
            self.end_headers()
            self.wfile.write(b"id\n")

    with ThreadingHTTPServer(("127.0.0.1", 0), Api) as api:
        threading.Thread(target=api.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{api.server_port}/v1"
        path = "/events/1-a%20b?resource_id=a%2Bb%20c&limit=2&account=111122223333"
        answer = signed_api(f"{base}/", "eu-central-1", CREDENTIALS)(path, "text/csv")
        api.shutdown()
    assert (answer.status, answer.headers, answer.body) == (200, {"Content-Type": "text/csv"}, b"id\n")
    ((sent, headers),) = got
    assert sent == f"/v1{path}"
    assert (headers["Accept"], headers["X-Amz-Security-Token"]) == ("text/csv", "session/token+")
    again = AWSRequest("GET", base + path, headers={"Accept": "text/csv"})
    auth = SigV4Auth(CREDENTIALS, "execute-api", "eu-central-1")
    again.context["timestamp"] = headers["X-Amz-Date"]
    again.headers["X-Amz-Date"], again.headers["X-Amz-Security-Token"] = headers["X-Amz-Date"], "session/token+"
    signature = auth.signature(auth.string_to_sign(again, auth.canonical_request(again)), again)
    assert headers["Authorization"].endswith(f"Signature={signature}")


def test_a_taken_port_and_a_user_pool_are_sentences(server: PageServer) -> None:
    with environment(**ENVIRONMENT), pytest.raises(CommandFailed, match="choose another one with PORT"):
        page_server(HUB, server.server_port)
    with pytest.raises(CommandFailed, match=r"open https://a1b2c3d4e5.* and sign in"):
        page_server(Hub(HUB.stack, WHERE, HUB.outputs, {"ApiUserPoolArn": "arn"}), 0)


def test_the_api_is_found_on_aws_and_on_an_endpoint_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    assert api_address(HUB) == API_URL
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    assert api_address(HUB) == "http://127.0.0.1:4566/_aws/execute-api/a1b2c3d4e5/v1/"
