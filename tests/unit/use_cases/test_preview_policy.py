"""Before a policy is in effect, its author sees what it changes of the open violations: counts and examples."""

from config_monitor.domain.policy import Policy
from config_monitor.use_cases.preview_policy import preview_policy
from tests.support.company import NOON, Company, company


def known() -> Company:
    made = company(resource="another")
    for i in range(5):
        made.receive(9, resource=f"vol-{i}")
    made.receive(9, resource="vol-fixed")
    return made


def test_severity_channel_notification_and_exceptions_are_counted_with_examples() -> None:
    old = Policy.model_validate({"threshold": "medium"})
    new = Policy.model_validate(
        {
            "threshold": "medium",
            "severities": [{"rule": "encrypted-*", "severity": "low"}],
            "routes": [{"rule": "encrypted-*", "channel": "storage"}],
            "exceptions": [
                {"rule": "*", "resource": "vol-0", "reason": "a test", "owner": "us", "expires": "2999-01-01"}
            ],
        }
    )
    made = known()
    actual = preview_policy(made.ledger.violations.values(), old, new, made.rulebook, NOON)
    assert (actual.open, actual.changed) == (6, {"severity": 6, "channel": 6, "notify": 6, "exception": 1})
    assert actual.examples["exception"] == ["encrypted-volumes vol-0 in 111122223333 eu-central-1: none -> us: a test"]
    assert len(actual.examples["severity"]) == 3
    assert actual.examples["notify"][1].endswith("at once -> in the digest")


def test_the_same_policy_changes_nothing() -> None:
    made, policy = known(), Policy()
    actual = preview_policy(made.ledger.violations.values(), policy, policy, made.rulebook, NOON)
    assert (actual.open, set(actual.changed.values())) == (6, {0})
