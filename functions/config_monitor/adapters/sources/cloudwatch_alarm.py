"""What a CloudWatch alarm watches, as its events describe it: metrics, expressions, threshold, the alarms below it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from config_monitor.adapters.sources.detail import Detail, value_at
from config_monitor.domain.events import one_line

SHOWN = 5
_CHILD = re.compile(
    r"(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s)\"']+))\s*\)", re.IGNORECASE
)
_QUERY = re.compile(r"\bSELECT\s+(.+?)\s+FROM\s+(?:SCHEMA\()?\s*\"?([A-Za-z0-9/._-]+)", re.IGNORECASE | re.DOTALL)
_COMPARISONS = {
    "GreaterThanOrEqualToThreshold": ">=",
    "GreaterThanThreshold": ">",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "<=",
}


class AlarmConfiguration(Detail):
    """The part of an alarm's configuration that its events carry; metric alarms name metrics, composite ones a rule."""

    alarm_rule: str | None = None
    metrics: tuple[dict[str, Any], ...] = ()
    description: str | None = None
    threshold: Any = None
    comparison_operator: str | None = None

    @property
    def stats(self) -> list[dict[str, Any]]:
        """The statistics of metrics watched (`metric`, `period`, `stat`), without expressions over them."""
        stats = [query.get("metricStat") for query in self.metrics]
        return [stat for stat in stats if isinstance(stat, dict) and isinstance(value_at(stat, "metric.name"), str)]

    @property
    def expressions(self) -> list[str]:
        """Metric math expressions and Metrics Insights queries."""
        return [text for query in self.metrics if isinstance(text := query.get("expression"), str) and text]


def metric_of(configuration: AlarmConfiguration) -> str | None:
    """`{namespace}#{metric}` of the first metric, which alarms of one outage share; None where an alarm names none."""
    for stat in configuration.stats:
        return one_line(f"{value_at(stat, 'metric.namespace')}#{value_at(stat, 'metric.name')}", 250)
    for expression in configuration.expressions:
        if query := _QUERY.search(expression[:2000]):
            return one_line(f"{query[2]}#{query[1]}", 250)
    return None


def alarm_facts(configuration: AlarmConfiguration, reason_data: str | None) -> Iterator[tuple[str, object]]:
    """The facts of an alarm for a message: its description, what it watches and its threshold."""
    yield "Description", configuration.description
    yield "Threshold", _threshold(configuration, reason_data)
    for stat in configuration.stats[:SHOWN]:
        how = [value_at(stat, "stat"), f"over {period} s" if (period := value_at(stat, "period")) else None]
        statistic = " ".join(str(part) for part in how if part)
        yield (
            "Metric",
            f"{value_at(stat, 'metric.namespace')} {value_at(stat, 'metric.name')}"
            + (f" ({statistic})" if statistic else ""),
        )
        dimensions = value_at(stat, "metric.dimensions")
        named = list(dimensions.items())[:10] if isinstance(dimensions, dict) else []
        yield "Dimensions", ", ".join(f"{name}={value}" for name, value in named)
    for expression in configuration.expressions[:SHOWN]:
        yield "Expression", expression
    if configuration.alarm_rule:
        children = list(dict.fromkeys(child_name(term) for term in _CHILD.findall(configuration.alarm_rule[:10_240])))
        more = f" and {len(children) - SHOWN} more" if len(children) > SHOWN else ""
        yield "Alarm rule", configuration.alarm_rule
        yield "Child alarms", ", ".join(children[:SHOWN]) + more
        yield "Triggered by", ", ".join(_triggering(reason_data)[:SHOWN])


def child_name(term: tuple[str, str, str] | str) -> str:
    """An alarm's name, from a term of an alarm rule or from its ARN."""
    text = term if isinstance(term, str) else next(filter(None, term), "")
    return text.rpartition(":alarm:")[2]


def _threshold(configuration: AlarmConfiguration, reason_data: str | None) -> str | None:
    """The threshold, from the configuration or from the reason of the state."""
    for value in (configuration.threshold, _reason(reason_data).get("threshold")):
        if isinstance(value, int | float) and not isinstance(value, bool):
            return f"{_COMPARISONS.get(configuration.comparison_operator or '', '')} {value}".strip()
    return None


def _triggering(reason_data: str | None) -> list[str]:
    """The child alarms whose states changed a composite alarm's."""
    alarms = _reason(reason_data).get("triggeringAlarms")
    arns = [alarm.get("arn") for alarm in alarms if isinstance(alarm, dict)] if isinstance(alarms, list) else []
    return [child_name(arn) for arn in arns if isinstance(arn, str)]


def _reason(reason_data: str | None) -> dict[str, Any]:
    """`reasonData`, which is JSON within JSON and may be anything."""
    try:
        reason = json.loads(reason_data or "{}")
    except (ValueError, RecursionError):
        return {}
    return reason if isinstance(reason, dict) else {}
