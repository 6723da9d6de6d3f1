"""The hub's template as CloudFormation gets it: SAM's transform run here, as if the artefacts were uploaded."""

from copy import deepcopy
from functools import cache
from typing import Any

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from tests.support.template import template


class _Region:
    """What the transform asks of a session."""

    region_name = "eu-central-1"


@cache
def transformed() -> dict[str, Any]:
    """Every resource under its logical id, those included that only SAM makes."""
    source = deepcopy(template())
    source["Globals"]["Function"]["CodeUri"] = "s3://bucket/functions"
    for resource in source["Resources"].values():
        if resource["Type"] == "AWS::Serverless::StateMachine":
            resource["Properties"]["DefinitionUri"] = "s3://bucket/machine"
    translator = Translator({}, Parser(), boto_session=_Region())
    actual: dict[str, Any] = translator.translate(source, {"SlackSecretArn": "arn:aws:secretsmanager:x"})["Resources"]
    return actual
