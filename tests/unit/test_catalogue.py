"""The catalogue is whole: every rule has a severity, words about it and a page, and is what its source says."""

import re
from collections import Counter
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name
from pydantic import ValidationError
from yaml import YAMLError

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.domain.events import Severity
from config_monitor.domain.rules import LAST_WORDS, MANAGED_RULE_OF_GUARDRAIL, OTHER_NAMES, canonical_rule
from scripts.build_catalogue import BUILT, ROOT, Source, build, find_faults, main, read_source, rendered

SOURCE = read_source()
RULES = build(SOURCE)


def test_what_the_functions_read_is_what_people_edited() -> None:
    """`make catalogue` after editing catalogue/*.yaml."""
    assert BUILT.read_text() == rendered(RULES)
    assert main(["--check"]) == 0


def test_every_rule_is_found_as_it_was_built() -> None:
    packaged = PackagedCatalogue()
    assert [packaged.find(rule.name) for rule in RULES] == RULES
    assert packaged.find("nobody-knows-this-rule") is None


def test_all_managed_rules_are_there_with_security_hubs_own() -> None:
    """806 identifiers and 14 controls were public on 2026-11-24; a later catalogue may have more."""
    assert len([rule for rule in RULES if rule.identifier]) >= 806
    assert len([rule for rule in RULES if not rule.identifier]) >= 14


def test_every_rule_has_a_severity_by_a_named_source() -> None:
    assert all(rule.severity is not Severity.UNRATED for rule in RULES)
    assert {rule.severity_source for rule in RULES} <= {
        "security-hub-2026",
        "security-hub-2026-by-title",
        "security-hub-2023",
        "security-hub-secondhand",
        "rule-of-thumb",
    }


def test_the_documentation_counts_severities_as_they_are() -> None:
    counted = Counter(rule.severity_source for rule in RULES)
    document = (ROOT / "docs" / "catalogue.md").read_text()
    stated = re.findall(r"^\| `([a-z0-9-]+)` \|.*\| (\d+) \|$", document, re.M)
    assert {source: int(number) for source, number in stated} == counted
    of_config = sum(1 for rule in RULES if rule.identifier)
    assert f"AWS Config, {of_config} of them in" in document
    assert f"the {len(RULES) - of_config} rules that only Security Hub has" in document


@pytest.mark.parametrize("part", ["title", "description", "remediation"])
def test_words_are_whole_and_about_one_rule(part: str) -> None:
    """Nothing left open, no sentence shared by two rules, nothing that Slack or HTML would have to mend."""
    texts = [getattr(rule, part) for rule in RULES]
    assert not [text for text in texts if re.search(r"TODO|TBD|FIXME|[{}<>]|  |\bfoo\b|lorem", text)]
    if part != "title":
        assert len(texts) == len(set(texts))


def test_a_remediation_says_more_than_the_description() -> None:
    assert not [rule.name for rule in RULES if rule.remediation == rule.description or len(rule.remediation) < 30]


def test_every_command_in_a_remediation_exists() -> None:
    """`aws <service> <operation>` is held against botocore, under the CLI's name for S3's API."""
    session = botocore.session.Session()
    commands = {
        command for rule in RULES for command in re.findall(r"\baws ([a-z0-9-]+) ([a-z0-9-]+)", rule.remediation)
    }
    models = {service: session.get_service_model(service.replace("s3api", "s3")) for service, _ in commands}
    known = {service: {xform_name(name, "-") for name in model.operation_names} for service, model in models.items()}
    assert len(commands) > 100
    assert not {(service, operation) for service, operation in commands if operation not in known[service]}


def test_a_known_severity_and_page_are_right() -> None:
    """Sampled by hand against the controls' reference."""
    by_name = {rule.name: rule for rule in RULES}
    assert by_name["s3-bucket-public-read-prohibited"].severity is Severity.CRITICAL
    assert by_name["iam-root-access-key-check"].severity is Severity.CRITICAL
    assert by_name["restricted-ssh"].severity is Severity.HIGH
    assert by_name["restricted-ssh"].identifier == "INCOMING_SSH_DISABLED"
    assert by_name["s3-bucket-tagged"].severity is Severity.LOW
    assert by_name["restricted-ssh"].documentation.endswith("/developerguide/restricted-ssh.html")
    assert by_name["sqs-queue-encrypted"].documentation.endswith("/sqs-controls.html#sqs-1")


def test_every_managed_rule_survives_every_way_of_being_copied() -> None:
    arn = "arn:aws:config:us-east-1:111122223333:config-rule/aws-service-rule/{}.amazonaws.com/config-rule-abcdef"
    for rule in RULES:
        copies = {
            canonical_rule(rule.name),
            canonical_rule(f"securityhub-{rule.name}", arn.format("securityhub")),
            canonical_rule(f"securityhub-{rule.name}-0a1b2c3d"),
            canonical_rule(f"OrgConfigRule-{rule.name}", arn.format("config-multiaccountsetup")),
            canonical_rule(f"OrgConfigRule-{rule.name}-dbgzf8ba"),
            canonical_rule(f"{rule.name}-conformance-pack-szsm1uv0w"),
        }
        assert copies == {rule.name}


def test_a_rule_is_found_by_the_name_its_identifier_suggests() -> None:
    """The identifiers whose words are not the rule's name are just those in OTHER_NAMES."""
    words = {rule.identifier.lower().replace("_", "-"): rule.name for rule in RULES if rule.identifier}
    assert {word: name for word, name in words.items() if word != name} == OTHER_NAMES
    packaged = PackagedCatalogue()
    assert all((actual := packaged.find(word)) and actual.name == name for word, name in OTHER_NAMES.items())


def test_the_last_words_are_those_of_the_catalogue() -> None:
    """A new rule with a new last word of six to eight characters belongs into LAST_WORDS."""
    ends = {rule.name.rsplit("-", 1)[-1] for rule in RULES}
    assert {end for end in ends if re.fullmatch("[0-9a-z]{6,8}", end)} == LAST_WORDS


def test_every_guardrail_is_a_rule_of_the_catalogue() -> None:
    assert set(MANAGED_RULE_OF_GUARDRAIL.values()) <= {rule.name for rule in RULES}


OWN = {
    "identifier": "A_B",
    "concern": "public",
    "title": "Something is public",
    "description": "This is very wrong.",
    "remediation": "Make it right at once.",
}


@pytest.mark.parametrize(
    "entry",
    [
        {**OWN, "identifier": None},
        {**OWN, "control": "EC2.1"},
        {**OWN, "severity": "high"},
        {**OWN, "severity": "bad", "severity_source": "security-hub-2026"},
        {**OWN, "description": "no capital."},
        {**OWN, "family": "tagged"},
        {**OWN, "remediation": None},
        {**OWN, "remark": "x"},
        {"identifier": "A_B", "family": "tagged"},
    ],
)
def test_an_entry_that_is_not_whole_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Source.model_validate({"concerns": {}, "families": {}, "rules": {"a-b": entry}})


def test_a_rule_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    for name in ("concerns", "families"):
        (tmp_path / f"{name}.yaml").write_text("{}")
    (tmp_path / "rules.yaml").write_text("a-b: {}\na-b: {}\n")
    with pytest.raises(YAMLError, match="a-b is there twice"):
        read_source(tmp_path)


def test_texts_of_another_rule_and_names_out_of_order_are_faults() -> None:
    twice = [RULES[0], RULES[0].model_copy(update={"name": "another", "documentation": "https://other"})]
    faults = "\n".join(find_faults(twice, ["b", "a"]))
    for fault in (
        "b: not in order",
        "another: remediation",
        "another: description",
        "another: title",
        "another: identifier",
    ):
        assert fault in faults
