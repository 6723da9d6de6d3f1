"""What the models of the domain have in common."""

from threading import RLock
from typing import Any

from pydantic import BaseModel, ConfigDict

_BUILDING = RLock()


class DomainModel(BaseModel):
    """A model that never changes, unless it says otherwise, and takes no unknown name.

    Its validator is built when it is first used: a function's cold start pays for the models of its first call alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def model_rebuild(cls, *, _parent_namespace_depth: int = 2, **options: Any) -> bool | None:
        """Build the validator unless there is one, one thread at a time: Pydantic's own way is not safe in threads."""
        with _BUILDING:
            return super().model_rebuild(_parent_namespace_depth=_parent_namespace_depth + 1, **options)
