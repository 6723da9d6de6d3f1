"""Which stored attributes a list is read by, and what is filtered while reading; indexes and keys are the adapter's."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReadPlan:
    """How a list is read.

    `key` has the attributes that items are looked up by, in the order in which a combined index names them; empty means
    all items. `filters` has the attributes that are compared while reading. `start` (included) and `end` (excluded) are
    epoch seconds. Both apply to the time that the list is ordered by. `overdue_at` leaves those alone whose deadline is
    over at that stored instant. `also` are further plans, in the same order, whose items belong to the list.
    `finds_nothing` says that no item can be so, and nothing has to be read.
    """

    key: dict[str, str | int]
    filters: dict[str, str | int]
    start: int | None = None
    end: int | None = None
    ascending: bool = True
    overdue_at: str | None = None
    also: tuple["ReadPlan", ...] = ()
    finds_nothing: bool = False
