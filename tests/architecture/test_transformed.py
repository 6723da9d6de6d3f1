"""What only a deployment to AWS would show: roles that SAM makes, the order of resources, the services' limits."""

import json
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any

import pytest

from config_monitor.settings import Settings
from tests.support.template import ROOT, resources, statements, template
from tests.support.transformed import transformed

# Lambda does not name the account it acts for when it takes on a role.
WITHOUT_SOURCE = {"lambda.amazonaws.com"}


def needs(value: Any) -> Iterator[str]:
    """The names that a piece of a template refers to."""
    match value:
        case {"Ref": name}:
            yield name
        case {"Fn::GetAtt": attribute}:
            yield attribute.split(".")[0] if isinstance(attribute, str) else attribute[0]
        case {"Fn::Sub": [str(text), dict(names)]}:
            yield from set(re.findall(r"\$\{(\w+)[.}]", text)) - set(names)
            yield from needs(names)
        case {"Fn::Sub": str(text)}:
            yield from re.findall(r"\$\{(\w+)[.}]", text)
        case dict():
            for inner in value.values():
                yield from needs(inner)
        case list():
            for inner in value:
                yield from needs(inner)


def environment() -> dict[str, Any]:
    """The environment of every function."""
    variables: dict[str, Any] = template()["Globals"]["Function"]["Environment"]["Variables"]
    return variables


def models(of: type[Settings]) -> Iterator[type[Settings]]:
    """All settings that are read of it, directly or in part."""
    for model in of.__subclasses__():
        yield model
        yield from models(model)


def graph() -> dict[str, set[str]]:
    """What each resource waits for."""
    resources_by_name = transformed()
    waits = {name: set(needs(resource.get("Properties"))) for name, resource in resources_by_name.items()}
    for name, resource in resources_by_name.items():
        after = resource.get("DependsOn", [])
        waits[name] |= {after} if isinstance(after, str) else set(after)
    return {name: after & set(resources_by_name) for name, after in waits.items()}


def before(name: str) -> set[str]:
    """All that stands before a resource is made."""
    waits, resources_by_name, ahead = graph(), set[str](), [name]
    while ahead:
        new = waits[ahead.pop()] - resources_by_name
        resources_by_name |= new
        ahead += new
    return resources_by_name


def test_nothing_waits_for_itself() -> None:
    """Raises CycleError, as CloudFormation refuses the whole stack."""
    assert set(TopologicalSorter(graph()).static_order()) == set(transformed())


def test_the_account_may_log_before_the_stage_asks_for_it() -> None:
    """Otherwise the first deployment to an account fails with "CloudWatch Logs role ARN must be set"."""
    (stage,) = [name for name, resource in transformed().items() if resource["Type"] == "AWS::ApiGateway::Stage"]
    assert "AccessLogSetting" in transformed()[stage]["Properties"]
    assert "ApiGatewayAccount" in before(stage)


def test_services_take_on_roles_for_this_account_alone() -> None:
    """Those of SAM's making too: it writes no condition, so schedules have roles of ours."""
    for name, role in transformed().items():
        if role["Type"] == "AWS::IAM::Role":
            for statement in statements(role["Properties"]["AssumeRolePolicyDocument"]):
                services = statement["Principal"]["Service"]
                named = set(services if isinstance(services, list) else [services])
                condition = str(statement.get("Condition", ""))
                assert named <= WITHOUT_SOURCE or "aws:SourceAccount" in condition, name


def test_no_secret_stands_in_an_environment() -> None:
    """Functions are given the secrets' addresses."""
    for variable, value in environment().items():
        assert not re.search("SECRET|TOKEN|PASSWORD|WEBHOOK_URL", variable) or variable.endswith("_ARN"), variable
        assert "resolve:secretsmanager" not in str(value), variable


def test_the_template_sets_what_the_settings_read_and_nothing_else() -> None:
    """One environment for all functions; SAM hands empty parameters on as empty texts, which count as absent.

    But for the page's address: the API's own functions stand before it.
    """
    read = {field.upper() for model in models(Settings) for field in model.model_fields}
    ours = {name for name in environment() if not name.startswith(("POWERTOOLS_", "AWS_"))}
    functions = resources("AWS::Serverless::Function")
    own = {name: set(one["Environment"]["Variables"]) for name, one in functions.items() if "Environment" in one}
    assert ours | {"PAGE_URL"} == read
    linking = ("NotifySlackFunction", "ActOnAlertFunction", "RenderReportFunction")
    assert own == {name: {"PAGE_URL"} for name in linking}


@pytest.mark.parametrize("path", ["template.yaml", "agent/template.yaml"])
def test_event_patterns_are_short_enough(path: str) -> None:
    """2,048 characters."""
    for name, rule in resources("AWS::Events::Rule", path).items():
        assert len(json.dumps(rule["EventPattern"])) <= 2048, name


def test_the_table_has_no_more_indexes_than_dynamodb_allows() -> None:
    """20 indexes, and 100 attributes named for projection over all of them."""
    indexes = resources("AWS::DynamoDB::Table")["EventsTable"]["GlobalSecondaryIndexes"]
    assert len(indexes) <= 20
    assert sum(len(index["Projection"].get("NonKeyAttributes", [])) for index in indexes) <= 100


def test_the_agent_can_be_handed_over_without_a_bucket() -> None:
    """51,200 bytes, for a stack as for a StackSet."""
    for path in sorted((ROOT / "agent").glob("*.yaml")):
        assert len(path.read_bytes()) <= 51_200, path.name
