"""How AWS Config's own work goes: only what leaves a gap or explains a burst is kept."""

import pytest

from config_monitor.domain.events import Severity
from tests.support.parsing import event, refusal
from tests.support.samples import changed, sample, without


def test_an_evaluation_of_one_rule_names_it() -> None:
    found = event(changed("config/re-evaluation", "detail.configRuleNames", ["required-tags"]))
    assert (found.resource_type, found.resource_id) == ("AWS::Config::ConfigRule", "required-tags")
    assert found.title == "AWS Config evaluates required-tags again"
    assert "configRuleName=required-tags" in (found.console_url or "")


def test_an_evaluation_of_several_rules_lists_them() -> None:
    found = event(sample("config/re-evaluation"))
    assert (found.resource_id, found.annotation) == (None, "required-tags, encrypted-volumes")
    assert (
        event(without("config/re-evaluation", "detail.configRuleNames")).title == "AWS Config evaluates its rules again"
    )


@pytest.mark.parametrize("name", ["history-delivered", "snapshot-started"])
def test_a_delivery_as_it_should_be_is_ignored(name: str) -> None:
    assert refusal(sample(f"config/{name}"))[0] == "ignored"


def test_a_failed_delivery_is_kept_with_its_error() -> None:
    found = event(sample("config/snapshot-failed"))
    assert (found.severity, found.resource_id) == (Severity.MEDIUM, "orchard-config")
    assert found.annotation == "AccessDenied: Access Denied"


def test_a_delivery_without_message_type_is_rejected() -> None:
    assert refusal(without("config/snapshot-failed", "detail.messageType"))[0] == "rejected"
