"""The page for people in a headless Chromium, by keyboard: filters, places, sign-in, refusals, hostile text."""

import base64
import hashlib
import json
from collections.abc import Iterator
from html import escape
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from query_events.static_page import static_page
from tests.support.accessible import assert_anybody_can_use
from tests.support.page_api import BASE, EVENTS, HOSTILE, INCIDENTS, VIOLATIONS, PageApi

DOMAIN = "example.auth.eu-central-1.amazoncognito.com"
VIOLATION = f"#/violation/{VIOLATIONS[5]['id']}"


class Shown:
    """The page, its API, and what a person does with it."""

    def __init__(self, page: Page, api: PageApi) -> None:
        self.page, self.api = page, api

    def open(self, view: str = "#/overview") -> None:
        self.page.goto(BASE + view)

    def heading(self, text: str) -> None:
        expect(self.page.locator("main h2").first).to_have_text(text)

    def rows(self) -> Locator:
        return self.page.locator("tbody tr")

    def has_focus(self, selector: str) -> None:
        expect(self.page.locator(selector)).to_be_focused()


@pytest.fixture
def shown(window: Browser) -> Iterator[Shown]:
    """Signed as by `make page`, in Berlin; whatever the page logs as an error fails the test."""
    context = window.new_context(timezone_id="Europe/Berlin", locale="en-GB")
    context.set_default_timeout(5_000)
    page, api, errors = context.new_page(), PageApi(), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    api.shown = static_page("served")
    api.serve(page)
    yield Shown(page, api)
    context.close()
    assert errors == []


def test_a_part_of_a_name_in_any_case_is_enough_and_enter_submits(shown: Shown) -> None:
    shown.open("#/violations")
    expect(shown.rows()).to_have_count(25)
    shown.page.get_by_label("Account").fill("pAy")
    shown.page.get_by_label("Rule", exact=True).fill("ssh")
    shown.page.keyboard.press("Enter")
    expect(shown.page).to_have_url(f"{BASE}#/violations?account=222233334444&rule_name=restricted-ssh")
    expect(shown.rows()).to_have_count(4)
    expect(shown.page.get_by_label("Account")).to_have_value("Payments (222233334444)")
    shown.has_focus("input[name=rule_name]")
    shown.page.get_by_label("Rule", exact=True).fill("S3-BUCKET")
    shown.page.keyboard.press("Enter")
    shown.has_focus(".rows h2")
    expect(shown.page.locator(".rows li a")).to_have_text(
        ["s3-bucket-public-read-prohibited", "s3-bucket-ssl-requests-only"]
    )
    shown.page.locator(".rows li a").first.press("Enter")
    expect(shown.page).to_have_url(
        f"{BASE}#/violations?account=222233334444&rule_name=s3-bucket-public-read-prohibited"
    )
    shown.page.get_by_label("Account").fill("nobody")
    shown.page.keyboard.press("Enter")
    expect(shown.page.get_by_role("status")).to_contain_text("No account is called “nobody”")
    options = shown.page.locator("#known-rule_name option")
    assert [option.get_attribute("value") for option in options.all()][:1] == ["ec2-imdsv2-check"]


def test_the_worst_stand_first_over_all_pages_each_once(shown: Shown) -> None:
    shown.open("#/violations")
    words, links = list[str](), list[str]()
    for number, size in enumerate((25, 25, 10), 1):
        expect(shown.page.get_by_text(f"Page {number}", exact=True)).to_be_visible()
        expect(shown.rows()).to_have_count(size)
        words += shown.page.locator("tbody .severity").all_inner_texts()
        links += [str(link.get_attribute("href")) for link in shown.page.locator("tbody a").all()]
        if size == 25:
            shown.page.get_by_role("button", name="Next").press("Enter")
    assert words == ["critical"] * 12 + ["high"] * 12 + ["medium"] * 24 + ["low"] * 12
    assert len(set(links)) == len(VIOLATIONS)
    expect(shown.page.get_by_role("button", name="Next")).to_be_disabled()
    shown.has_focus("[data-key=previous]")


def test_back_returns_to_the_same_page_row_and_scroll(shown: Shown) -> None:
    shown.open("#/violations")
    shown.page.get_by_role("button", name="Next").press("Enter")
    expect(shown.page.get_by_text("Page 2")).to_be_visible()
    link = shown.page.locator("tbody a").nth(20)
    link.scroll_into_view_if_needed()
    before, href = shown.page.evaluate("scrollY"), link.get_attribute("href")
    assert before > 100
    link.press("Enter")
    shown.has_focus("main h2")
    shown.page.keyboard.press("Escape")
    expect(shown.page.get_by_text("Page 2")).to_be_visible()
    shown.has_focus(f'tbody a[href="{href}"]')
    assert abs(shown.page.evaluate("scrollY") - before) < 5


def test_one_violation_says_what_to_do_why_and_who_and_runs_nothing(shown: Shown) -> None:
    shown.open(VIOLATION)
    shown.heading("Security group opens SSH to the world")
    main = shown.page.locator("main")
    for text in (
        "What to do",
        "Use Session Manager".lower(),
        "#security",
        "ann (UANN)",
        "26 Nov 2026, 10:12 CET",
        "until 2027-01-31 UTC by ann (UANN): A bastion",
        HOSTILE,
    ):
        expect(main).to_contain_text(text, ignore_case=True)
    assert [
        link.get_attribute("href")
        for link in main.locator("a[target=_blank]").all()
        if "amazon" not in str(link.get_attribute("href"))
    ] == []
    expect(main.get_by_role("link", name="the rule")).to_have_count(0)  # its address is no console's
    shown.open(f"#/event/{EVENTS[0]['id']}")
    shown.heading(HOSTILE)
    shown.open(f"#/incident/{INCIDENTS[0]['id']}")
    expect(main).to_contain_text("Not notified")
    expect(main).to_contain_text("Muted by quiet.1")
    shown.open("#/exceptions")
    expect(main).to_contain_text("A bastion, reviewed each quarter")


@pytest.mark.parametrize(
    "view", ["constructor", "__proto__", "toString/x", "violations/%", "nothing", "violation/%E0%A4%A"]
)
def test_an_address_that_is_none_says_so(shown: Shown, view: str) -> None:
    shown.open(f"#/{view}")
    shown.heading("Violations" if view == "violations/x" else "This cannot be shown")


def test_what_a_view_cannot_be_filtered_by_is_named_and_asked_of_nobody(shown: Shown) -> None:
    shown.open("#/violations?__proto__=1&constructor=2")
    expect(shown.page.get_by_role("alert")).to_contain_text("cannot be filtered by “__proto__”")
    assert [path for path in shown.api.asked if path.startswith("compliance")] == []


@pytest.mark.parametrize("view", ["#/overview", "#/violations", VIOLATION])
def test_no_state_loads_for_ever(shown: Shown, view: str) -> None:
    """A refusal is shown in place of what was awaited, and asking again works."""
    shown.api.failing = (403, "Not yours.")
    shown.open(view)
    expect(shown.page.get_by_role("alert")).to_contain_text("Not yours.")
    expect(shown.page.get_by_text("Loading…")).to_have_count(0)
    shown.api.failing = None
    shown.page.get_by_role("button", name="Try again").press("Enter")
    expect(shown.page.get_by_role("alert")).to_have_count(0)
    expect(shown.page.locator("[aria-busy]")).to_have_count(0)


def test_a_late_answer_does_not_replace_the_view_that_was_gone_to(shown: Shown) -> None:
    shown.open("#/exceptions")
    shown.heading("Exceptions")
    shown.api.silent = True
    shown.page.get_by_role("link", name="Overview").press("Enter")
    expect(shown.page.get_by_text("Loading…")).to_be_visible()
    shown.api.silent = False
    shown.page.get_by_role("link", name="Events").press("Enter")
    expect(shown.rows()).to_have_count(25)
    shown.heading("Events")
    expect(shown.page.get_by_text("Loading…")).to_have_count(0)


def test_keys_that_are_typed_sign_as_botocore_does_and_escape_gives_up(shown: Shown) -> None:
    """Enter in the dialog uses them; Escape leaves the page as it was, with a word of what to do."""
    shown.api.shown = static_page("iam")
    shown.open("#/events?resource_id=a%2Bb+c")
    shown.heading("Who is asking?")
    shown.page.get_by_role("button", name="Enter credentials").press("Enter")
    shown.page.keyboard.press("Escape")
    shown.heading("Who is asking?")
    assert shown.api.asked == []
    shown.page.get_by_role("button", name="Enter credentials").press("Enter")
    shown.page.get_by_label("Access key id").fill("AKIAEXAMPLE")
    shown.page.get_by_label("Session token").fill("token/+=")
    shown.page.get_by_label("Secret access key").fill("made up")
    shown.page.keyboard.press("Enter")
    shown.heading("Events")
    expect(shown.page.get_by_role("status")).to_contain_text("This key is long-lived")
    asked, headers = next(
        (a, h) for a, h in zip(shown.api.asked, shown.api.headers, strict=True) if a.startswith("events")
    )
    again = AWSRequest(
        "GET", BASE + asked, headers={"X-Amz-Date": headers["x-amz-date"], "X-Amz-Security-Token": "token/+="}
    )
    again.context["timestamp"] = headers["x-amz-date"]
    auth = SigV4Auth(Credentials("AKIAEXAMPLE", "made up", "token/+="), "execute-api", "us-east-1")
    signature = auth.signature(auth.string_to_sign(again, auth.canonical_request(again)), again)
    assert headers["authorization"].endswith(f"Signature={signature}")
    assert "made up" not in json.dumps(shown.page.evaluate("[{...sessionStorage}, {...localStorage}]"))


class SignInPage:
    """A user pool's sign-in page and token endpoint."""

    def __init__(self, page: Page) -> None:
        self.authorised: dict[str, str] = {}
        self.exchanged: dict[str, str] = {}
        self.state: str | None = None
        self._page = page
        page.route(f"https://{DOMAIN}/**", self._answer)

    def sign_in(self) -> None:
        """From the page's button to the link back on the pool's own page."""
        self._page.locator("main").get_by_role("button", name="Sign in").press("Enter")
        self._page.get_by_role("link", name="Continue").press("Enter")

    def _answer(self, route: Route, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.path == "/oauth2/authorize":
            self.authorised = {name: values[0] for name, values in parse_qs(parts.query).items()}
            back = f"{self.authorised['redirect_uri']}?code=one&state={self.state or self.authorised['state']}"
            route.fulfill(content_type="text/html", body=f'<a href="{escape(back)}">Continue</a>')
            return
        self.exchanged = {name: values[0] for name, values in parse_qs(request.post_data or "").items()}
        route.fulfill(json={"id_token": "signed.by.pool"}, headers={"Access-Control-Allow-Origin": "*"})


def test_signing_in_exchanges_a_code_with_the_verifier_of_this_tab_and_returns_to_the_view(shown: Shown) -> None:
    """RFC 7636: the challenge that was sent is the SHA-256 of the verifier that comes with the code."""
    shown.api.shown = static_page("pool", DOMAIN, "client")
    pool = SignInPage(shown.page)
    shown.open("#/violations?severity=high")
    pool.sign_in()
    expect(shown.rows()).to_have_count(12)
    expect(shown.page).to_have_url(f"{BASE}#/violations?severity=high")
    digest = hashlib.sha256(pool.exchanged["code_verifier"].encode()).digest()
    assert pool.authorised["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert (pool.authorised["code_challenge_method"], pool.authorised["response_type"]) == ("S256", "code")
    assert (pool.exchanged["code"], pool.exchanged["client_id"], pool.exchanged["redirect_uri"]) == (
        "one",
        "client",
        BASE,
    )
    assert {headers["authorization"] for headers in shown.api.headers} == {"signed.by.pool"}
    assert "signed.by.pool" not in json.dumps(shown.page.evaluate("[{...sessionStorage}, {...localStorage}]"))
    expect(shown.page.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_code_that_was_not_asked_for_here_is_not_exchanged(shown: Shown) -> None:
    shown.api.shown = static_page("pool", DOMAIN, "client")
    pool = SignInPage(shown.page)
    pool.state = "another"
    shown.open()
    pool.sign_in()
    expect(shown.page.get_by_role("alert")).to_contain_text("was not begun in this tab")
    assert (pool.exchanged, shown.api.asked) == ({}, [])


def test_anybody_can_use_lists_details_and_the_dialog(shown: Shown) -> None:
    for view in ("#/violations", VIOLATION, "#/exceptions"):
        shown.open(view)
        expect(shown.page.locator("main :is(td, dl)").first).to_be_visible()
        assert_anybody_can_use(shown.page)
    shown.api.shown = static_page("iam")
    shown.page.reload()
    shown.page.get_by_role("button", name="Enter credentials").press("Enter")
    assert_anybody_can_use(shown.page)


# What AWS lets people call things, at its longest, and what stands in it.
AWKWARD = {
    "one long word": "x" * 256,
    "a path": "arn:aws:s3:::" + "/".join(["a-rather-long-folder"] * 12),
    "right to left": "שרת ייצור (גיבוי) 12",
    "turned round": "invoice\u202efdp.exe",
    "emoji": "🔥👩🏽‍💻🇩🇪" * 20,
}


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_names_leave_lists_and_details_usable(shown: Shown, name: str) -> None:
    called = {"resource_name": AWKWARD[name], "resource_id": AWKWARD[name], "resource_owner": AWKWARD[name]}
    shown.api.violations = [row | called for row in VIOLATIONS]
    shown.api.names = {account: (AWKWARD[name][:80], AWKWARD[name][:80]) for account in shown.api.names}
    for view in ("#/overview", "#/violations", VIOLATION):
        shown.open(view)
        expect(shown.page.locator("main :is(td, dl)").first).to_be_visible()
        assert_anybody_can_use(shown.page)


def test_what_is_written_from_right_to_left_leaves_what_stands_beside_it_where_it_is(shown: Shown) -> None:
    shown.api.violations = [row | {"resource_name": "שרת", "resource_id": "0012"} for row in VIOLATIONS]
    shown.open(VIOLATION)
    name = shown.page.locator("dd b", has_text="שרת")
    expect(name).to_be_visible()
    left = "e => { const r = document.createRange(); r.selectNodeContents(e); return r.getBoundingClientRect().right; }"
    number = """e => { const text = e.parentElement.childNodes[1], r = document.createRange();
      r.selectNodeContents(text); return r.getBoundingClientRect().left; }"""
    assert name.evaluate(left) <= name.evaluate(number) + 1


@pytest.mark.parametrize("width", [390, 760, 1280])
def test_a_resource_type_is_broken_after_its_colons_alone(shown: Shown, width: int) -> None:
    kind = "AWS::ElasticLoadBalancingV2::LoadBalancer"
    shown.api.violations = [row | {"resource_type": kind} for row in VIOLATIONS]
    shown.page.set_viewport_size({"width": width, "height": 900})
    shown.open("#/violations")
    expect(shown.page.locator(".typed").first).to_have_text(kind)
    lines = shown.page.locator(".typed").evaluate_all(
        """all => all.flatMap(e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => {
             const r = document.createRange(); r.selectNodeContents(n); return r.getClientRects().length; }))"""
    )
    assert set(lines) == {1}
    assert len(lines) == 25 * 3


@pytest.mark.parametrize(("number", "words"), [(0, "Nothing matches."), (10_000, "Page 1")])
def test_no_row_and_ten_thousand_are_a_page(shown: Shown, number: int, words: str) -> None:
    shown.api.violations = [VIOLATIONS[n % 60] | {"id": f"v{n}"} for n in range(number)]
    shown.open("#/violations")
    expect(shown.page.get_by_text(words, exact=True)).to_be_visible()
    expect(shown.rows()).to_have_count(min(number, 25))
    assert_anybody_can_use(shown.page)
    shown.open()
    expect(shown.page.locator("main b").first).to_be_visible()
    assert_anybody_can_use(shown.page)


def test_credentials_that_have_expired_are_entered_anew_where_one_was(shown: Shown) -> None:
    shown.api.shown = static_page("iam")
    shown.open("#/violations?severity=high")
    shown.page.get_by_role("button", name="Enter credentials").press("Enter")
    shown.page.get_by_label("Access key id").fill("ASIAEXAMPLE")
    shown.page.get_by_label("Secret access key").fill("made up")
    shown.api.failing = (403, "The security token included in the request is expired")
    shown.page.keyboard.press("Enter")
    expect(shown.page.get_by_role("alert")).to_contain_text("is expired")
    assert_anybody_can_use(shown.page)
    shown.api.failing = None
    shown.page.get_by_role("button", name="Enter credentials").press("Enter")
    shown.page.get_by_label("Access key id").fill("ASIAEXAMPLE2")
    shown.page.get_by_label("Secret access key").fill("made up")
    shown.page.keyboard.press("Enter")
    expect(shown.rows()).to_have_count(12)
    expect(shown.page).to_have_url(f"{BASE}#/violations?severity=high")


def test_expired_credentials_of_make_page_are_renewed_where_it_runs(shown: Shown) -> None:
    shown.api.failing = (403, "The security token included in the request is expired")
    shown.open("#/violations")
    expect(shown.page.get_by_role("alert")).to_contain_text("Renew your AWS credentials and run make page again.")
    shown.api.failing = (403, "Not yours.")
    shown.page.get_by_role("button", name="Try again").press("Enter")
    expect(shown.page.get_by_role("alert")).to_contain_text("Not yours.")
    expect(shown.page.get_by_role("alert")).not_to_contain_text("Renew")


def test_a_refusal_without_words_is_named_by_its_number(shown: Shown) -> None:
    shown.api.failing = (500, "")
    shown.open("#/incidents")
    expect(shown.page.get_by_role("alert")).to_contain_text("The API answered 500.")
    assert_anybody_can_use(shown.page)
