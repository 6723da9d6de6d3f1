"""Who is in the played workspace, and what its app is called there."""

from __future__ import annotations

from typing import Any

TEAM, APP, BOT = "TLOCAL", "ALOCAL", "BMONITOR"
USERS = {"UALICE": "alice", "UBOB": "bob", "UCAROL": "carol"}


def described(user: str) -> dict[str, Any]:
    """A user as `users.info` describes one."""
    flags = {"deleted": False, "is_bot": False, "is_restricted": False, "is_ultra_restricted": False}
    return {"id": user, "team_id": TEAM, "name": USERS[user], "real_name": USERS[user].title(), **flags}


def signed_in(user: str) -> dict[str, Any]:
    """A user as interactions name one."""
    return {"id": user, "username": USERS[user], "name": USERS[user], "team_id": TEAM}
