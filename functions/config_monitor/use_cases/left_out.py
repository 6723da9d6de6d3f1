"""Parts of a report that fail: left out and named in it, since a report without a chart is worth more than none."""

from collections.abc import Callable, Collection

from config_monitor.errors import StorageBusy
from config_monitor.observability import logger


class LeftOut:
    """The names of the parts of one report that failed, in the order in which they did."""

    def __init__(self, before: Collection[str] = ()) -> None:
        self._owners: dict[str, str | None] = dict.fromkeys(before)

    @property
    def names(self) -> list[str]:
        """All of them."""
        return list(self._owners)

    def names_for(self, accounts: Collection[str]) -> list[str]:
        """The names for a report over some accounts, without the parts of other accounts and teams."""
        return [name for name, owner in self._owners.items() if owner is None or owner in accounts]

    def unless_it_fails[T](self, name: str, make: Callable[[], T], owner: str | None = None) -> T | None:
        """What `make` returns; None, with the part named and its error logged, when it fails.

        `owner` is the account or team whose part it is. Raises StorageBusy, after which the whole step is tried again.
        """
        try:
            return make()
        except StorageBusy:
            raise
        except Exception:
            logger.exception("a part of the report is left out", extra={"part": name})
            self._owners.setdefault(name, owner)
            return None
