"""What a policy may say, and the error when it says something else."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from config_monitor.domain.events import Severity
from config_monitor.domain.policy import Policy

EXCEPTION = {"rule": "s3-*", "resource": "public-*", "reason": "a web site", "owner": "ada", "expires": "2027-01-31"}


def test_an_empty_policy_is_a_sensible_one() -> None:
    policy = Policy()
    assert (policy.threshold, policy.default_channel, policy.exceptions) == (Severity.HIGH, "config-monitor", [])


def test_one_pattern_may_stand_for_a_list_of_one() -> None:
    policy = Policy.model_validate({"severities": [{"rule": "s3-*", "severity": "low"}]})
    assert policy.severities[0].rule == ["s3-*"]


def test_a_stored_policy_says_what_was_written() -> None:
    policy = Policy.model_validate(
        {"threshold": "critical", "exceptions": [EXCEPTION], "accounts": {"111122223333": {}}}
    )
    assert '"threshold":"critical"' in policy.model_dump_json(exclude_unset=True)
    assert Policy.model_validate_json(policy.model_dump_json(exclude_unset=True)) == policy
    assert policy.exceptions[0].expires == date(2027, 1, 31)


def test_a_channel_is_the_same_with_and_without_its_sign() -> None:
    assert Policy.model_validate({"default_channel": "#cloud"}) == Policy.model_validate({"default_channel": "cloud"})


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"treshold": "high"}, ("treshold",)),
        ({"threshold": "High"}, ("threshold",)),
        ({"threshold": 9}, ("threshold",)),
        ({"default_channel": "two words"}, ("default_channel",)),
        ({"default_channel": None}, ("default_channel",)),
        ({"accounts": {"12345": {}}}, ("accounts", "12345", "[key]")),
        ({"severities": [{"rule": [], "severity": "low"}]}, ("severities", 0, "rule")),
        ({"routes": [{"rule": "s3-*"}]}, ("routes", 0, "channel")),
        ({"quiet": [{"rule": "s3-*", "tell": "loudly"}]}, ("quiet", 0, "tell")),
        *(
            ({"exceptions": [{k: v for k, v in EXCEPTION.items() if k != missing}]}, ("exceptions", 0, missing))
            for missing in ("reason", "owner", "expires")
        ),
        ({"exceptions": [{k: v for k, v in EXCEPTION.items() if k != "rule"}]}, ("exceptions", 0)),
        ({"exceptions": [{k: v for k, v in EXCEPTION.items() if k != "resource"}]}, ("exceptions", 0)),
        ({"severities": [{"severity": "low"}]}, ("severities", 0)),
        ({"quiet": [{"tell": "never"}]}, ("quiet", 0)),
        ({"exceptions": [EXCEPTION | {"expires": "soon"}]}, ("exceptions", 0, "expires")),
    ],
)
def test_a_mistake_is_named_by_its_path(document: dict[str, Any], path: tuple[str | int, ...]) -> None:
    with pytest.raises(ValidationError) as raised:
        Policy.model_validate(document)
    assert [error["loc"] for error in raised.value.errors()] == [path]
