"""The agent's template holds its machines as their files have them, asks for no Lambda, and says its version."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from config_monitor.domain.agents import AGENT_VERSION
from scripts.embed_agent import AGENT, MACHINES, with_block


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's tags, read as plain values; an alias is refused, as CloudFormation does."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        assert not self.check_event(yaml.AliasEvent), "CloudFormation takes no YAML aliases"
        return super().compose_node(parent, index)


def _tagged(loader: Any, _suffix: str, node: Any) -> Any:
    match node:
        case yaml.ScalarNode():
            return loader.construct_scalar(node)
        case yaml.SequenceNode():
            return loader.construct_sequence(node, deep=True)
        case _:
            return loader.construct_mapping(node, deep=True)


Loader.add_multi_constructor("!", _tagged)


def load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(path.read_text(), Loader)  # noqa: S506 - a SafeLoader with tags as plain values
    return loaded


TEMPLATE, STACK_SET = load(AGENT / "template.yaml"), load(AGENT / "stackset.yaml")


@pytest.mark.parametrize("resource", MACHINES)
def test_a_machine_is_inlined_as_its_file_has_it(resource: str) -> None:
    inlined = TEMPLATE["Resources"][resource]["Properties"]["DefinitionString"]
    assert json.loads(inlined) == json.loads((AGENT / MACHINES[resource]).read_text())


def test_a_missing_block_is_an_error() -> None:
    with pytest.raises(LookupError, match="Nowhere"):
        with_block("Resources:\n", "Nowhere", "DefinitionString", "{}")


def test_the_agent_has_no_lambda() -> None:
    assert not [name for name, r in TEMPLATE["Resources"].items() if "Lambda" in r["Type"] or "Serverless" in r["Type"]]


def test_the_hub_knows_the_agents_version() -> None:
    assert TEMPLATE["Mappings"]["Agent"]["Version"]["Number"] == str(AGENT_VERSION)


@pytest.mark.parametrize("file", ["template.yaml", "stackset.yaml"])
def test_the_templates_fit_a_request_without_a_bucket(file: str) -> None:
    assert len((AGENT / file).read_bytes()) < 51_200


def test_the_stack_set_holds_the_agent_as_its_file_has_it() -> None:
    held = STACK_SET["Resources"]["AgentStackSet"]["Properties"]["TemplateBody"]
    assert held.rstrip() == (AGENT / "template.yaml").read_text().rstrip()


def test_the_stack_set_goes_to_all_accounts_of_the_units_and_to_those_that_join() -> None:
    properties = STACK_SET["Resources"]["AgentStackSet"]["Properties"]
    assert (properties["PermissionModel"], properties["AutoDeployment"]["Enabled"]) == ("SERVICE_MANAGED", True)
    (group,) = properties["StackInstancesGroup"]
    assert group["DeploymentTargets"]["OrganizationalUnitIds"] == "OrganizationalUnitIds"
    assert group["Regions"] == "Regions"


def test_the_stack_set_hands_on_every_parameter_of_the_agent() -> None:
    handed = {p["ParameterKey"] for p in STACK_SET["Resources"]["AgentStackSet"]["Properties"]["Parameters"]}
    assert handed == set(TEMPLATE["Parameters"]) <= set(STACK_SET["Parameters"])
    for name in ("HubEventBusArn", "ErrorPattern"):
        assert TEMPLATE["Parameters"][name]["AllowedPattern"] == STACK_SET["Parameters"][name]["AllowedPattern"]
    for name in ("Sources", "ConfigurationItems"):
        for key in ("AllowedPattern", "Default"):
            assert TEMPLATE["Parameters"][name].get(key) == STACK_SET["Parameters"][name].get(key)
