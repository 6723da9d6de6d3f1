"""The templates as plain data, and the policy statements in them."""

from typing import Any

from scripts.template import ROOT, resources, template

__all__ = ["ROOT", "resources", "statements", "template"]


def statements(role_or_policies: Any) -> list[dict[str, Any]]:
    """Every policy statement in a piece of a template, wherever it stands."""
    match role_or_policies:
        case {"Effect": _, "Action": _, **_rest}:
            return [role_or_policies]
        case dict():
            return [s for inner in role_or_policies.values() for s in statements(inner)]
        case list():
            return [s for inner in role_or_policies for s in statements(inner)]
        case _:
            return []
