"""AWS clients through botocore alone: boto3 would add to each cold start and nothing is used of it.

Botocore reads what it has to know of the services from our folder service_models, which has the operations that we
call; of its own 27 MB it would list every service and parse each file whole, six times the work of making a client.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.loaders import Loader

from config_monitor.settings import endpoint_url

# Throttling is waited out here first (adaptive mode paces itself), and by the state machine's retries after that.
_CONFIG = Config(retries={"mode": "adaptive", "total_max_attempts": 6}, connect_timeout=3, read_timeout=10)


class _ServiceModels(Loader):
    """Botocore's loader on our folder, which takes the place of its own: it holds the same, cut down."""

    BUILTIN_DATA_PATH = str(Path(__file__).parent.parent / "service_models")


@cache
def _session() -> botocore.session.Session:
    session = botocore.session.Session()
    session.register_component("data_loader", _ServiceModels())
    return session


@cache
def client(service: str) -> Any:  # botocore makes its clients at run time; adapters cast to the stubs
    """One client of a service, made on first use; endpoint, region and credentials come from the environment."""
    config = _CONFIG.merge(_s3()) if service == "s3" else _CONFIG
    made = _session().create_client(service, config=config)
    if service == "dynamodb":
        made.meta.events.register("before-parse.dynamodb.Query", _read_as_it_is)
    return made


def _read_as_it_is(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: object) -> None:
    """Take the JSON of a query's response as it is: botocore's walk over each value is half of a report's time.

    Both are the same but for binary values, which stay base64 text.
    """
    kind = response_dict["headers"].get("content-type", "")
    if response_dict["status_code"] < 300 and kind.startswith("application/x-amz-json"):
        customized_response_dict.update(json.loads(response_dict["body"]))
        response_dict["body"] = b"{}"


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
