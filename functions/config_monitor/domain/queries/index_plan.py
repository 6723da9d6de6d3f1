"""How a list is read: one index, one of its keys, and what is left to filter."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """How to answer: `index` (None: the table itself) at `value` of `attribute`, less what `filters` drop.

    `order` is the range key by which items come; `low` and `high` are its bounds.
    """

    index: str | None
    attribute: str
    value: str | int
    filters: dict[str, str | int]
    order: str
    low: str | None = None
    high: str | None = None
    forward: bool = True
