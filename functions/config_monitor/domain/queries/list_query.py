"""What every list can be asked for: the size of a page and the cursor to continue from."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class ListQuery(BaseModel):
    """The base of all list queries."""

    model_config = ConfigDict(frozen=True)

    limit: int = 50
    cursor: str | None = None

    @property
    def selection(self) -> dict[str, Any]:
        """What a cursor is bound to: all filters and the direction, without page size and cursor."""
        return self.model_dump(mode="json", exclude={"limit", "cursor"}, exclude_none=True)
