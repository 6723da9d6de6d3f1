"""AWS clients through botocore alone: boto3 would add to each cold start and nothing is used of it."""

from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config

from config_monitor.settings import endpoint_url

# Throttling is waited out here first (adaptive mode paces itself), and by the state machine's retries after that.
_CONFIG = Config(retries={"mode": "adaptive", "total_max_attempts": 6}, connect_timeout=3, read_timeout=10)


@cache
def _session() -> botocore.session.Session:
    return botocore.session.Session()


def client(service: str) -> Any:  # botocore makes its clients at run time; adapters cast to the stubs
    """One client of a service, made on first use; endpoint, region and credentials come from the environment."""
    return _client(service)


@cache
def _client(service: str) -> Any:
    config = _CONFIG.merge(_s3()) if service == "s3" else _CONFIG
    return _session().create_client(service, config=config)


def _s3() -> Config:
    """Presigned links that all regions take: signed by version 4, with the bucket and the region in the host's name.

    Without virtual addressing botocore presigns for the global endpoint, which regions opened since March 2019 refuse.
    An endpoint of our own, such as the local engine, has no host for each bucket.
    """
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "auto" if endpoint_url() else "virtual"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
