"""How a violation or an incident can have ended."""

from typing import Literal

ClosedAs = Literal[
    "fixed", "removed", "excepted", "ok", "deleted", "closed", "archived", "completed", "silent", "retired"
]
