"""What the engine's user pools do otherwise than AWS's."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable

_SIGNS = string.ascii_lowercase + string.digits


def client_id(_: Callable[[], str]) -> Callable[[], str]:
    """The id of an app client has no capital letters; the engine's has."""

    def made() -> str:
        return "".join(secrets.choice(_SIGNS) for _ in range(26))

    return made
