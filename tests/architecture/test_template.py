"""What the templates grant and protect: named actions, TLS everywhere, logs that end, nobody's confused deputy."""

import re
from typing import Any

import pytest

from tests.support.template import ROOT, resources, statements, template

TEMPLATES = ["template.yaml", "agent/template.yaml"]
# Lambda does not name for whom it acts.
WITHOUT_SOURCE = {"lambda.amazonaws.com"}
EVERY = pytest.mark.parametrize("path", TEMPLATES)


@EVERY
def test_no_action_is_a_wildcard(path: str) -> None:
    """A denial may be: everything is refused without TLS. A key that its account may not administer is lost."""
    for statement in statements(template(path)):
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        if statement["Effect"] == "Allow" and statement.get("Sid") != "TheAccountAdministersTheKey":
            assert all(re.fullmatch(r"[a-z0-9-]+:[A-Za-z]+", action) for action in actions), statement


@EVERY
def test_every_star_has_its_reason_beside_it(path: str) -> None:
    """A whole `*` on its own line; a name or ARN with one there, or within the five lines above."""
    lines = (ROOT / path).read_text().splitlines()
    whole = [line for line in lines if re.search(r"(Resource|Principal): \"\*\"", line)]
    assert whole
    assert [line for line in whole if not re.search(r"\"\*\" # \S+ \S+ ", line)] == []
    names = [line.split(" # ")[0] if "AllowedPattern:" not in line else "" for line in lines]
    partial = [number for number, name in enumerate(names) if re.search(r"(arn:|\.Arn\}).*\*", name)]
    assert partial
    reasoned = [number for number in partial if re.search(r"# \S+ \S+ ", "\n".join(lines[number - 5 : number + 1]))]
    assert [lines[number] for number in partial if number not in reasoned] == []


@EVERY
def test_queues_and_buckets_are_encrypted_and_refuse_what_comes_without_tls(path: str) -> None:
    denied = {
        str(statement["Resource"] if not isinstance(statement["Resource"], list) else statement["Resource"][0])
        for kind in ("AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy")
        for policy in resources(kind, path).values()
        for statement in statements(policy)
        if statement["Effect"] == "Deny" and "aws:SecureTransport" in str(statement.get("Condition"))
    }
    for queue, properties in resources("AWS::SQS::Queue", path).items():
        assert properties["SqsManagedSseEnabled"] is True, queue
        assert any(f"'{queue}'" in resource for resource in denied), queue
    for bucket, properties in resources("AWS::S3::Bucket", path).items():
        assert "BucketEncryption" in properties, bucket
        assert all(properties["PublicAccessBlockConfiguration"].values()), bucket
        assert any(f"'{bucket}'" in resource or f"{{{bucket}" in resource for resource in denied), bucket


@EVERY
def test_services_are_let_in_for_this_account_or_one_source_alone(path: str) -> None:
    """Otherwise they could be asked by somebody else to act here."""
    for statement in statements(template(path)):
        service = str(statement.get("Principal", ""))
        if "Service" in service and not any(without in service for without in WITHOUT_SOURCE):
            conditions = str(statement.get("Condition", ""))
            assert "aws:SourceArn" in conditions or "aws:SourceAccount" in conditions, statement


def test_only_its_owner_reads_a_role() -> None:
    """One role per function, made of written-out statements beside what every Lambda needs for logs and traces."""
    for name, properties in resources("AWS::Serverless::Function").items():
        assert properties["Role"] == {"Fn::GetAtt": [f"{name}Role", "Arn"]}, name
        role = resources("AWS::IAM::Role")[f"{name}Role"]
        managed = [policy["Fn::Sub"].rpartition("/")[2] for policy in role["ManagedPolicyArns"]]
        assert managed == ["AWSLambdaBasicExecutionRole", "AWSXRayDaemonWriteAccess"], name


@EVERY
def test_every_role_takes_the_boundary_and_the_prefix_of_names(path: str) -> None:
    """Sixty-four characters are the most, with a prefix of ten in the region of the longest name."""
    for name, role in resources("AWS::IAM::Role", path).items():
        assert role["PermissionsBoundary"]["Fn::If"][0] == "HasBoundary", name
        condition, named, otherwise = role["RoleName"]["Fn::If"]
        assert (condition, otherwise) == ("NamesRoles", {"Ref": "AWS::NoValue"}), name
        length = len(named["Fn::Sub"].replace("${AWS::StackName}", "config-monitor"))
        assert length - len("${RoleNamePrefix}${AWS::Region}") + 10 + len("ap-southeast-1") <= 64, name
    names = [role["RoleName"]["Fn::If"][1]["Fn::Sub"] for role in resources("AWS::IAM::Role", path).values()]
    assert len(set(names)) == len(names)


def test_every_function_and_machine_has_its_own_log_that_ends() -> None:
    groups = resources("AWS::Logs::LogGroup")
    for name, properties in resources("AWS::Serverless::Function").items():
        group = name.removesuffix("Function") + "LogGroup"
        assert properties["LoggingConfig"]["LogGroup"] == {"Ref": group}
    for name in resources("AWS::Serverless::StateMachine"):
        assert name.removesuffix("StateMachine") + "LogGroup" in groups
    for name, properties in groups.items():
        assert properties["RetentionInDays"] == {"Ref": "LogRetentionDays"}, name


@EVERY
def test_every_parameter_is_described_and_asked_as_a_question(path: str) -> None:
    document = template(path)
    interface: dict[str, Any] = document.get("Metadata", {}).get("AWS::CloudFormation::Interface", {})
    grouped = [name for group in interface["ParameterGroups"] for name in group["Parameters"]]
    assert sorted(grouped) == sorted(document["Parameters"])
    for name, parameter in document["Parameters"].items():
        assert parameter["Description"].strip(), name
        assert "?" in interface["ParameterLabels"][name]["default"], name


def test_the_table_is_kept_recoverable_and_encrypted() -> None:
    table = template()["Resources"]["EventsTable"]
    assert table["UpdateReplacePolicy"] == "Retain"
    assert table["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["Properties"]["SSESpecification"]["SSEEnabled"] is True
    assert table["Properties"]["TimeToLiveSpecification"] == {"AttributeName": "expired_at", "Enabled": True}


def test_what_cannot_be_delivered_has_a_queue_that_takes_it() -> None:
    """Each rule that starts a machine names the queue, and the queue's policy names each; one rule sends to a queue."""
    rules = {name: rule for name, rule in resources("AWS::Events::Rule").items() if name != "FailedExecutionsRule"}
    let_in = str([s["Condition"] for s in statements(resources("AWS::SQS::QueuePolicy")["DeadLetterQueuePolicy"])])
    for name, rule in rules.items():
        for target in rule["Targets"]:
            assert target["DeadLetterConfig"]["Arn"] == {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]}, name
            assert target["RetryPolicy"] == {"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 86400}, name
        assert f"'{name}'" in let_in, f"the queue's policy does not let {name} in"


def test_what_is_open_to_everybody_is_throttled_lower_than_the_rest() -> None:
    (api,) = resources("AWS::Serverless::Api").values()
    limits = {
        setting["ResourcePath"]: (setting["ThrottlingRateLimit"], setting["ThrottlingBurstLimit"])
        for setting in api["MethodSettings"]
    }
    paths: dict[str, dict[str, Any]] = api["DefinitionBody"]["paths"]
    is_open = {path for path, methods in paths.items() for method in methods.values() if "security" not in method}
    assert {path.replace("~1", "/").replace("//", "/") for path in limits if path != "/*"} == is_open
    for path, (rate, burst) in limits.items():
        if path != "/*":
            assert (rate, burst) < limits["/*"], path


def test_a_flood_of_events_can_be_kept_from_the_accounts_other_functions() -> None:
    """Every function that process_event calls has the limit, and no other one."""
    limit = {"Fn::If": ["ReservesConcurrency", {"Ref": "EventConcurrency"}, {"Ref": "AWS::NoValue"}]}
    functions = resources("AWS::Serverless::Function")
    limited = {name for name, made in functions.items() if made.get("ReservedConcurrentExecutions") == limit}
    substitutions = resources("AWS::Serverless::StateMachine")["ProcessEventStateMachine"]["DefinitionSubstitutions"]
    assert limited == {name.removesuffix("Arn") for name in substitutions if name.endswith("FunctionArn")}
