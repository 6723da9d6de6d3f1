"""The weekly report names recommended rules that are nowhere, the worst first, and counts those it does not name."""

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.domain.queries.coverage import not_deployed
from config_monitor.domain.reports import sections_of
from config_monitor.domain.reports.coverage_section import RULES_SHOWN
from tests.support.reports import report

CRITICAL = "s3-bucket-public-read-prohibited"


def test_what_is_deployed_is_not_named_and_the_worst_come_first() -> None:
    missing = not_deployed([CRITICAL], PackagedCatalogue().all())
    assert CRITICAL not in [rule.rule_name for rule in missing]
    assert [rule.severity for rule in missing] == sorted((rule.severity for rule in missing), reverse=True)
    assert {rule.severity for rule in missing} == {4, 5}


def test_the_section_shows_some_and_counts_the_rest() -> None:
    missing = not_deployed([], PackagedCatalogue().all())
    shown = report().model_copy(update={"not_deployed": missing})
    (section,) = [section for section in sections_of(shown) if section.key == "coverage"]
    assert len(section.rows) == RULES_SHOWN
    assert f"{len(missing) - RULES_SHOWN:,} more" in section.note


def test_a_report_that_did_not_look_has_no_such_section() -> None:
    assert "coverage" not in [section.key for section in sections_of(report())]
