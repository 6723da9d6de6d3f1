"""The table of partitions is what botocore's own data says, and every region is in the partition it belongs to."""

import pytest

from config_monitor.domain.events import REGIONS, is_region, partition_of
from scripts.build_partitions import BUILT, partitions, table


def test_the_table_is_what_botocore_knows() -> None:
    """The command that writes it is run again when botocore has learnt of a region."""
    assert BUILT.read_text() == table()


@pytest.mark.parametrize("partition", [partition["partition"] for partition in partitions()])
def test_every_region_is_in_its_partition(partition: str) -> None:
    assert REGIONS[partition]
    assert {partition_of(region) for region in REGIONS[partition]} == {partition}
    assert all(map(is_region, REGIONS[partition]))


def test_a_region_younger_than_the_table_has_its_partition_but_does_not_exist_yet() -> None:
    assert partition_of("eu-north-9") == "aws"
    assert not is_region("eu-north-9")


@pytest.mark.parametrize("name", ["", "global", "us-east-1\n", "US-EAST-1", "us-east-\u0661", "evil.example/"])
def test_what_is_no_region_has_no_partition(name: str) -> None:
    assert partition_of(name) is None
    assert not is_region(name)
