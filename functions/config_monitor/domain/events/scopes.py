"""Where a resource or a violation is: in one region, or in all of them at once."""

Scope = tuple[str, str]
"""An account and a region, which may be GLOBAL."""

GLOBAL = "global"
"""The region of a resource, and of a violation, that every region reports."""

GLOBAL_TYPES = frozenset(f"AWS::IAM::{kind}" for kind in ("User", "Role", "Group", "Policy"))
"""Types whose configuration items are the same in every region that records them."""


def region_of_pair(region: str, resource_type: str, *, account_wide: bool = False) -> str:
    """The region of a pair's violation: GLOBAL for IAM's resources and for checks of the whole account."""
    return GLOBAL if account_wide or resource_type in GLOBAL_TYPES else region
