"""Says where commands would work; `make deploy` begins with it, before it builds for minutes."""

from config_monitor_cli.hub import STACK, Stack, say_where


def where(stack: Stack = STACK) -> None:
    """Say in which account and region commands work, and on which stack; change nothing."""
    say_where(f"stack {stack}")
