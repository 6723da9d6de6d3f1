"""Who of the workspace may act, by what Slack answers: guests, strangers, groups and channels, kept for minutes."""

from collections.abc import Mapping
from typing import Any

import pytest

from config_monitor.adapters.slack.exchange import Answer
from config_monitor.adapters.slack.responses import web_api_result
from config_monitor.adapters.slack.secret import SlackSecret
from config_monitor.adapters.slack.workspace import KEPT_SECONDS, SlackWorkspace
from config_monitor.domain.policy import Approvers
from config_monitor.errors import InvalidSettings, NotificationRefused, NotifierUnanswered

MEMBER = {"id": "UALICE", "team_id": "T1", "deleted": False, "is_bot": False, "is_restricted": False}
NOBODY = Approvers()


class FakeBot:
    """Answers methods of the Web API from a table; an error code is raised as a refusal."""

    def __init__(self, **answers: Any) -> None:
        self.answers: dict[str, Any] = {
            "auth.test": {"team_id": "T1", "bot_id": "B1"},
            "bots.info": {"bot": {"app_id": "A1"}},
            **{name.replace("_", "."): answer for name, answer in answers.items()},
        }
        self.calls: list[str] = []

    def call(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        self.calls.append(method)
        answer = self.answers[method]
        if isinstance(answer, str):
            raise NotificationRefused(answer)
        pages = answer if isinstance(answer, list) else [answer]
        page: dict[str, Any] = pages[int(arguments.get("cursor") or 0)]
        return page


def workspace(bot: FakeBot) -> SlackWorkspace:
    typed: Any = bot
    return SlackWorkspace(typed, lambda: 0.0)


@pytest.mark.parametrize(
    ("profile", "full"),
    [
        ({}, True),
        ({"deleted": True}, False),
        ({"is_restricted": True}, False),
        ({"is_ultra_restricted": True}, False),
        ({"is_stranger": True}, False),
        ({"is_bot": True}, False),
        ({"team_id": "T2"}, False),
    ],
)
def test_only_full_members_of_this_workspace_may_act_whatever_the_policy_names(
    profile: dict[str, Any], full: bool
) -> None:
    approvers = Approvers(users=["UALICE"])
    membership = workspace(FakeBot(users_info={"user": {**MEMBER, **profile}})).membership("UALICE", approvers)
    assert (membership.full_member, membership.approver) == (full, full)


@pytest.mark.parametrize("error", ["user_not_found", "user_not_visible"])
def test_a_user_whom_slack_does_not_know_is_a_stranger(error: str) -> None:
    assert not workspace(FakeBot(users_info=error)).membership("UGONE", NOBODY).full_member


@pytest.mark.parametrize("error", ["invalid_auth", "missing_scope"])
def test_a_question_that_is_refused_makes_nobody_a_stranger(error: str) -> None:
    with pytest.raises(NotificationRefused, match=error):
        workspace(FakeBot(users_info=error)).membership("UALICE", NOBODY)


@pytest.mark.parametrize(
    ("answers", "approver"),
    [
        ({"usergroups_users_list": {"users": ["UALICE"]}}, True),
        ({"usergroups_users_list": {"users": ["UBOB"]}}, False),
        ({"usergroups_users_list": "no_such_subteam"}, False),
    ],
)
def test_members_of_a_group_are_approvers_and_one_that_cannot_be_read_adds_nobody(
    answers: dict[str, Any], approver: bool
) -> None:
    bot = FakeBot(users_info={"user": MEMBER}, **answers)
    assert workspace(bot).membership("UALICE", Approvers(groups=["S1"])).approver is approver


@pytest.mark.parametrize(("info", "approver"), [({"is_private": True}, True), ({"is_private": False}, False)])
def test_members_of_a_private_channel_are_approvers_of_one_that_anybody_can_join_nobody(
    info: dict[str, bool], approver: bool
) -> None:
    pages = [
        {"members": ["UBOB"], "response_metadata": {"next_cursor": "1"}},
        {"members": ["UALICE"], "response_metadata": {"next_cursor": ""}},
    ]
    bot = FakeBot(users_info={"user": MEMBER}, conversations_info={"channel": info}, conversations_members=pages)
    assert workspace(bot).membership("UALICE", Approvers(channel="C1")).approver is approver


def test_what_slack_answered_is_kept_for_minutes() -> None:
    now = [0.0]
    bot: Any = FakeBot(users_info={"user": MEMBER})
    asked = SlackWorkspace(bot, lambda: now[0])
    for now[0] in (0.0, KEPT_SECONDS, KEPT_SECONDS + 1):
        asked.membership("UALICE", NOBODY)
    assert bot.calls.count("users.info") == 2


def test_a_message_that_is_gone_has_no_link() -> None:
    assert workspace(FakeBot(chat_getPermalink="message_not_found")).link("C1", "1.0") is None
    there = FakeBot(chat_getPermalink={"permalink": "https://company.slack.com/archives/C1/p10"})
    assert workspace(there).link("C1", "1.0") == "https://company.slack.com/archives/C1/p10"


def test_json_that_is_nested_too_deeply_is_an_error_in_a_sentence() -> None:
    with pytest.raises(NotifierUnanswered, match="without JSON that can be read"):
        web_api_result(Answer(200, {}, b"[" * 100_000))
    client: Any = type("Secrets", (), {"get_secret_value": lambda *_, **__: {"SecretString": "[" * 100_000}})()
    with pytest.raises(InvalidSettings, match="the Slack secret is not JSON"):
        SlackSecret(client, "slack").bot_token()


@pytest.mark.parametrize(("members", "others"), [(["UALICE"], False), (["UALICE", "UBOB"], True)])
def test_whether_anybody_but_one_is_an_approver(members: list[str], others: bool) -> None:
    bot = FakeBot(users_info={"user": MEMBER}, usergroups_users_list={"users": members})
    assert workspace(bot).has_approver_beside("UALICE", Approvers(users=["UALICE"], groups=["S1"])) is others


def test_half_a_character_in_an_answer_breaks_nothing_that_is_made_of_it() -> None:
    result = web_api_result(Answer(200, {}, b'{"ok": true, "ts": "\\ud83d"}'))
    assert result == {"ok": True, "ts": "\ufffd"}
