"""The regime rule against its naive twin, and on worlds whose labels are plain."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.families import Axis
from farfield.measure.regimes.rule import RuleOptions, label_points
from farfield.records import Support
from naive_regimes import naive_label

SIZE = Axis("size", "ordered", (1, 2, 3, 4, 6, 8), 2, "how large")
COLOUR = Axis("colour", "categorical", ("red", "green", "blue"), "red", "which colour")
PARTS = Axis("parts", "compositional", ("a+b", "a+c", "b+c", "a+b+c"), "a+b", "which parts")
AXES = [SIZE, COLOUR, PARTS]
LEVELS = {
    "size": st.integers(0, 9),
    "colour": st.sampled_from(["red", "green", "blue", "mauve"]),
    "parts": st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True).map("+".join),
}


def make_support(shown, axes=AXES, fraction=1.0, documents=None, told=None) -> Support:
    """`shown`: partial points and how often each is shown."""
    merged = {}
    for point, count in shown:
        key = tuple(point.get(axis.name) for axis in axes)
        merged[key] = merged.get(key, 0) + count
    types = {axis.name: pl.Int64 if axis.kind == "ordered" else pl.String for axis in axes}
    rows = [(*key, count, count) for key, count in merged.items()]
    points = pl.DataFrame(rows, schema={**types, "count": pl.Int64, "documents": pl.Int64}, orient="row")
    total = sum(merged.values())
    return Support(
        "things",
        tuple(types),
        points,
        told=frozenset(frozenset(p) for p, _ in shown) if told is None else told,
        documents=total if documents is None else documents,
        searched_fraction=fraction,
    )


def frame(points, axes=AXES) -> pl.DataFrame:
    types = {axis.name: pl.Int64 if axis.kind == "ordered" else pl.String for axis in axes}
    return pl.DataFrame([{name: p.get(name) for name in types} for p in points], schema=types)


def label(points, shown, tau=1, axes=AXES, **support):
    found = label_points(frame(points, axes), axes, make_support(shown, axes, **support), RuleOptions(tau))
    return found.to_dicts()


@st.composite
def worlds(draw):
    axes = draw(st.sampled_from([[SIZE], [COLOUR], [PARTS], [SIZE, COLOUR], [SIZE, PARTS], AXES]))
    full = {axis.name: LEVELS[axis.name] for axis in axes}
    partial = st.fixed_dictionaries({}, optional=full)
    few = {
        "size": st.sampled_from([2, 3, 6]),
        "colour": st.sampled_from(["red", "green"]),
        "parts": st.sampled_from(["a+b", "b+a", "a+c", "a+b+c", "b+c"]),
    }
    whole = st.fixed_dictionaries({axis.name: few[axis.name] for axis in axes})
    shown = draw(
        st.lists(st.tuples(st.one_of(partial, whole, whole), st.integers(1, 4)), min_size=1, max_size=14)
    )
    points = draw(st.lists(st.one_of(st.fixed_dictionaries(full), whole), min_size=1, max_size=6))
    return axes, shown, points, draw(st.integers(1, 6))


@settings(max_examples=400, deadline=None)
@given(worlds())
def test_the_rule_equals_its_naive_twin(world) -> None:
    axes, shown, points, tau = world
    told = [set(point) for point, _ in shown]
    found = label(points, shown, tau, axes)
    for point, one in zip(points, found, strict=True):
        regime, detail = naive_label(point, axes, shown, told, tau)
        assert one["regime"] == regime, (point, one)
        assert (one["order"] or one["extrapolation"]) == detail
