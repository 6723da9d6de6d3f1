"""The AWS CLI, as far as documents use it: it reads a command as the CLI's parser does, and runs it through botocore.

The CLI itself wants a botocore of its own, so it is not installed. What it would refuse raises `Refused` here.
"""

import json
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jmespath
from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError
from botocore.model import OperationModel, Shape
from botocore.session import Session
from botocore.validate import ParamValidator

from tests.support.template import ROOT, template

# How many values an option takes: none, one, or any number.
_GLOBAL = {"endpoint-url": 1, "no-paginate": 0, "output": 1, "profile": 1, "query": 1, "region": 1}
_PAGES = {"max-items": 1, "page-size": 1, "starting-token": 1}
_DEPLOY: dict[str, int | None] = {
    "capabilities": None,
    "fail-on-empty-changeset": 0,
    "no-execute-changeset": 0,
    "no-fail-on-empty-changeset": 0,
    "parameter-overrides": None,
    "role-arn": 1,
    "s3-bucket": 1,
    "stack-name": 1,
    "tags": None,
    "template-file": 1,
}
_RENAMED = {"configservice": "config", "s3api": "s3", "deploy": "codedeploy"}
_LARGEST_TEMPLATE = 51_200  # bytes without a bucket


class Refused(Exception):
    """What the CLI, or CloudFormation before it begins, would answer in place of doing it."""


@dataclass(frozen=True)
class Call:
    """A command that would be accepted: what is called with which parameters, and the options that the CLI keeps."""

    service: str
    operation: str
    parameters: dict[str, Any]
    options: dict[str, list[str]] = field(default_factory=dict)


def parsed(arguments: list[str]) -> Call:
    """Read the words after `aws`; raises Refused."""
    words, options, words_left = iter(arguments), dict[str, list[str]](), list[str]()
    known: dict[str, int | None] = {**_GLOBAL}
    for word in words:  # options of all commands may stand before the service
        if not word.startswith("--"):
            words_left = [word, *words]
            break
        options[_option(word, known)] = [next(words, "")] if known[_option(word, known)] else []
    if len(words_left) < 2:
        raise Refused("a service and an operation are needed")
    service, command = _RENAMED.get(words_left[0], words_left[0]), words_left[1]
    if words_left[0] in _RENAMED.values() or service not in Session().get_available_services():
        raise Refused(f"there is no service {words_left[0]}")
    if (service, command) == ("cloudformation", "deploy"):
        by_option = _option_values(words_left[2:], known | _DEPLOY)
        parameters = {name: by_option.pop(name) for name in list(by_option) if name in _DEPLOY}
        _check_deployment(parameters)
        return Call(service, command, parameters, options | by_option)
    operation = _operation(service, command)
    members = operation.input_shape.members if operation.input_shape else {}
    named = {xform_name(name, "-"): (name, shape) for name, shape in members.items()}
    takes = {option: _values(shape) for option, (_, shape) in named.items()}
    takes |= {f"no-{option}": 0 for option, (_, shape) in named.items() if shape.type_name == "boolean"}
    by_option = _option_values(words_left[2:], known | _PAGES | takes)
    parameters = {}
    for option in [each for each in by_option if each in takes]:
        name, shape = named[option if option in named else option.removeprefix("no-")]
        parameters[name] = _value(option, shape, by_option.pop(option))
    if operation.input_shape:
        report = ParamValidator().validate(parameters, operation.input_shape)
        if report.has_errors():
            raise Refused(report.generate_report())
    return Call(service, operation.name, parameters, options | by_option)


def _operation(service: str, command: str) -> OperationModel:
    model = Session().get_service_model(service)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    if command not in names:
        raise Refused(f"{service} has no operation {command}")
    return model.operation_model(names[command])


def _option(word: str, known: dict[str, int | None]) -> str:
    name = word.removeprefix("--")
    if not word.startswith("--") or name not in known:
        raise Refused(f"unknown option {word}")
    return name


def _option_values(words: list[str], known: dict[str, int | None]) -> dict[str, list[str]]:
    """The values of each option, as many as it takes."""
    by_option: dict[str, list[str]] = {}
    while words:
        name, words = _option(words[0], known), words[1:]
        takes = known[name]
        ends = next((at for at, word in enumerate(words) if word.startswith("--")), len(words))
        ends = ends if takes is None else takes
        by_option[name], words = words[:ends], words[ends:]
        if takes != len(by_option[name]) and (takes is not None or not by_option[name]):
            raise Refused(f"--{name} lacks a value")
    if "query" in by_option:
        try:
            jmespath.compile(by_option["query"][0])
        except jmespath.exceptions.ParseError as error:
            raise Refused(str(error)) from error
    return by_option


def _values(shape: Shape) -> int | None:
    return {"boolean": 0, "list": None, "map": None, "structure": None}.get(shape.type_name, 1)


def _value(option: str, shape: Any, values: list[str]) -> Any:
    """The values of an option as its shape wants them; the CLI's shorthand for structures is not used in documents."""
    if shape.type_name == "boolean":
        return not option.startswith("no-")
    texts = [Path(text.removeprefix("file://")).read_text() if text.startswith("file://") else text for text in values]
    if shape.type_name in ("map", "structure") or (shape.type_name == "list" and texts[0][:1] in "[{"):
        return _json(option, texts[0])
    if shape.type_name == "list":
        return [_scalar(option, shape.member, text) for text in texts]
    return _scalar(option, shape, texts[0])


def _json(option: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Refused(f"--{option} is not JSON: {text}") from error


def _scalar(option: str, shape: Any, text: str) -> Any:
    if shape.type_name in ("integer", "long"):
        if not text.lstrip("-").isdecimal():
            raise Refused(f"--{option} is not a number: {text}")
        return int(text)
    if getattr(shape, "enum", None) and text not in shape.enum:
        raise Refused(f"--{option} cannot be {text}, only one of {shape.enum}")
    return text


def _check_deployment(options: dict[str, list[str]]) -> None:
    """What the CLI and then CloudFormation ask of a first `cloudformation deploy`."""
    if not {"template-file", "stack-name"} <= options.keys():
        raise Refused("--template-file and --stack-name are needed")
    file = options["template-file"][0]
    if (ROOT / file).stat().st_size > _LARGEST_TEMPLATE and "s3-bucket" not in options:
        raise Refused(f"{file} is too large without --s3-bucket")
    declared, overridden = template(file).get("Parameters", {}), overrides(options)
    if overridden.keys() - declared.keys() or [
        n for n, each in declared.items() if "Default" not in each and n not in overridden
    ]:
        raise Refused(f"{file} has the parameters {sorted(declared)}, not {sorted(overridden)}")
    for name, text in overridden.items():
        values = text.split(",") if declared[name]["Type"] == "CommaDelimitedList" else [text]
        allowed, pattern = declared[name].get("AllowedValues", values), declared[name].get("AllowedPattern", ".*")
        if not all(value in allowed and re.fullmatch(pattern, value, re.DOTALL) for value in values):
            raise Refused(f"{name} cannot be {text}")
    roles = [each for each in template(file)["Resources"].values() if each["Type"].startswith("AWS::IAM::")]
    capabilities = {"CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"} if roles else set()
    if any({"RoleName", "ManagedPolicyName", "UserName", "GroupName"} & each["Properties"].keys() for each in roles):
        capabilities = {"CAPABILITY_NAMED_IAM"}
    if capabilities and not capabilities & set(options.get("capabilities", [])):
        raise Refused(f"{file} needs --capabilities {' or '.join(sorted(capabilities))}")


def overrides(options: dict[str, list[str]]) -> dict[str, str]:
    """The parameters of `--parameter-overrides`."""
    pairs = [each.partition("=") for each in options.get("parameter-overrides", [])]
    if not all(separator for _, separator, _ in pairs):
        raise Refused("--parameter-overrides takes Name=value")
    return {name: value for name, _, value in pairs}


def answer_to(call: Call) -> str:
    """Call AWS, or what stands at the endpoint, and print what the CLI prints."""
    session = Session(profile=call.options.get("profile", [None])[0])
    region = call.options.get("region", [os.environ.get("AWS_REGION")])[0]
    client = session.create_client(call.service, region, endpoint_url=call.options.get("endpoint-url", [None])[0])
    if call.operation == "deploy":
        return _deploy(client, call.parameters)
    method = xform_name(call.operation)
    if client.can_paginate(method) and "no-paginate" not in call.options:
        answer = client.get_paginator(method).paginate(**call.parameters).build_full_result()
    else:
        answer = getattr(client, method)(**call.parameters)
        del answer["ResponseMetadata"]
    chosen = jmespath.search(call.options["query"][0], answer) if "query" in call.options else answer
    if call.options.get("output") == ["text"] and not isinstance(chosen, dict):
        return "\t".join(map(str, chosen)) if isinstance(chosen, list) else str(chosen)
    return json.dumps(chosen, indent=4, default=str) if chosen else ""


def _deploy(client: Any, options: dict[str, list[str]]) -> str:
    stack = options["stack-name"][0]
    client.create_change_set(
        StackName=stack,
        ChangeSetName="deploy",
        ChangeSetType="CREATE",
        TemplateBody=(ROOT / options["template-file"][0]).read_text(),
        Parameters=[{"ParameterKey": n, "ParameterValue": value} for n, value in overrides(options).items()],
        Capabilities=options.get("capabilities", []),
    )
    client.get_waiter("change_set_create_complete").wait(
        StackName=stack, ChangeSetName="deploy", WaiterConfig={"Delay": 1}
    )
    client.execute_change_set(StackName=stack, ChangeSetName="deploy")
    client.get_waiter("stack_create_complete").wait(StackName=stack, WaiterConfig={"Delay": 1})
    return f"Successfully created/updated stack - {stack}"


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{answer_to(parsed(sys.argv[1:]))}\n")
    except (Refused, BotoCoreError, ClientError) as refused:
        sys.exit(str(refused))
