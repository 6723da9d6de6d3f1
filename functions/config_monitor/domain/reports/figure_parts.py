"""The part of one rule in the figures of a report."""

from pydantic import BaseModel


class RuleFigures(BaseModel):
    """Counts of one canonical rule."""

    severity: int = 0
    open: int = 0
    new: int = 0
    reopened: int = 0
    resolved: int = 0
    not_notified: int = 0
    """Openings without an alert of their own: the report lists them."""
