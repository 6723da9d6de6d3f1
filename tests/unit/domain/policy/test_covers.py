"""For what severity a person's exception holds: for what it was made for, and for worse as far as people may except."""

from datetime import date
from typing import Any

import pytest

from config_monitor.domain.events import Severity
from config_monitor.domain.policy import Policy, Subject, route_of
from config_monitor.domain.policy.overrides import Author, ExceptionByPerson, MuteByPerson, Overrides
from config_monitor.domain.policy.routing import covers, end_of

ADA, BEN = Author(id="U1", name="ada"), Author(id="U2")
MEDIUM, HIGH, CRITICAL = Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL
SUBJECT = Subject(
    account="222222222222", rules=("restricted-ssh",), resource_type="AWS::EC2::SecurityGroup", resource_names=("sg-1",)
)
TODAY = date(2026, 11, 24)
WHAT = {"id": "1", "account": "222222222222", "subject": "s", "author": ADA, "created_at": "2026-11-20T00:00:00.000Z"}


def excepted(**more: Any) -> ExceptionByPerson:
    return ExceptionByPerson.model_validate(
        WHAT | {"scope": "resource", "reason": "logs", "expires": date(2026, 12, 1), "severity": MEDIUM} | more
    )


@pytest.mark.parametrize(
    ("approvers", "made", "severity", "holds"),
    [
        ({"severities": []}, {"severity": None}, CRITICAL, True),
        ({"severities": []}, {}, Severity.LOW, True),
        ({"severities": []}, {}, MEDIUM, True),
        ({"severities": []}, {}, HIGH, False),
        ({"severities": ["high"]}, {}, HIGH, True),
        ({"severities": ["high"]}, {}, CRITICAL, False),
        ({"severities": []}, {"origin": "api"}, HIGH, True),
        ({}, {}, CRITICAL, True),
        ({"two_people": True}, {}, HIGH, True),
        ({"two_people": True}, {}, CRITICAL, False),
        ({"two_people": True}, {"origin": "api"}, CRITICAL, False),
        ({"two_people": True}, {"approved_by": BEN}, CRITICAL, True),
        ({"two_people": True, "severities": ["high"]}, {"approved_by": BEN}, CRITICAL, False),
        ({"two_people": True}, {"severity": CRITICAL}, CRITICAL, True),
    ],
)
def test_what_has_become_worse_needs_who_may_except_that(
    approvers: dict[str, Any], made: dict[str, Any], severity: Severity, holds: bool
) -> None:
    policy = Policy.model_validate({"approvers": approvers})
    exception = excepted(**made)
    assert covers(policy, exception, severity) is holds
    route = route_of(policy, SUBJECT, severity, TODAY, Overrides(exception=exception))
    expected = ("ada (U1): logs", "2026-12-02T00:00:00.000Z") if holds else (None, None)
    assert (route.exception, route.excepted_until) == expected
    assert (route.notify == "none") is holds


def test_the_policys_exception_comes_before_a_persons() -> None:
    entry = {"rule": "*", "resource": "*", "reason": "old", "owner": "eve", "expires": "2026-11-24"}
    policy = Policy.model_validate({"exceptions": [entry]})
    for day, words in ((TODAY, "eve: old"), (date(2026, 11, 25), "ada (U1): logs")):
        assert route_of(policy, SUBJECT, HIGH, day, Overrides(exception=excepted())).exception == words


def test_a_persons_mute_leaves_what_is_worst_to_the_digest() -> None:
    mute = MuteByPerson.model_validate(WHAT | {"until": "2026-11-30T00:00:00.000Z"})
    route = route_of(Policy(), SUBJECT, CRITICAL, TODAY, Overrides(mute=mute))
    assert (route.notify, route.exception) == ("digest", None)
    assert route.reason
    assert route.reason.sentence == "Muted until 2026-11-30 00:00 UTC by ada (U1): left to the digest."


@pytest.mark.parametrize(
    ("expires", "end"),
    [
        (date(2026, 12, 31), "2027-01-01T00:00:00.000Z"),
        (date(9999, 12, 30), "9999-12-31T00:00:00.000Z"),
        (date(9999, 12, 31), "9999-12-31T23:59:59.999Z"),
    ],
)
def test_an_exception_ends_with_its_last_day(expires: date, end: str) -> None:
    assert end_of(excepted(expires=expires)) == end
