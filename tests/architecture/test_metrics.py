"""Metrics: docs/metrics.md lists those of code and template, they stay few, and the dashboard shows what there is."""

import json
import re
from itertools import combinations
from typing import Any

import pytest

from scripts.draw_dashboard import dashboard, draw
from tests.support.code import FUNCTIONS, modules
from tests.support.metrics import written
from tests.support.template import ROOT, resources, template

ALWAYS, _, DETAILED = (ROOT / "docs/metrics.md").read_text().partition("## With `DetailedMetrics")
WIDGETS = dashboard()["widgets"]
EVERY = pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: widget["properties"]["title"])


def listed(text: str) -> set[str]:
    return set(re.findall(r"^\| `([A-Za-z]+)` \|", text, re.MULTILINE))


def test_the_document_lists_the_metrics_of_the_code() -> None:
    assert listed(ALWAYS) == written()


def test_no_more_than_twelve_are_written_by_default_and_their_cost_is_right() -> None:
    assert len(written()) <= 12
    assert f"{len(written())} metrics, at most ${len(written()) * 0.3:.2f} a month" in ALWAYS


def test_the_document_lists_the_metric_filters_which_a_parameter_switches_on() -> None:
    filters = resources("AWS::Logs::MetricFilter")
    transformations = [t for made in filters.values() for t in made["MetricTransformations"]]
    assert listed(DETAILED) == {t["MetricName"] for t in transformations}
    assert {template()["Resources"][name]["Condition"] for name in filters} == {"HasDetailedMetrics"}
    assert {t["MetricNamespace"] for t in transformations} == {"ConfigMonitor"}


def test_dimensions_are_the_stack_and_for_one_metric_the_source() -> None:
    """Not the account nor the rule, each value of which would be a metric more."""
    for made in resources("AWS::Logs::MetricFilter").values():
        (t,) = made["MetricTransformations"]
        keys = [dimension["Key"] for dimension in t["Dimensions"]]
        assert keys == (["service", "source"] if t["MetricName"] == "EventsBySource" else ["service"])
    text = "\n".join(path.read_text() for path in modules(FUNCTIONS))
    assert "add_dimension" not in text
    assert "single_metric" not in text


def test_what_template_and_dashboard_read_of_log_lines_is_what_the_code_writes() -> None:
    patterns = [made["FilterPattern"] for made in resources("AWS::Logs::MetricFilter").values()]
    values = [
        t["MetricValue"]
        for made in resources("AWS::Logs::MetricFilter").values()
        for t in made["MetricTransformations"]
    ]
    queries = [w["properties"]["query"] for w in WIDGETS if w["type"] == "log"]
    read = "\n".join([*patterns, *values, *queries])
    messages = re.findall(r'message = "([^"]+)"', read) + re.findall(
        r'"([^"]+)"', *re.findall(r"message in \[(.*?)\]", read)
    )
    fields = set(re.findall(r"\$\.(?:\w+\.)*(\w+)", read)) | {"storage_seconds", "notification_seconds", "delivered"}
    text = "\n".join(path.read_text() for path in modules(FUNCTIONS))
    assert len(messages) > 10
    assert [message for message in messages if f'"{message}"' not in text] == []
    written_by_powertools = {"message", "service"}
    assert [name for name in fields - written_by_powertools if not re.search(rf"\b{name}\b", text)] == []


def test_alarms_watch_metrics_that_are_written() -> None:
    ours = {a["MetricName"] for a in resources("AWS::CloudWatch::Alarm").values() if a["Namespace"] == "ConfigMonitor"}
    assert ours <= written()


def test_the_dashboard_shows_metrics_that_are_written() -> None:
    ours = [m for w in WIDGETS for m in w["properties"].get("metrics", []) if m[0] == "ConfigMonitor"]
    assert {metric[1] for metric in ours} <= written()
    assert {tuple(metric[2:4]) for metric in ours} == {("service", "AWS::StackName")}


def test_the_dashboard_shows_every_alarm() -> None:
    (alarms,) = [w["properties"]["alarms"] for w in WIDGETS if w["type"] == "alarm"]
    assert sorted(alarms) == sorted(f"{name}.Arn" for name in resources("AWS::CloudWatch::Alarm"))


def test_widgets_do_not_overlap_and_stay_on_the_grid() -> None:
    for one, other in combinations(WIDGETS, 2):
        apart_x = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        assert apart_x or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
    assert max(widget["x"] + widget["width"] for widget in WIDGETS) == 24


@EVERY
def test_what_a_widget_refers_to_is_in_the_template(widget: dict[str, Any]) -> None:
    names = {f"/aws/lambda/{group}" for group in _groups()}
    if widget["type"] == "log":
        assert {
            s.replace("AWS::StackName-", "") for s in re.findall(r"SOURCE '([^']+)'", widget["properties"]["query"])
        } <= names
    known = {*template()["Resources"], "AWS::StackName", "AWS::Region", "Table", "Rule"}
    body = template()["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"][0]
    assert {name.partition(".")[0] for name in re.findall(r"\$\{([^}]+)\}", body)} <= known


def _groups() -> set[str]:
    text = json.dumps(resources("AWS::Logs::LogGroup"))
    return set(re.findall(r"/aws/lambda/\$\{AWS::StackName\}-([a-z-]+)", text))


def test_each_widget_is_in_the_picture() -> None:
    svg = draw(dashboard())
    assert all(f">{widget['properties']['title']}<" in svg for widget in WIDGETS)
