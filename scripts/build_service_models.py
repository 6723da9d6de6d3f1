"""Write what botocore has to know of the services that we call, cut down to the operations that we call.

`make service-models` writes functions/config_monitor/service_models from botocore's own data, where `adapters/aws.py`
lets botocore read it: reading all of it takes six times as long as the rest of making a client. The folder's layout
and files are botocore's (botocore.loaders), without documentation.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.loaders import Loader

WRITTEN = Path(__file__).parents[1] / "functions" / "config_monitor" / "service_models"
OPERATIONS = {
    "config": (
        "DescribeAggregateComplianceByConfigRules",
        "DescribeConfigurationAggregatorSourcesStatus",
        "GetAggregateComplianceDetailsByConfigRule",
        "GetAggregateConfigRuleComplianceSummary",
    ),
    "dynamodb": (
        "BatchGetItem",
        "DeleteItem",
        "GetItem",
        "PutItem",
        "Query",
        "Scan",
        "TransactWriteItems",
        "UpdateItem",
    ),
    "s3": (
        "AbortMultipartUpload",
        "CompleteMultipartUpload",
        "CreateMultipartUpload",
        "GetObject",
        "HeadBucket",  # by botocore itself, where a bucket is in another region
        "PutObject",
        "UploadPart",
    ),
    "secretsmanager": ("GetSecretValue",),
    "sns": ("Publish",),
    "stepfunctions": ("StartExecution",),
}
# What botocore reads of every service.
SHARED = ("partitions", "sdk-default-configuration")
FOR_PEOPLE = {"documentation", "documentationUrl", "examples"}


def service_models() -> dict[str, str]:
    """The text of each file by its path in the folder."""
    botocore = Loader()
    files: dict[str, Any] = {name: botocore.load_data(name) for name in SHARED}
    prefixes = set()
    for service, operations in OPERATIONS.items():
        folder = f"{service}/{botocore.determine_latest_version(service, 'service-2')}"
        model = cut_down(botocore.load_service_model(service, "service-2"), operations)
        prefixes.add(model["metadata"]["endpointPrefix"])
        files[f"{folder}/service-2"] = model
        files[f"{folder}/endpoint-rule-set-1"] = botocore.load_service_model(service, "endpoint-rule-set-1")
    files["endpoints"] = _endpoints(botocore.load_data("endpoints"), prefixes)
    return {f"{name}.json": json.dumps(data, separators=(",", ":")) + "\n" for name, data in files.items()}


def cut_down(model: dict[str, Any], operations: tuple[str, ...]) -> dict[str, Any]:
    """A service's model with some of its operations and the shapes that these need."""
    kept = {name: model["operations"][name] for name in operations}
    shapes: dict[str, Any] = {}
    wanted = [*_shapes_in(kept)]
    while wanted:
        name = wanted.pop()
        if name not in shapes:
            shapes[name] = model["shapes"][name]
            wanted += _shapes_in(shapes[name])
    return {
        **_without(model),
        "operations": {name: _without(operation) for name, operation in kept.items()},
        "shapes": {name: _shape(shapes[name]) for name in sorted(shapes)},
    }


def _shapes_in(described: Any) -> Iterator[str]:
    """The names of shapes that a description refers to."""
    if isinstance(described, list):
        yield from (name for entry in described for name in _shapes_in(entry))
    elif isinstance(described, dict):
        if isinstance(described.get("shape"), str):
            yield described["shape"]
        yield from (name for entry in described.values() for name in _shapes_in(entry))


def _shape(shape: dict[str, Any]) -> dict[str, Any]:
    """A shape without documentation; a member of it may have that very name."""
    kept = {key: _without(value) if key in {"member", "key", "value"} else value for key, value in shape.items()}
    if "members" in kept:
        kept["members"] = {name: _without(member) for name, member in kept["members"].items()}
    return _without(kept)


def _without(described: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in described.items() if key not in FOR_PEOPLE}


def _endpoints(endpoints: dict[str, Any], prefixes: set[str]) -> dict[str, Any]:
    """Every partition and region, with the services that we call."""
    partitions = [
        {**partition, "services": {name: about for name, about in partition["services"].items() if name in prefixes}}
        for partition in endpoints["partitions"]
    ]
    return {**endpoints, "partitions": partitions}


if __name__ == "__main__":
    shutil.rmtree(WRITTEN, ignore_errors=True)
    for path, text in service_models().items():
        (WRITTEN / path).parent.mkdir(parents=True, exist_ok=True)
        (WRITTEN / path).write_text(text)
