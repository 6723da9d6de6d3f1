"""The pages as people without a mouse, on phones, in the dark or with a screen reader meet them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from playwright.sync_api import expect

from local.executions.dead_letters import DeadLetter
from local.slack.server import SlackServer
from simulation.served import served
from tests.support.accessible import assert_anybody_can_use
from tests.support.pages import CHANNEL, PlayedHub, open_dialog, post_violation, served_api
from tests.support.played_executions import BEGAN, PlayedStepFunctions, Run, Went

if TYPE_CHECKING:
    from playwright.sync_api import Page

# What has the focus, by the name that is read out.
FOCUSED = """() => { const e = document.activeElement;
  return e.getAttribute("aria-label") || e.labels?.[0]?.innerText || e.innerText || e.placeholder || e.tagName; }"""
EVENT = {"detail-type": "Config Rules Compliance Change", "account": "222222222222"}
FAILED = Run(
    "process_event",
    "failed",
    (
        Went("ParseEvent", {"outcome": "parsed"}),
        Went("WasItParsed?", {}),
        Went("ClassifyEvent", {}, ("StorageBusy: ThrottlingException",)),
        Went("PersistEvent", None, ("KeyError: 'id'",)),
        Went("SendToDeadLetterQueue", {}),
        Went("EventFailed"),
    ),
    "FAILED",
    EVENT,
    error="KeyError",
    cause="'id'",
)
DELIVERED = Run(
    "deliver_alerts",
    "delivered",
    (
        Went("FindUnsentAlerts", {}),
        Went("AnyUnsent?", {}),
        Went("NotifyChannels", [], items=((Went("NotifySlack", {"messages": 1}),),) * 2),
        Went("DidAnyChannelFail?", []),
        Went("Delivered", []),
    ),
)

WAITING = DeadLetter(
    BEGAN, "Config Rules Compliance Change, 222222222222", "KeyError: 'id'", FAILED.arn, is_sample=False
)


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackServer]:
    server = SlackServer(0)
    server.hub = cast("Any", PlayedHub())
    server.stepfunctions = cast("Any", PlayedStepFunctions([FAILED, DELIVERED]))
    cast("Any", server).dead_letters = lambda: [WAITING, replace(WAITING, is_sample=True)]
    with served(server):
        yield server


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    with served_api() as address:
        yield address


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is named so."""
    names = []
    for _ in range(80):
        page.keyboard.press("Tab")
        names.append(page.evaluate(FOCUSED))
        if re.search(name, names[-1]):
            return
    raise AssertionError(f"Tab does not reach {name}, only {names}")


def test_an_execution_is_found_and_looked_at_by_keyboard(page: Page, slack: SlackServer) -> None:
    page.goto(f"{slack.base_url}/executions")
    assert_anybody_can_use(page)
    tab_to(page, "^and 1 sample")
    page.keyboard.press("Enter")
    expect(page.locator("details table")).to_be_visible()
    assert_anybody_can_use(page)
    page.goto(f"{slack.base_url}/executions")
    tab_to(page, "^Machine")
    page.keyboard.type("process")
    tab_to(page, "^Show$")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    tab_to(page, "^process_event of")
    page.keyboard.press("Enter")
    expect(page.locator("h2").first).to_contain_text("failed")
    address = page.url
    tab_to(page, "^PersistEvent: caught")
    page.keyboard.press("Enter")
    expect(page.locator("#step-4")).to_be_in_viewport()
    expect(page.locator("#step-4")).to_contain_text("KeyError: 'id'")
    assert_anybody_can_use(page)
    page.goto(address)
    tab_to(page, "^Back to the list")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_the_iterations_of_a_map_can_be_opened_by_keyboard(page: Page, slack: SlackServer) -> None:
    page.goto(f"{slack.base_url}/executions?execution={DELIVERED.arn}")
    tab_to(page, "^Item 1")
    page.keyboard.press("Enter")
    expect(page.get_by_text('"messages": 1').first).to_be_visible()
    assert_anybody_can_use(page)


def test_a_message_in_slack_is_acted_on_by_keyboard(page: Page, slack: SlackServer) -> None:
    post_violation(slack)
    page.goto(f"{slack.base_url}/?channel={CHANNEL}&user=UALICE")
    assert_anybody_can_use(page)
    tab_to(page, "^Acknowledge")
    with page.expect_response("**/interactions"):
        page.keyboard.press("Enter")
    tab_to(page, "^Mute")
    for key in ("ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    with page.expect_response("**/interactions"):
        page.keyboard.press("Enter")
    pressed = cast("Any", slack.hub).pressed
    assert [action.split("_")[0] for action in pressed] == ["acknowledge", "mute"]


def test_a_dialog_in_slack_is_filled_in_and_left_by_keyboard(page: Page, slack: SlackServer) -> None:
    open_dialog(slack, "UALICE")
    page.goto(f"{slack.base_url}/?channel={CHANNEL}&user=UALICE")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    assert_anybody_can_use(page)
    page.keyboard.type("A bastion host.")
    expect(dialog.locator("textarea")).to_have_value("A bastion host.")
    with page.expect_response("**/views/*"):
        page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert slack.store.views() == []


def test_the_answer_to_a_command_in_slack_is_in_view_wherever_one_was(page: Page, slack: SlackServer) -> None:
    for _ in range(5):
        post_violation(slack)
    page.goto(f"{slack.base_url}/?channel={CHANNEL}&user=UBOB")
    messages = page.locator("#messages")
    assert messages.evaluate("box => [box.scrollTop > 0, (box.scrollTop = 0)]")[0]
    page.get_by_label("A command").fill("/compliance help")
    page.keyboard.press("Enter")
    page.wait_for_function("() => { const b = messages; return b.scrollHeight - b.scrollTop - b.clientHeight < 1; }")


def test_a_channel_without_messages_fills_the_window(page: Page, slack: SlackServer) -> None:
    page.goto(f"{slack.base_url}/?channel=quiet&user=UBOB")
    assert page.locator("main").evaluate("main => main.clientHeight") == 900


def test_the_events_of_the_api_are_looked_at_by_keyboard(page: Page, api: str) -> None:
    page.goto(api)
    expect(page.locator("main b").first).to_be_visible()
    assert_anybody_can_use(page)
    tab_to(page, "^Events$")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr").first).to_be_visible()
    assert_anybody_can_use(page)
    page.locator("tbody a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("pre").first).to_be_visible()
    assert_anybody_can_use(page)
