"""What the app may know of its workspace, kept for minutes: whose it is, and who of its users may do what."""

import time
from collections.abc import Callable
from typing import Any

from config_monitor.adapters.slack.bot import SlackBot
from config_monitor.adapters.slack.responses import list_of, next_cursor, object_of, text_of
from config_monitor.domain.actions import Membership
from config_monitor.domain.policy import Approvers
from config_monitor.errors import NotificationRefused
from config_monitor.observability import logger

KEPT_SECONDS = 180.0
_NO_SUCH_USER = {"user_not_found", "user_not_visible"}
# As many members as an approvers' channel may have: 5,000.
_PAGE, _PAGES = 200, 25


class SlackWorkspace:
    """The workspace of a bot; the scopes are users:read, usergroups:read, channels:read and groups:read."""

    def __init__(self, bot: SlackBot, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._bot, self._monotonic = bot, monotonic
        self._kept: dict[tuple[str, str], tuple[float, Any]] = {}

    def own(self) -> tuple[str, str]:
        """The ids of the app and of its workspace. Raises NotifierError."""

        def ask() -> tuple[str, str]:
            bot = self._bot.call("auth.test", {})
            info = self._bot.call("bots.info", {"bot": text_of(bot.get("bot_id"))})
            return text_of(object_of(info.get("bot")).get("app_id")), text_of(bot.get("team_id"))

        own: tuple[str, str] = self._cached("own", "", ask)
        return own

    def membership(self, user: str, approvers: Approvers) -> Membership:
        """What Slack knows of a user. Raises NotifierError."""
        full = self._is_full_member(user)
        return Membership(full_member=full, approver=full and self._is_approver(user, approvers))

    def has_approver_beside(self, user: str, approvers: Approvers) -> bool:
        """Whether anybody but a user is an approver. Raises NotifierError."""
        named = frozenset(approvers.users).union(*(self._group(group) for group in approvers.groups))
        members = self._private_members(approvers.channel) if approvers.channel else frozenset[str]()
        return any(self._is_full_member(each) for each in sorted((named | members) - {user}))

    def link(self, channel_id: str, message_id: str) -> str | None:
        """The address of a message; None when it is not there any more. Raises NotifierBusy, NotifierUnanswered."""
        try:
            result = self._bot.call("chat.getPermalink", {"channel": channel_id, "message_ts": message_id})
        except NotificationRefused:
            return None
        return text_of(result.get("permalink")) or None

    def _is_full_member(self, user: str) -> bool:
        try:
            profile: dict[str, Any] = self._cached(
                "user", user, lambda: object_of(self._bot.call("users.info", {"user": user}).get("user"))
            )
        except NotificationRefused as refused:
            if refused.code not in _NO_SUCH_USER:
                raise
            return False
        _, team = self.own()
        other = ("deleted", "is_restricted", "is_ultra_restricted", "is_stranger", "is_bot")
        return profile.get("team_id") == team and not any(profile.get(name) for name in other)

    def _is_approver(self, user: str, approvers: Approvers) -> bool:
        if user in approvers.users or any(user in self._group(group) for group in approvers.groups):
            return True
        return bool(approvers.channel) and user in self._private_members(approvers.channel or "")

    def _group(self, group: str) -> frozenset[str]:
        def ask() -> frozenset[str]:
            try:
                return _users(self._bot.call("usergroups.users.list", {"usergroup": group}).get("users"))
            except NotificationRefused as refused:
                return _nobody(group, refused)

        members: frozenset[str] = self._cached("group", group, ask)
        return members

    def _private_members(self, channel: str) -> frozenset[str]:
        """The members of a channel given by its id, if it is private; nobody where anybody can join."""

        def ask() -> frozenset[str]:
            try:
                info = object_of(self._bot.call("conversations.info", {"channel": channel}).get("channel"))
                return self._members(channel) if info.get("is_private") is True else frozenset()
            except NotificationRefused as refused:
                return _nobody(channel, refused)

        members: frozenset[str] = self._cached("channel", channel, ask)
        return members

    def _members(self, channel: str) -> frozenset[str]:
        members: frozenset[str] = frozenset()
        cursor = ""
        for _ in range(_PAGES):
            page = self._bot.call("conversations.members", {"channel": channel, "limit": _PAGE, "cursor": cursor})
            members |= _users(page.get("members"))
            if not (cursor := next_cursor(page)):
                break
        return members

    def _cached(self, kind: str, key: str, ask: Callable[[], Any]) -> Any:
        now = self._monotonic()
        kept = self._kept.get((kind, key))
        if kept is None or now - kept[0] > KEPT_SECONDS:
            kept = self._kept[(kind, key)] = (now, ask())
        return kept[1]


def _users(value: Any) -> frozenset[str]:
    return frozenset(user for user in list_of(value) if isinstance(user, str))


def _nobody(approvers: str, refused: NotificationRefused) -> frozenset[str]:
    """What a group or channel that cannot be read adds to the approvers: the others may act all the same."""
    logger.warning("approvers cannot be read", extra={"approvers": approvers, "code": refused.code})
    return frozenset()
