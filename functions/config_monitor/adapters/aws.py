"""AWS clients through botocore alone: boto3 would add to each cold start and nothing is used of it."""

from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config

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
    # Presigned links would else be signed the old way, which newer regions and encrypted objects refuse.
    config = _CONFIG.merge(Config(signature_version="s3v4")) if service == "s3" else _CONFIG
    return _session().create_client(service, config=config)
