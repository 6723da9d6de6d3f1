"""AWS's partitions: how their regions are called and which ones there are. Written by a script."""

import re

_REGION_NAMES = {
    "aws": r"(us|eu|ap|sa|ca|me|af|il|mx)\-\w+\-\d+",
    "aws-cn": r"cn\-\w+\-\d+",
    "aws-us-gov": r"us\-gov\-\w+\-\d+",
    "aws-iso": r"us\-iso\-\w+\-\d+",
    "aws-iso-b": r"us\-isob\-\w+\-\d+",
    "aws-iso-e": r"eu\-isoe\-\w+\-\d+",
    "aws-iso-f": r"us\-isof\-\w+\-\d+",
    "aws-eusc": r"eusc\-(de)\-\w+\-\d+",
}
REGIONS = {
    "aws": frozenset(
        {
            "af-south-1",
            "ap-east-1",
            "ap-east-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-south-2",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-4",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "ca-central-1",
            "ca-west-1",
            "eu-central-1",
            "eu-central-2",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "il-central-1",
            "me-central-1",
            "me-south-1",
            "mx-central-1",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
        }
    ),
    "aws-cn": frozenset(
        {
            "cn-north-1",
            "cn-northwest-1",
        }
    ),
    "aws-us-gov": frozenset(
        {
            "us-gov-east-1",
            "us-gov-west-1",
        }
    ),
    "aws-iso": frozenset(
        {
            "us-iso-east-1",
            "us-iso-west-1",
        }
    ),
    "aws-iso-b": frozenset(
        {
            "us-isob-east-1",
            "us-isob-west-1",
        }
    ),
    "aws-iso-e": frozenset(
        {
            "eu-isoe-west-1",
        }
    ),
    "aws-iso-f": frozenset(
        {
            "us-isof-east-1",
            "us-isof-south-1",
        }
    ),
    "aws-eusc": frozenset(
        {
            "eusc-de-east-1",
        }
    ),
}
"""Every region in general use, by partition, from botocore's endpoint data."""


def partition_of(region: str) -> str | None:
    """The partition that a region belongs to, also of a region younger than the table; None for what is no region."""
    return next((name for name, pattern in _REGION_NAMES.items() if re.fullmatch(pattern, region, re.ASCII)), None)


def is_region(name: str) -> bool:
    """Whether a region of that name exists."""
    return any(name in regions for regions in REGIONS.values())
