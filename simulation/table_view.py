"""What one key or index of a table shows: items in order, as they were a moment ago."""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable
from decimal import Decimal
from typing import Any

Item = dict[str, Any]
Entry = tuple[Any, tuple[str, str]]


class TableView:
    """The items that have both attributes, by the first and in order of the second.

    A write is shown some seconds later, drawn by `lag`, and never before the one that came earlier.
    """

    def __init__(
        self,
        by: str,
        sort: str,
        clock: Callable[[], float] = lambda: 0.0,
        lag: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.by, self.sort = by, sort
        self._clock, self._lag = clock, lag
        self._coming: deque[tuple[float, tuple[str, str], Item | None]] = deque()
        self._items: dict[tuple[str, str], Item] = {}
        self._entries: dict[str, list[Entry]] = {}

    def store(self, key: tuple[str, str], item: Item | None) -> None:
        shown = item if item and self.by in item and self.sort in item else None
        if shown is None and key not in self._items and not self._coming:
            return
        shown_at = max(self._clock() + self._lag(), self._coming[-1][0] if self._coming else 0)
        self._coming.append((shown_at, key, shown))
        self._show()

    def of(self, value: Item) -> list[Item]:
        """The items of one value of the first attribute, in order."""
        self._show()
        return [self._items[key] for _, key in self._entries.get(_text(value), [])]

    def all(self) -> list[Item]:
        self._show()
        return list(self._items.values())

    def _show(self) -> None:
        while self._coming and self._coming[0][0] <= self._clock():
            _, key, item = self._coming.popleft()
            if before := self._items.pop(key, None):
                entries, entry = self._entries[_text(before[self.by])], (ordered(before[self.sort]), key)
                entries.pop(bisect_left(entries, entry))
            if item:
                self._items[key] = item
                insort(self._entries.setdefault(_text(item[self.by]), []), (ordered(item[self.sort]), key))


def ordered(value: Item) -> Any:
    """A typed value as it is compared."""
    ((kind, inner),) = value.items()
    return Decimal(inner) if kind == "N" else inner


def _text(value: Item) -> str:
    ((kind, inner),) = value.items()
    return f"{kind}{inner}"
