"""A configuration item change: the change is kept, the resource's whole description is not, and gone means gone."""

import json

import pytest

from config_monitor.domain.events import Removal
from tests.support.parsing import event, refusal
from tests.support.samples import changed, sample, without

DELETE = "config/item-delete"
STATUS = "detail.configurationItem.configurationItemStatus"


@pytest.mark.parametrize(
    ("status", "gone"),
    [
        ("ResourceDeleted", True),
        ("ResourceDeletedNotRecorded", True),
        ("ResourceNotRecorded", False),
        ("ResourceDiscovered", False),
        ("OK", False),
        (None, True),  # a deletion by its change type alone
    ],
)
def test_only_what_is_deleted_is_gone(status: str | None, gone: bool) -> None:
    actual = event(changed(DELETE, STATUS, status))
    removed = Removal(
        resource_type="AWS::EC2::Instance", resource_id="i-0d1e2f3a4b5c60718", removed_at="2026-11-23T10:02:00.100Z"
    )
    assert actual.removal == (removed if gone else None)


def test_a_removal_without_capture_time_counts_from_the_event() -> None:
    removal = event(without(DELETE, "detail.configurationItem.configurationItemCaptureTime")).removal
    assert removal is not None
    assert removal.removed_at == "2026-11-23T10:02:00.000Z"


def test_a_difference_may_be_null() -> None:
    assert event(changed("config/item-update", "detail.configurationItemDiff", None)).title.endswith("was recorded")


@pytest.mark.parametrize(("name", "says"), [("create", "created"), ("update", "changed"), ("delete", "deleted")])
def test_the_title_says_what_happened(name: str, says: str) -> None:
    assert event(sample(f"config/item-{name}")).title.endswith(f"was {says}")


def test_the_description_of_the_resource_is_cut_and_the_cut_is_marked() -> None:
    """Configurations are large and hold secrets, such as a function's environment variables."""
    raw = changed(
        "config/item-update", "detail.configurationItem.configuration", {"password": "orchard-secret" * 20_000}
    )
    raw["detail"]["configurationItem"]["supplementaryConfiguration"] = {"Policy": "orchard-secret"}
    raw["detail"]["configurationItemDiff"]["changedProperties"]["Configuration"] = {
        "previousValue": "orchard-secret" * 999
    }
    detail = event(raw).detail
    assert "orchard-secret" not in json.dumps(detail)
    assert detail["config_monitor_cut"] == "configuration, supplementaryConfiguration, Configuration"
    assert detail["configurationItem"]["tags"] == {"team": "orchard"}
    assert "Configuration.IpPermissions.0" in detail["configurationItemDiff"]["changedProperties"]


def test_an_item_too_large_for_an_event_comes_as_a_summary() -> None:
    actual = event(sample("config/item-oversized"))
    assert (actual.resource_type, actual.status) == ("AWS::SSM::ManagedInstanceInventory", "OK")
    deleted = sample("config/item-oversized")
    deleted["detail"]["configurationItemSummary"] |= {
        "changeType": "DELETE",
        "configurationItemStatus": "ResourceDeleted",
    }
    assert event(deleted).removal is not None


def test_the_copy_of_a_compliance_change_is_not_counted_twice() -> None:
    outcome, reason = refusal(sample("config/item-compliance-copy"))
    assert outcome == "ignored"
    assert "AWS::Config::ResourceCompliance" in reason


@pytest.mark.parametrize("path", ["detail.configurationItem", "detail.configurationItem.resourceId"])
def test_an_item_without_what_names_it_is_rejected(path: str) -> None:
    assert refusal(without(DELETE, path)) == ("rejected", f"{path}: Field required")


def test_odd_parts_that_nobody_reads_do_not_matter() -> None:
    assert event(changed(DELETE, "detail.configurationItemDiff.changedProperties", "none")).removal
    assert event(changed(DELETE, "detail.configurationItem.tags", [1])).removal
