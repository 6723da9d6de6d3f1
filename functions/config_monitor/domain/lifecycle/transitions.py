"""The fold of transitions into a state: sorted first, so that order of arrival and repetition do not matter.

Only the newest `KEPT` transitions are stored; older ones are folded into `base` and can no longer change.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

KEPT = 20

Order = tuple[Any, ...]
"""The sort key of transitions: their source's time, then values that make equal times sort alike everywhere."""


class Sorted(Protocol):
    """A transition that knows its order."""

    @property
    def order(self) -> Order:
        """The sort key; equal only for the same transition."""
        ...


class Folded(Protocol):
    """A state with the order of the last transition applied to it."""

    @property
    def newest(self) -> Order:
        """The order of that transition; of a new state, less than any other."""
        ...


def fold_in[T: Sorted, S: Folded](
    base: S, kept: Sequence[T], transition: T, fold: Callable[[S, Iterable[T]], S]
) -> tuple[S, list[T]] | None:
    """The base and the transitions to store after one more; None if that is stored or is older than the base."""
    if transition.order <= base.newest or any(t.order == transition.order for t in kept):
        return None
    transitions = sorted([*kept, transition], key=lambda t: t.order)
    return fold(base, transitions[:-KEPT]), transitions[-KEPT:]
