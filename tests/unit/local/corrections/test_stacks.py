"""The corrections of CloudFormation are needed, and do what AWS does."""

from __future__ import annotations

from ministack.core.responses import request_scope
from ministack.services import eventbridge
from ministack.services.cloudformation import engine, provisioners

from local.corrections import applied

HUB, REGION = "111111111111", "us-east-1"
POLICY = {"Version": "2012-10-17", "Statement": []}


def test_evaluate_conditions_joins_lists() -> None:
    """A condition compares the joined values of a list, or of several parameters."""
    template = {
        "Parameters": {"Types": {"Type": "CommaDelimitedList", "Default": "all"}},
        "Conditions": {
            "All": {"Fn::Equals": [{"Fn::Join": [",", {"Ref": "Types"}]}, "all"]},
            "Some": {"Fn::Not": [{"Fn::Equals": [{"Fn::Join": ["/", [{"Ref": "Types"}, "x"]]}, "all/x"]}]},
        },
    }
    parameters = engine._resolve_parameters(template, [])
    assert engine._evaluate_conditions(template, parameters) == {"All": False, "Some": True}
    with applied():
        assert engine._evaluate_conditions(template, parameters) == {"All": True, "Some": False}


def test_resource_handlers_keep_the_policy_of_a_bus() -> None:
    """A bus made by CloudFormation has its policy, changes it and loses it."""
    kind = "AWS::Events::EventBus"
    with request_scope(HUB, REGION):
        provisioners._RESOURCE_HANDLERS[kind]["create"]("Bus", {"Name": "plain", "Policy": POLICY}, "stack")
        assert "plain" not in eventbridge._event_bus_policies
        with applied():
            handlers = provisioners._RESOURCE_HANDLERS[kind]
            name, _ = handlers["create"]("Bus", {"Name": "kept", "Policy": POLICY}, "stack")
            assert eventbridge._event_bus_policies[name] == POLICY
            handlers["update"](name, {"Policy": POLICY}, {}, "stack")
            assert name not in eventbridge._event_bus_policies


def test_resource_handlers_answer_the_arn_of_a_secret() -> None:
    """`Ref` of a secret is its ARN, which can be updated and deleted by."""
    kind = "AWS::SecretsManager::Secret"
    with request_scope(HUB, REGION):
        assert provisioners._RESOURCE_HANDLERS[kind]["create"]("Plain", {}, "stack")[0].startswith("stack-")
        with applied():
            handlers = provisioners._RESOURCE_HANDLERS[kind]
            arn, _ = handlers["create"]("Secret", {}, "stack")
            assert arn.startswith("arn:aws:secretsmanager:")
            changed, _ = handlers["update"](arn, {}, {"Description": "new"}, "stack", "Secret")
            assert changed == arn
            handlers["delete"](arn, {})
            assert arn not in {secret["ARN"] for secret in provisioners._sm._secrets.values()}
