"""What makes an account and region count as monitored."""

from __future__ import annotations

from typing import Protocol


class ScopeRegister(Protocol):
    """The counters and agents by which scopes are known."""

    def forget(self, account: str, region: str) -> None:
        """Delete a scope's agent and those of its counters that count nothing; what counts something stays."""
        ...
