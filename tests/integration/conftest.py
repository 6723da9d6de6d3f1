"""What most tests on DynamoDB's own behaviour begin with."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.deployed_table import moto_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def client() -> Iterator["DynamoDBClient"]:
    """An empty table, on moto."""
    with moto_table() as made:
        yield made
