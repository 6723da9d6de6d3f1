"""Where the files of a report are, and the line of a message that leads there."""

from dataclasses import dataclass

from config_monitor.domain.notifications import Line, Span, joined, line


@dataclass(frozen=True)
class ReportLinks:
    """Where the page and the CSV file of a report are, by links that work until `end` at most; None without a bucket.

    `address` is where the page lies as long as it is kept, for whoever may read the bucket; `present` is the hub's
    page, which shows what is so now.
    """

    page: str | None = None
    csv: str | None = None
    end: str | None = None
    address: str | None = None
    present: str | None = None


def link_lines(links: ReportLinks) -> tuple[Line, ...]:
    """Our own presigned addresses, longer than those that `link` takes of others."""
    named = (
        (links.page, "Open the full report"),
        (links.csv, "All rows as CSV"),
        (links.address, "In the bucket"),
        (links.present, "What is open now"),
    )
    made = joined((line(Span(text=words, style="link", url=url)) for url, words in named if url), " · ")
    return (made,) if made.spans else ()
