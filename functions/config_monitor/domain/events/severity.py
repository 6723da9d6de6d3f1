"""The six severities of the existing event schema."""

from enum import IntEnum


class Severity(IntEnum):
    """How bad, 0 to 5, as stored; `word` is what people read."""

    UNRATED = 0
    INFORMATIONAL = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4
    CRITICAL = 5

    @property
    def word(self) -> str:
        """The lower-case name people read and policies write."""
        return self.name.lower()
