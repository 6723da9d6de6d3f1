"""How AWS Config's own work goes: only what leaves a gap or explains a burst is kept."""

import pytest

from config_monitor.domain.events import Severity
from tests.support.parsing import event, refusal
from tests.support.samples import changed, sample, without


def test_an_evaluation_of_one_rule_names_it() -> None:
    actual = event(changed("config/re-evaluation", "detail.configRuleNames", ["required-tags"]))
    assert (actual.resource_type, actual.resource_id) == ("AWS::Config::ConfigRule", "required-tags")
    assert actual.title == "AWS Config evaluates required-tags again"
    assert "configRuleName=required-tags" in (actual.console_url or "")


def test_an_evaluation_of_several_rules_lists_them() -> None:
    actual = event(sample("config/re-evaluation"))
    assert (actual.resource_id, actual.annotation) == (None, "required-tags, encrypted-volumes")
    assert (
        event(without("config/re-evaluation", "detail.configRuleNames")).title == "AWS Config evaluates its rules again"
    )


@pytest.mark.parametrize("name", ["history-delivered", "snapshot-started"])
def test_a_delivery_as_it_should_be_is_ignored(name: str) -> None:
    assert refusal(sample(f"config/{name}"))[0] == "ignored"


def test_a_failed_delivery_is_kept_with_its_error() -> None:
    actual = event(sample("config/snapshot-failed"))
    assert (actual.severity, actual.resource_id) == (Severity.MEDIUM, "orchard-config")
    assert actual.annotation == "AccessDenied: Access Denied"


def test_a_delivery_without_message_type_is_rejected() -> None:
    assert refusal(without("config/snapshot-failed", "detail.messageType"))[0] == "rejected"
