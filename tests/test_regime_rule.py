"""The regime rule against its naive twin, and on worlds whose labels are plain."""

from __future__ import annotations

import time

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.families import Axis
from farfield.records import Support
from farfield.regimes.bounds import highest, highest_share
from farfield.regimes.divergence import _divergence, divergence
from farfield.regimes.rule import RuleOptions, label_points
from farfield.results.families import Divergence
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


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_rule_equals_its_naive_twin_where_much_is_shown(data) -> None:
    """Whole points, most of them shown, so that compositions of every order come about."""
    whole = [
        {"size": size, "colour": colour, "parts": parts}
        for size in (2, 3, 6)
        for colour in ("red", "green")
        for parts in ("a+b", "a+c", "b+c")
    ]
    left_out = data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6, unique=True))
    shown = [(one, 1 + at % 2) for at, one in enumerate(whole) if at not in left_out]
    asked = data.draw(st.lists(st.sampled_from(whole), min_size=1, max_size=4))
    asked = [
        {**one, "size": data.draw(st.integers(1, 7)), "parts": data.draw(LEVELS["parts"])} for one in asked
    ]
    told = [set(point) for point, _ in shown]
    tau = data.draw(st.integers(1, 3))
    for point, one in zip(asked, label(asked, shown, tau), strict=True):
        regime, detail = naive_label(point, AXES, shown, told, tau)
        assert (one["regime"], one["order"] or one["extrapolation"]) == (regime, detail), point


THIRD = Axis("shape", "categorical", ("round", "square"), "round", "which shape")


def test_a_composition_keeps_its_order() -> None:
    """Every pair of levels is shown, one triple is not."""
    axes = [COLOUR, PARTS, THIRD]
    triples = [(c, p, s) for c in ("red", "green") for p in ("a", "b") for s in ("round", "square")]
    shown = [
        ({"colour": c, "parts": p, "shape": s}, 1)
        for c, p, s in triples
        if (c, p, s) != ("green", "b", "square")
    ]
    found = label([{"colour": "green", "parts": "b", "shape": "square"}], shown, axes=axes)
    assert (found[0]["regime"], found[0]["order"]) == ("composition", 3)
    assert found[0]["decided_by"] == "colour=green,parts=b,shape=square"
    shown = [one for one in shown if one[0] != {"colour": "green", "parts": "a", "shape": "square"}]
    found = label([{"colour": "green", "parts": "b", "shape": "square"}], shown, axes=axes)
    assert (found[0]["order"], found[0]["decided_by"]) == (2, "colour=green,shape=square")


def test_atoms_of_a_composition_count_with_each_other_and_with_other_axes() -> None:
    shown = [
        ({"colour": "red", "parts": "a+b"}, 1),
        ({"colour": "red", "parts": "c+b"}, 1),
        ({"colour": "blue", "parts": "a"}, 1),
    ]
    asked = [{"colour": "red", "parts": parts} for parts in ("b+a", "a+c", "a+d")] + [
        {"colour": "blue", "parts": "b"}
    ]
    found = label(asked, shown, axes=[COLOUR, PARTS])
    assert [(one["regime"], one["order"], one["extrapolation"]) for one in found] == [
        ("interpolation", None, None),
        ("composition", 2, None),
        ("extrapolation", None, "unseen level"),
        ("composition", 2, None),
    ]
    assert found[3]["decided_by"] == "colour=blue,parts=b"


def test_within_the_range_and_far_from_what_is_shown() -> None:
    shown = [({"size": size}, 1) for size in (1, 2, 8)]
    found = label([{"size": size} for size in (0, 1, 3, 4, 5, 8, 9)], shown, axes=[SIZE])
    assert [one["regime"] for one in found] == ["extrapolation", *["interpolation"] * 5, "extrapolation"]
    assert [one["distance_size"] for one in found] == [1, 0, 1, 2, 3, 0, 1]
    # Declared levels are 1, 2, 3, 4, 6, 8: 3 is one step from 2, 4 two, and 5 one and a half from 8.
    assert [one["far"] for one in found] == [False, False, False, True, True, False, False]


def test_a_gap_counts_as_the_lesser_of_its_neighbours() -> None:
    shown = [
        ({"size": 1, "colour": "red"}, 1),
        ({"size": 1, "colour": "green"}, 1),
        ({"size": 4, "colour": "red"}, 1),
    ]
    found = label([{"size": 2, "colour": "red"}, {"size": 2, "colour": "green"}], shown, axes=[SIZE, COLOUR])
    assert [one["regime"] for one in found] == ["interpolation", "composition"]


def test_partial_points_count_for_levels_and_not_for_combinations() -> None:
    shown = [({"size": 2, "colour": "red"}, 5), ({"colour": "green"}, 5)]
    assert label([{"size": 2, "colour": "green"}], shown, axes=[SIZE, COLOUR])[0]["regime"] == "composition"
    assert (
        label([{"size": 2, "colour": "green"}], shown[:1], axes=[SIZE, COLOUR])[0]["regime"]
        == "hyperpolation"
    )


def test_what_no_witness_tells_is_unknown() -> None:
    apart = [({"size": 2}, 5), ({"size": 3}, 5), ({"colour": "red"}, 5), ({"colour": "green"}, 5)]
    asked = [{"size": 2, "colour": "red"}, {"size": 9, "colour": "red"}, {"size": 2, "colour": None}]
    found = label(asked, apart, axes=[SIZE, COLOUR])
    assert [one["regime"] for one in found] == ["unknown", "extrapolation", "unknown"]
    assert found[0]["decided_by"] == "size,colour"
    assert label(asked[:1], apart[:2], axes=[SIZE, COLOUR])[0]["decided_by"] == "colour"
    assert label(asked[:1], [], axes=[SIZE, COLOUR])[0]["regime"] == "unknown"
    assert label(asked[:1], apart, tau=6, axes=[SIZE, COLOUR])[0]["regime"] == "unknown"


def test_one_text_overturns_a_label_at_its_threshold() -> None:
    shown = [({"size": 2, "colour": "red"}, 50)]
    asked = [{"size": 2, "colour": "green"}, {"size": 2, "colour": "blue"}]
    for seen, tau, regimes in [
        (0, 1, ["hyperpolation", "hyperpolation"]),
        (1, 1, ["interpolation", "extrapolation"]),
        (9, 10, ["hyperpolation", "hyperpolation"]),
        (10, 10, ["interpolation", "extrapolation"]),
    ]:
        more = [({"size": 2, "colour": "green"}, seen)] if seen else []
        assert [one["regime"] for one in label(asked, shown + more, tau, [SIZE, COLOUR])] == regimes


def test_a_frozen_share_calls_rare_levels_frozen() -> None:
    support = make_support([({"size": 2}, 990), ({"size": 3}, 10)], [SIZE])
    at = frame([{"size": 3}], [SIZE])
    assert label_points(at, [SIZE], support, RuleOptions(1, 0.009))["regime"].to_list() == ["interpolation"]
    assert label_points(at, [SIZE], support, RuleOptions(1, 0.01))["regime"].to_list() == ["hyperpolation"]
    sampled = make_support([({"size": 2}, 990), ({"size": 3}, 10)], [SIZE], fraction=0.5)
    assert label_points(at, [SIZE], sampled, RuleOptions(1, 0.01))["regime"].to_list() == ["interpolation"]


def test_bounds_of_a_sample() -> None:
    """Against their textbook values: the rule of three, Garwood, Clopper and Pearson."""
    shown = [({"size": 2}, 90), ({"size": 3}, 10)]
    whole, tenth = make_support(shown, [SIZE]), make_support(shown, [SIZE], fraction=0.1)
    clumped = make_support(shown, [SIZE], fraction=0.1, documents=20)
    counts = np.array([0.0, 4.0])
    assert highest(whole)(counts).tolist() == [0, 4]
    assert highest(tenth)(counts) == pytest.approx([29.957, 91.535], abs=0.01)
    assert highest(clumped)(counts)[0] == pytest.approx(5 * 29.957, abs=0.01)
    assert highest_share(whole, 10, 100) == 0.1
    assert highest_share(tenth, 10, 100) == pytest.approx(0.1637, abs=1e-3)
    assert highest_share(clumped, 10, 100) > 0.2


def test_a_sample_bounds_and_does_not_prove() -> None:
    """As seen the axis is frozen; one text that was not searched could have varied it."""
    shown = [({"size": 2, "colour": "red"}, 500)]
    asked = frame([{"size": 2, "colour": "green"}, {"size": 2, "colour": "red"}], [SIZE, COLOUR])
    for fraction, tau, nearest in [
        (0.5, 1, "interpolation"),
        (0.5, 10, "hyperpolation"),
        (0.1, 10, "interpolation"),
    ]:
        support = make_support(shown, [SIZE, COLOUR], fraction=fraction)
        seen = label_points(asked, [SIZE, COLOUR], support, RuleOptions(tau))
        bound = label_points(asked, [SIZE, COLOUR], support, RuleOptions(tau), highest(support))
        assert seen["regime"].to_list() == ["hyperpolation", "interpolation"]
        assert bound["regime"].to_list() == [nearest, "interpolation"]


@settings(max_examples=100, deadline=None)
@given(worlds(), st.floats(0.01, 0.99))
def test_a_bound_is_never_farther_than_what_was_seen(world, fraction: float) -> None:
    axes, shown, points, tau = world
    support, at = make_support(shown, axes, fraction=fraction), frame(points, axes)
    order = ["interpolation", "composition", "extrapolation", "hyperpolation"]
    seen = label_points(at, axes, support, RuleOptions(tau))["regime"].to_list()
    bound = label_points(at, axes, support, RuleOptions(tau), highest(support))["regime"].to_list()
    for one, other in zip(seen, bound, strict=True):
        assert "unknown" in (one, other) or order.index(other) <= order.index(one)


def test_divergence_by_hand() -> None:
    """Keysers et al. 2020: 1 - sum sqrt(p q) of atoms; of compounds 1 - sum p^.1 q^.9."""
    axes = [SIZE, COLOUR]
    support = make_support([({"size": 2, "colour": "red"}, 3), ({"size": 3, "colour": "red"}, 1)], axes)
    same = pl.concat([frame([{"size": 2, "colour": "red"}] * 3 + [{"size": 3, "colour": "red"}], axes)])
    assert divergence(same, axes, support).plain() == pytest.approx({"atoms": 0, "compounds": 0}, abs=1e-12)
    other = frame([{"size": 3, "colour": "red"}, {"size": 3, "colour": "blue"}], axes)
    found = divergence(other, axes, support)
    # atoms: corpus red 1/2, 2 3/8, 3 1/8; items 3 1/2, red 1/4, blue 1/4
    assert found.atoms == pytest.approx(1 - (0.5 * 0.25) ** 0.5 - (0.125 * 0.5) ** 0.5)
    assert found.compounds == pytest.approx(1 - 0.25**0.1 * 0.5**0.9)
    nothing = frame([{"size": 9, "colour": "blue"}], axes)
    assert divergence(nothing, axes, support) == Divergence(atoms=1, compounds=1)
    alone = divergence(frame([{"size": 2}], [SIZE]), [SIZE], make_support([({"size": 2}, 1)], [SIZE]))
    assert alone == Divergence(atoms=0, compounds=None)


def test_a_hundred_thousand_points_in_seconds() -> None:
    rng = np.random.default_rng(0)
    n = 100_000
    points = pl.DataFrame({
        "size": rng.integers(0, 5000, n), "colour": rng.choice(["red", "green", "blue", "mauve"], n),
        "parts": rng.choice(["a+b", "a+c", "b+c", "a+b+c", "a+b+c+d"], n),
    })  # fmt: skip
    rows = zip(rng.integers(0, 4000, 10_000), rng.choice(["red", "green"], 10_000), strict=True)
    shown = [({"size": int(size), "colour": str(colour), "parts": "a+b"}, 1) for size, colour in rows]
    started = time.process_time()
    found = label_points(points, AXES, make_support(shown), RuleOptions())
    assert time.process_time() - started < 10
    assert found.height == n


def test_divergence_does_not_depend_on_the_order_in_which_names_are_met() -> None:
    """Sets of names are walked in another order in each process; the last digit must not change with it."""
    shares = {f"size={level}": (1 + level % 7) / 1000 for level in range(300)}
    shifted = {name: (3 + at % 11) / 1000 for at, name in enumerate(shares)}
    orders = [sorted(shares, key=lambda name: hash((name, seed))) for seed in range(20)]
    found = {_divergence({name: shares[name] for name in order}, shifted, 0.1) for order in orders}
    assert len(found) == 1
