"""The words and colours of the table that `make demo` prints, explained once above it."""

from __future__ import annotations

import os
import sys

_RED, _YELLOW, _GREY = "31", "33", "90"
# What a person reads for each word of the hub: the words, a colour, and when it is so.
NOTIFIED = {
    "immediate": ("Slack at once", _RED, "high or critical, or the end of something that was in Slack"),
    "digest": ("daily report", _YELLOW, "less severe, new with its rule, or the end of what was not in Slack"),
    "summary": ("in a summary", _YELLOW, "one message about all of its group, or of its channel, some minutes later"),
    "none": ("not sent", _GREY, "nothing new: repeated, older, in order, or not for people"),
}
WAITS = "Waits for the message about all of its group."
STORED = {
    "stored": "in the history, and counted where it opens or ends something",
    "noted": "a sign of life or list of rules of an agent, kept with the agent or the rules",
    "ignored": "of a kind that says nothing people need; the execution says why",
    "rejected": "not as its service documents it: on the dead-letter queue, with its reason",
}


def legend() -> str:
    """What the columns mean, a line for each word."""
    lines = [f"  {words:<14} {why}" for words, why in STORED.items()]
    lines += [f"  {shown(word, '', 14)} {why}" for word, (_, _, why) in NOTIFIED.items()]
    return "\n".join(lines)


def shown(word: str, why: str, width: int) -> str:
    """How loud something was, in plain words, in colour on a terminal; a word that is none of the hub's as it is."""
    words, colour, _ = NOTIFIED.get("summary" if why == WAITS else word, (word, _RED, ""))
    padded = f"{words:<{width}}"
    return f"\033[{colour}m{padded}\033[0m" if sys.stdout.isatty() and "NO_COLOR" not in os.environ else padded
