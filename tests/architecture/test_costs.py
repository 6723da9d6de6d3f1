"""docs/costs.md is what templates, machines and prices come to, and counts what they have."""

import re

import pytest

from scripts import cost_model as model
from scripts import costs
from tests.support.metrics import written
from tests.support.template import ROOT, resources


def snake(name: str) -> str:
    return re.sub("(?<!^)(?=[A-Z])", "_", name).lower()


def test_the_document_is_as_computed(capsys: pytest.CaptureFixture[str]) -> None:
    assert costs.main(["--check"]) == 0, capsys.readouterr().err


def test_a_document_of_yesterday_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(model.PRICE, "alarm_month", 0.11)
    assert costs.main(["--check"]) == 1
    assert "make costs" in capsys.readouterr().err


def test_every_metric_of_the_code_is_counted() -> None:
    assert set(model.METRIC_HOURS) == written()


def test_alarms_secrets_and_dashboards_are_those_of_the_template() -> None:
    alarms, _, dashboards, secrets, *_ = model.fixed()
    assert alarms.number == len(resources("AWS::CloudWatch::Alarm"))
    assert dashboards.number == 1
    assert secrets.number == len(resources("AWS::SecretsManager::Secret")) + 1


def test_every_schedule_and_function_by_the_clock_is_counted() -> None:
    counted = " ".join(line.what for line in model.schedules())
    machines = {name.removesuffix("StateMachine") for name in resources("AWS::Serverless::StateMachine")}
    by_events = {"ProcessEvent", "ProcessRoutineEvent", "ActOnAlert"}
    for machine in machines - by_events:
        assert f"{snake(machine)}: " in counted
        for function in re.findall(r"\$\{(\w+)FunctionArn\}", str(model.definition(snake(machine)))):
            assert f"{function}: calls" in counted or function == "ReconcileCompliance"  # no aggregator by default


def test_transitions_are_the_states_of_the_shortest_way() -> None:
    assert model.path("deliver_alerts", "NothingUnsent") == ("FindUnsentAlerts", "AnyUnsent?", "NothingUnsent")
    (transitions, *_) = model.run("process_event", "NotNotified", "STANDARD", 1000)
    assert transitions.cost == pytest.approx(1000 * len(model.path("process_event", "NotNotified")) * 0.000025)


def test_a_state_that_no_way_leads_to_is_an_error() -> None:
    with pytest.raises(LookupError, match="Elsewhere"):
        model.path("process_event", "Elsewhere")


def test_what_an_event_costs_includes_its_classification() -> None:
    """The shortest way is that of an agent's report, which is not classified."""
    assert "ClassifyEvent" not in model.path("process_event", "NotNotified")
    assert any(line.what == "ClassifyEvent: calls" for line in model.events(1000, "EXPRESS")["functions"])


def test_the_document_on_reconciling_has_the_read_units_of_the_model() -> None:
    reads = model.PLAIN_READS_TO_REAPPLY + model.PLAIN_READS_TO_COMPARE
    units = model.units_of_pairs(500_000, reads) + model.ASSUMED["rules"]
    text = (ROOT / "docs" / "reconcile.md").read_text()
    assert f"some {round(units, -4):,.0f} read units or ${units * model.PRICE['read_unit']:.2f} of DynamoDB" in text


def test_the_readme_has_what_an_aggregator_adds() -> None:
    assert f"an AWS Config aggregator adds {model.total(model.comparison()):.2f}." in (ROOT / "README.md").read_text()


def test_the_targets_stay_reached() -> None:
    assert costs.idle_cost() < costs.IDLE_TARGET
    assert costs.whole_cost(1_000, "STANDARD") < costs.STANDARD_TARGET
    assert costs.whole_cost(1_000, "EXPRESS") < costs.EXPRESS_TARGET
    assert costs.times_batching(10_000_000) < costs.TIMES_TARGET
