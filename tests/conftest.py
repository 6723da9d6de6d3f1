"""What holds for all tests."""

import pytest
from hypothesis import settings

# The same draws each time: so that a test's result depends on the code alone. To search further, run
# `pytest --hypothesis-profile=search` when a boundary is written; what it finds becomes a case of its own.
settings.register_profile("repeatable", derandomize=True)
settings.register_profile("search", derandomize=False, print_blob=True)
settings.load_profile("repeatable")

pytest_plugins = ["tests.support.played_slack"]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files may run side by side, each in one process for its fixtures' sake; the end-to-end ones share one engine."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group("engine" if "e2e" in item.path.parts else str(item.path)))
