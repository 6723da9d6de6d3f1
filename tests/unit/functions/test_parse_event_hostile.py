"""Ten thousand hostile inputs: each is parsed, ignored or rejected with a reason, and fits where it has to go."""

import copy
import json
import reprlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config_monitor.domain.events import Event, Parsed
from parse_event.handler import handler
from simulation.lambda_context import LambdaContext
from tests.support.samples import real_payloads

PAYLOADS = [
    {"id": "0c6a1a2e-0000-4000-8000-000000000000", "time": "2026-11-24T09:00:00Z"} | payload
    for name, payload in real_payloads()
    if isinstance(payload, dict) and isinstance(payload.get("detail"), dict) and "malformed" not in name
]
MACHINE_PAYLOAD = 256 * 1024
MANY = settings(
    max_examples=3000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


def nested(levels: int, kind: str) -> Any:
    value: Any = "bottom"
    for _ in range(levels):
        value = [value] if kind == "list" else {"a": value}
    return value


text = st.text(st.characters(codec=None, exclude_categories=[]), max_size=40)
long_text = st.builds(
    lambda part, times: part * times,
    st.sampled_from(["x", "\u0001", "é", "한", "😀", '"', "\\", "\x00", "\ud800"]),
    st.sampled_from([300, 1025, 65_536, 250_000]),
)
number = st.integers() | st.floats() | st.sampled_from([10**400, -(10**4000), 2**63, float("nan"), float("-inf"), -0.0])
odd = st.sampled_from([None, True, False, "", " ", "\x00", "\ud83d", "\u202egnp", "{}", "null"])
empty: st.SearchStrategy[Any] = (
    st.builds(list) | st.builds(dict) | st.builds(lambda: [None]) | st.builds(lambda: {"": 0})
)
deep = st.builds(nested, st.sampled_from([39, 40, 41, 900, 2000]), st.sampled_from(["list", "object"]))
wide = st.builds(lambda n: ["entry"] * n, st.sampled_from([100, 20_000])) | st.builds(
    lambda n: {f"k{i}": i for i in range(n)}, st.sampled_from([100, 15_000])
)
scalar = odd | empty | number | text
anything = st.recursive(
    scalar, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4), max_leaves=12
)
hostile = scalar | long_text | deep | wide | anything


def scopes(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where the first levels of a value hold something."""
    if not isinstance(value, dict | list) or len(path) > 12:
        return []
    inner = list(value.items() if isinstance(value, dict) else enumerate(value))[:100]
    return [(*path, key) for key, _ in inner] + [scope for key, part in inner for scope in scopes(part, (*path, key))]


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A real payload with one to four of its parts replaced, removed or renamed."""
    payload: Any = copy.deepcopy(PAYLOADS[draw(st.integers(0, len(PAYLOADS) - 1))])
    for _ in range(draw(st.integers(1, 4))):
        whole = scopes(payload) or [("id",)]
        inside = [scope for scope in whole if scope[0] == "detail" and len(scope) > 1]
        *parents, last = draw(
            st.sampled_from(inside or whole) | st.sampled_from(inside or whole) | st.sampled_from(whole)
        )
        holder: Any = payload
        for parent in parents:
            holder = holder[parent]
        match draw(st.sampled_from(["replace", "replace", "remove", "rename"])):
            case "replace":
                holder[last] = draw(hostile)
            case "rename" if isinstance(holder, dict):
                holder[draw(text)] = holder.pop(last, None)
            case _ if last in holder or isinstance(holder, list):
                del holder[last]
    return payload


class Input:
    """A raw event that shows its beginning alone: Hypothesis refuses to spell out a megabyte."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def __repr__(self) -> str:
        return reprlib.repr(self.raw)


def check(raw: Any) -> None:
    answer = handler({"raw": raw}, LambdaContext())
    written = json.dumps(answer, allow_nan=False, ensure_ascii=False).encode()
    assert len(written) < MACHINE_PAYLOAD
    parsed = Parsed.model_validate(answer)
    assert (parsed.event is None) == bool(parsed.reason)
    if parsed.event:
        fits_the_table(parsed.event)
    else:
        assert parsed.outcome in ("ignored", "rejected")


def fits_the_table(event: Event) -> None:
    assert Event.model_validate_json(event.model_dump_json()) == event
    row = event.model_dump_json()
    assert "\\u0000" not in row
    assert len(json.dumps(event.detail)) + len(row) < 400_000
    keys = [event.id, event.account, event.region, event.status, event.resource_type, event.resource_id]
    assert all(key is None or 0 < len(key.encode()) <= 1024 for key in keys)


@pytest.mark.slow
@MANY
@given(mutated().map(Input))
def test_a_real_payload_bent_in_any_way_is_parsed_or_refused_for_a_reason(given_event: Input) -> None:
    check(given_event.raw)


@pytest.mark.slow
@MANY
@given(
    (
        hostile
        | st.fixed_dictionaries(
            {
                "source": st.sampled_from(["aws.config", "aws.health"]) | odd,
                "detail-type": odd | text,
                "detail": anything,
            }
        )
    ).map(Input)
)
def test_any_json_at_all_is_parsed_or_refused_for_a_reason(given_event: Input) -> None:
    check(given_event.raw)
