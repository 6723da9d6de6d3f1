"""Botocore asks AWS the same with our cut-down data as with all of its own, and understands the same answers."""

import re
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from config_monitor.adapters import aws
from scripts.build_partitions import partitions
from scripts.build_service_models import FOR_PEOPLE, OPERATIONS, WRITTEN, service_models
from tests.support.grants import granted
from tests.support.lambdas import forget
from tests.support.template import resources

ALL_OF_BOTOCORE = botocore.session.Session()
EACH = [(service, operation) for service, operations in OPERATIONS.items() for operation in operations]
ONE_REGION_EACH = [min(partition["regions"]) for partition in partitions()]
# What differs from one request to the next.
PASSING = re.compile(r"(?i)x-amz-date|authorization|amz-sdk-|user-agent|x-amz-security-token")


class Sent(Exception):
    """Raised in place of sending; has the request."""


def instead_of_sending(request: AWSPreparedRequest, **_: object) -> None:
    raise Sent(request)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    for name, value in (("ACCESS_KEY_ID", "made-up"), ("SECRET_ACCESS_KEY", "made-up"), ("ACCOUNT_ID", "111122223333")):
        monkeypatch.setenv(f"AWS_{name}", value)
    forget()
    yield
    forget()


def test_the_folder_is_what_the_installed_botocore_gives() -> None:
    """`make service-models` is run again when botocore has learnt of something that we use."""
    written = {str(file.relative_to(WRITTEN)): file.read_text() for file in WRITTEN.rglob("*") if file.is_file()}
    assert written == service_models()


@pytest.mark.parametrize(("service", "name"), EACH)
def test_an_operation_is_described_as_botocore_describes_it(service: str, name: str) -> None:
    ours, whole = aws._session(), ALL_OF_BOTOCORE
    assert ours.get_service_data(service)["metadata"] == whole.get_service_data(service)["metadata"]
    assert described(ours, service, name) == described(whole, service, name)


def described(session: botocore.session.Session, service: str, name: str) -> dict[str, Any]:
    """All that botocore knows of an operation and of each shape in it."""
    operation = session.get_service_model(service).operation_model(name)
    shapes: dict[str, Any] = {}
    for shape in (operation.input_shape, operation.output_shape, *operation.error_shapes):
        collect(shape, shapes)
    return {"operation": without(session.get_service_data(service)["operations"][name]), "shapes": shapes}


def collect(shape: Shape | None, shapes: dict[str, Any]) -> None:
    if shape is None or shape.name in shapes:
        return
    shapes[shape.name] = (shape.type_name, shape.metadata, shape.serialization)
    parts: list[Shape] = []
    match shape:
        case StructureShape():
            shapes[shape.name] += ([(name, member.serialization) for name, member in shape.members.items()],)
            parts = [*shape.members.values()]
        case MapShape():
            parts = [shape.key, shape.value]
        case ListShape():
            parts = [shape.member]
    for part in parts:
        collect(part, shapes)


def without(model: Any) -> dict[str, Any]:
    return {key: value for key, value in model.items() if key not in FOR_PEOPLE}


@pytest.mark.parametrize("region", ONE_REGION_EACH)
@pytest.mark.parametrize("service", OPERATIONS)
def test_a_request_goes_to_the_same_address_with_the_same_content(
    service: str, region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    ours = aws.client(service)
    whole = ALL_OF_BOTOCORE.create_client(service, region_name=region, config=ours.meta.config)
    for client in (ours, whole):
        client.meta.events.register_first("before-send", instead_of_sending)
    for operation in OPERATIONS[service]:
        assert sent(ours, operation) == sent(whole, operation)


def sent(client: Any, operation: str) -> tuple[Any, ...]:
    """The request that a client would send, without what is of the moment or signed."""
    model: OperationModel = client.meta.service_model.operation_model(operation)
    with pytest.raises(Sent) as stopped:
        client._make_api_call(operation, example(model.input_shape) | dict.fromkeys(model.idempotent_members, "once"))
    (request,) = stopped.value.args
    headers = {name: value for name, value in request.headers.items() if not PASSING.match(name)}
    return request.method, request.url, headers, request.body


def example(shape: Shape | None) -> Any:
    """The smallest value that a shape allows."""
    match shape:
        case StructureShape(is_tagged_union=True):
            name, member = next(iter(shape.members.items()))
            return {name: example(member)}
        case StructureShape():
            return {name: example(shape.members[name]) for name in shape.required_members}
        case MapShape():
            return {"key": example(shape.value)}
        case ListShape():
            return [example(shape.member)]
        case Shape(type_name="integer"):
            return 1
        case Shape():
            return next(iter(shape.metadata.get("enum", [])), "a" * max(3, int(shape.metadata.get("min", 3))))
    return {}


def test_what_a_role_allows_is_there_to_be_called() -> None:
    """A grant of what no operation is named for belongs to one that is there, such as a part of a transaction."""
    actions = {action for function in resources("AWS::Serverless::Function") for action, _ in granted(function)}
    services = {"states": "stepfunctions"}
    asked = [action.split(":") for action in actions if ":" in action]
    lacking = {
        (service, operation)
        for prefix, operation in asked
        if operation in ALL_OF_BOTOCORE.get_service_model(service := services.get(prefix, prefix)).operation_names
        and operation not in OPERATIONS[service]
    }
    assert lacking == set()
