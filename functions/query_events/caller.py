"""Who calls the API, by IAM or by the user pool, and whether they may make and end exceptions."""

from typing import Any

from config_monitor.domain.policy import Author
from config_monitor.errors import ConfigMonitorError


class NotAllowed(ConfigMonitorError):
    """The caller may not do what they ask for; answered with 403 and the sentence."""


def author_of(context: dict[str, Any]) -> Author:
    """The caller: its ARN by IAM, or the user of the user pool. Raises KeyError when nobody was authorised."""
    if arn := _arn(context):
        return Author(id=arn)
    claims = context["authorizer"]["claims"]
    return Author(id=claims["sub"], name=claims.get("email") or claims.get("cognito:username") or "")


def check_may_except(context: dict[str, Any], group: str | None) -> None:
    """IAM has decided already; of a user pool's users only the members of its `group` may. Raises NotAllowed."""
    if _arn(context):
        return
    if not group:
        raise NotAllowed(
            "Nobody may make or end exceptions by this API: the hub's parameter ApiExceptionsGroup names no group."
        )
    # API Gateway writes the claim's list as one text, parted by commas.
    groups = str(context["authorizer"]["claims"].get("cognito:groups") or "").split(",")
    if group not in groups:
        raise NotAllowed(f"Only members of the user pool's group {group} may make or end exceptions.")


def _arn(context: dict[str, Any]) -> str | None:
    arn: str | None = (context.get("identity") or {}).get("userArn")
    return arn
