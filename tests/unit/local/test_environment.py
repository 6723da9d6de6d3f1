"""The programs that the local commands start leave nothing outside the folder that `make down` removes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from local import environment, settings
from local.settings import HUB_ACCOUNT, Settings

SETTINGS = settings.read({})


@pytest.mark.parametrize(
    "of", [environment.of_engine, environment.of_slack, lambda local: environment.of_sam(local, HUB_ACCOUNT)]
)
def test_temporary_files_go_with_the_folder(of: Callable[[Settings], dict[str, str]]) -> None:
    assert SETTINGS.folder in Path(of(SETTINGS)["TMPDIR"]).parents
