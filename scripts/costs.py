"""Writes docs/costs.md: what a month costs, computed from the templates, the machines and scripts/prices.yaml."""

import argparse
import sys
from collections.abc import Iterable
from textwrap import wrap

from scripts import cost_model as model
from scripts.cost_model import ASSUMED, PRICES, Line, Type, total
from scripts.template import ROOT

DOCUMENT = ROOT / "docs" / "costs.md"
A_DAY = (1_000, 100_000, 10_000_000)
KINDS: tuple[Type, ...] = ("STANDARD", "EXPRESS")
# USD a month: what the project aims at. `whole` is everything for 150 agents, events included.
IDLE_TARGET, STANDARD_TARGET, EXPRESS_TARGET, TIMES_TARGET = 8, 14, 9, 7


def idle_cost() -> float:
    """USD a month without any event."""
    return total(model.idle())


def whole_cost(a_day: float, kind: Type) -> float:
    """USD a month with a number of events a day."""
    return idle_cost() + sum(total(lines) for lines in model.events(a_day, kind).values())


def times_batching(a_day: float) -> float:
    """How many times the workflow and its functions cost what one batching function costs."""
    ours = model.events(a_day, "EXPRESS")
    return (total(ours["workflow"]) + total(ours["functions"])) / model.batching(a_day)


def allowances() -> float:
    """USD a month that AWS takes off for good where nothing else uses it: 10 alarms, 10 metrics, 3 dashboards."""
    alarms, metrics, dashboards, *_ = model.fixed()
    return 10 * alarms.price + metrics.cost + dashboards.cost


def document() -> str:
    """The text of docs/costs.md."""
    return "\n".join([*_head(), *_targets(), *_idle(), *_events(), *_inventory(), *_lower(), ""])


def _head() -> Iterable[str]:
    yield "<!-- `make costs` writes this file. -->"
    yield "# Costs"
    yield ""
    yield from _prose(
        f"USD a month by the list prices of us-east-1 ({PRICES['read']}, `scripts/prices.yaml`), without any free",
        f"tier, for 50 accounts in {ASSUMED['places'] // 50} regions: {ASSUMED['places']} agents and",
        f"{ASSUMED['rules']:,} rules. The numbers of states, alarms, metrics, secrets and dashboards are counted in",
        "templates and definitions; durations, sizes and the mix of events are assumptions, which stand in the same",
        "file. Nobody has compared any of it with a bill.",
    )
    yield ""


def _targets() -> Iterable[str]:
    yield "| | computed | aim | |"
    yield "|---|--:|--:|---|"
    rows = [
        ("idle, everything counted", idle_cost(), IDLE_TARGET),
        ("1,000 events a day, Standard", whole_cost(1_000, "STANDARD"), STANDARD_TARGET),
        ("1,000 events a day, Express", whole_cost(1_000, "EXPRESS"), EXPRESS_TARGET),
        ("10 million a day, Express: times one batching function", times_batching(10_000_000), TIMES_TARGET),
    ]
    for what, value, aim in rows:
        yield f"| {what} | {value:.2f} | < {aim} | {'reached' if value < aim else 'missed'} |"
    yield f"| idle, less what AWS gives every account for good | {idle_cost() - allowances():.2f} | | |"
    yield ""
    yield from _prose(
        "AWS gives every account 10 alarms, 10 metrics and 3 dashboards for good; the last row has them taken off,",
        "which is right where nothing else uses them. The batching function is one of 512 MB that takes events from",
        "a queue by tens and does the same work; it is compared with the workflow and its functions, as both store",
        "the same.",
    )
    yield ""


def _table(title: str, lines: Iterable[Line]) -> Iterable[str]:
    yield f"| {title} | number | USD |"
    yield "|---|--:|--:|"
    summed: dict[str, list[float]] = {}
    for line in lines:
        entry = summed.setdefault(line.what, [0.0, 0.0])
        entry[0] += line.number
        entry[1] += line.cost
    for what, (number, cost) in summed.items():
        if cost >= 0.005:
            yield f"| {what} | {_number(number)} | {cost:.2f} |"
    small = sum(cost for _, cost in summed.values() if cost < 0.005)
    yield f"| the rest, less than a cent each | | {small:.2f} |"
    yield f"| **all** | | **{sum(cost for _, cost in summed.values()):.2f}** |"
    yield ""


def _number(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


def _idle() -> Iterable[str]:
    yield "## Nothing happens"
    yield from _table("what is there", model.fixed())
    yield from _table("what runs by the clock at the hub", model.schedules())
    yield from _prose(
        "This is without an aggregator (`ConfigAggregatorName`). Comparing with one each night reads each pair twice",
        f"more, once of them consistently, and adds {total(model.comparison()):.2f} ([reconcile](reconcile.md)).",
    )
    yield ""
    yield from _table(f"{ASSUMED['places']} agents: heartbeats, hourly", model.heartbeats())


def _events() -> Iterable[str]:
    yield "## Events"
    yield "| events a day | " + " | ".join(model.events(1, "EXPRESS")) + " | with all that is idle |"
    yield "|---|" + "--:|" * (len(model.events(1, "EXPRESS")) + 1)
    for a_day in A_DAY:
        for kind in KINDS:
            parts = " | ".join(f"{total(lines):,.2f}" for lines in model.events(a_day, kind).values())
            yield f"| {a_day:,}, {kind.title()} | {parts} | **{whole_cost(a_day, kind):,.2f}** |"
    yield ""
    ways = {end: len(model.path("process_event", end, "ClassifyEvent")) for end in ("NotNotified", "EventProcessed")}
    yield from _prose(
        f"An event that is not notified enters {ways['NotNotified']} states of `process_event`, one that is,",
        f"{ways['EventProcessed']}; Standard bills each of them, Express the execution. Most of what an event costs",
        "at scale is its indexes ([indexes](indexes.md#costs)).",
    )
    yield ""
    yield "The mix, of 100 events:"
    yield ""
    for event in ASSUMED["events"]:
        yield f"- {event['share']}: {event['kind']}, in {event['indexes']} indexes, {event['notified']} % notified"
    yield ""


def _inventory() -> Iterable[str]:
    yield "## Rule inventory"
    yield f"{ASSUMED['rules']:,} rules in 50 accounts, daily; part of what is idle."
    yield ""
    yield from _table("a month", model.inventories())


def _lower() -> Iterable[str]:
    yield "## To pay less"
    yield "- `ProcessEventType=EXPRESS`: the states of Standard are most of what an event costs."
    yield from _prose(
        "- `ConfigurationItems` of the agents: items are most of AWS Config's events; `Sources` leaves out whole",
        "services ([onboarding](onboarding.md#what-is-forwarded)).",
    )
    yield "- `ShowDashboard=no`, where the account has three dashboards already."
    yield from _prose(
        "- `LogRetentionDays`, and X-Ray's sampling rules, which decide how many executions and requests are traced:",
        "by default the first of each second and 5 % of the others. What runs by the clock is not traced.",
    )


def _prose(*parts: str) -> list[str]:
    text = " ".join(parts)
    return wrap(text, 120, subsequent_indent="  " if text.startswith("- ") else "", break_on_hyphens=False)


def main(arguments: list[str] | None = None) -> int:
    """Write the document; with `--check` only say whether it is as computed."""
    parser = argparse.ArgumentParser(description="Compute docs/costs.md.")
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args(arguments).check:
        DOCUMENT.write_text(document())
        return 0
    if DOCUMENT.read_text() == document():
        return 0
    print("docs/costs.md is not what templates, machines and prices come to: run `make costs`.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
