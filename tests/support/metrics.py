"""The metrics that the functions write."""

import re

from tests.support.code import FUNCTIONS, modules


def written() -> set[str]:
    """The metrics that the functions write: the name is the first argument of the call, or a variable with choices."""
    text = "\n".join(path.read_text() for path in modules(FUNCTIONS))
    called = re.findall(r'(?:add_metric\((?:name=)?|_add\()"(\w+)"', text)
    return {*called, *re.findall(r'\("(\w+)", MetricUnit\.', text), *re.findall(r'"(\w+ReportsSent)"', text)}
