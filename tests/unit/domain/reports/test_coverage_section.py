"""The weekly report's sections on coverage, and its one sentence."""

from config_monitor.domain.queries.coverage import Coverage, MissingRule, RuleCoverage, ScopeCoverage
from config_monitor.domain.reports import ReportLinks, report_notification
from tests.support.reports import report, sections_of

SEEN = Coverage(
    as_of="2026-11-24T07:00:00.000Z",
    accounts=2,
    rules_monitored=2,
    scopes=[
        ScopeCoverage(account="1", region="a", agent="reporting", recorder="recording", rules=2),
        ScopeCoverage(account="2", region="a", agent="reporting", recorder="stopped", rules=2),
        ScopeCoverage(account="2", region="b", agent="absent", rules=0),
    ],
    scopes_left_out=1_000,
    rules=[
        RuleCoverage(
            account="1", rule_name="r", severity=5, severity_source="catalogue", owner="AWS", regions=["a", "b"]
        )
    ],
    without_events=["r"],
    not_deployed=[MissingRule(rule_name="restricted-ssh", severity=4, title="SSH is open", documentation="https://d")],
)


def test_each_part_of_coverage_is_a_section_of_the_page_alone() -> None:
    sections = {s.key: s for s in sections_of(report().model_copy(update={"coverage": SEEN}))}
    assert sections["monitored"].rows == [
        ("2", "a", "reporting", "stopped", 2),
        ("2", "b", "absent", "unknown", 0),
        ("1", "a", "reporting", "recording", 2),
    ]
    assert "1,000 more are left out" in sections["monitored"].note
    assert sections["rules-by-account"].rows == [("1", "r", 5, "catalogue", "AWS", 2)]
    assert sections["silent-rules"].rows == [("r",)]
    assert sections["coverage"].rows == [("restricted-ssh", 4, "SSH is open", "https://d")]
    assert not any(sections[key].in_thread for key in ("monitored", "rules-by-account", "silent-rules", "coverage"))


def test_the_message_has_it_in_one_sentence() -> None:
    shown = report_notification(report().model_copy(update={"coverage": SEEN}), ReportLinks(), [])
    (sentence,) = [li.text for section in shown.sections for li in section.lines if "Monitored" in li.text]
    assert sentence == (
        "Monitored: 2 rules in 2 accounts (1,003 regions, counted in each account, 2 of them not whole) "
        "· 1 rule without events for 30 days · 1 recommended rule not deployed"
    )


def test_a_report_that_did_not_look_has_neither() -> None:
    assert not {"monitored", "coverage"} & {section.key for section in sections_of(report())}
    shown = report_notification(report(), ReportLinks(), [])
    assert not [li for section in shown.sections for li in section.lines if "Monitored" in li.text]


def test_a_part_has_the_accounts_that_it_is_of() -> None:
    part = SEEN.only({"2"})
    assert (part.accounts, part.rules_monitored, part.scopes_left_out, part.without_events) == (1, 0, 0, [])
    assert [scope.region for scope in part.scopes] == ["a", "b"]
    assert SEEN.only({"1"}).without_events == ["r"]
