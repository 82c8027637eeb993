"""The Price equation: an identity, and the replicator's exact course."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from farfield.market.price import split_by_price

traits = st.floats(-10, 10, allow_nan=False)
members = st.lists(st.tuples(st.integers(0, 9), traits, traits), min_size=1, max_size=40)


def split_naively(population: list[tuple[int, float, float]]) -> tuple[Fraction, Fraction, Fraction]:
    """Both terms from their definitions, and the change from the descendants one by one; all of them exact."""
    count = Fraction(len(population))
    exact = [(Fraction(w), Fraction(z), Fraction(new)) for w, z, new in population]
    mean_w, mean_z = sum(w for w, _, _ in exact) / count, sum(z for _, z, _ in exact) / count
    covariance = sum(w * z for w, z, _ in exact) / count - mean_w * mean_z
    moved = sum(w * (new - z) for w, z, new in exact) / count
    descendants = [new for w, _, new in exact for _ in range(int(w))]
    return covariance / mean_w, moved / mean_w, sum(descendants) / len(descendants) - mean_z


@given(members)
def test_both_terms_add_up_to_the_change_and_equal_their_definitions(
    population: list[tuple[int, float, float]],
) -> None:
    split = split_by_price(*zip(*population, strict=True))
    if not any(w for w, _, _ in population):
        assert split is None
        return
    assert split is not None
    assert split.selection + split.transmission == pytest.approx(split.change, abs=1e-12)
    for found, exact in zip(split, split_naively(population), strict=True):
        assert found == pytest.approx(float(exact), abs=1e-12)


@given(st.lists(traits, min_size=1, max_size=40), st.integers(1, 9))
def test_equal_fitness_selects_nothing(z: list[float], w: int) -> None:
    split = split_by_price([w] * len(z), z, z)
    assert split is not None
    assert split.selection == split.transmission == 0
    assert split.change == pytest.approx(0, abs=1e-12)


@given(st.lists(st.tuples(st.floats(0.1, 9), st.booleans()), min_size=2, max_size=30))
def test_fitness_that_is_the_same_with_and_without_the_trait_does_not_erode_it(
    groups: list[tuple[float, bool]],
) -> None:
    """Zero correlation: every fitness occurs as often with the trait as without it."""
    fitness = [w for w, _ in groups for _ in range(2)]
    trait = [float(has) for _ in groups for has in (True, False)]
    split = split_by_price(fitness, trait, trait)
    assert split is not None
    assert split.change == pytest.approx(0, abs=1e-12)


@given(st.floats(0.05, 0.95), st.floats(0.2, 5), st.floats(0.2, 5), st.integers(1, 6))
def test_selection_alone_follows_the_replicator(
    start: float, with_it: float, without: float, rounds: int
) -> None:
    """x' = x f / mean f, so logit x grows by ln(f1 / f2) each round (Taylor & Jonker 1978)."""
    share = start
    for _ in range(rounds):
        weights = np.array([share * with_it, (1 - share) * without])
        # Two types as members of one size each: fitness relative to their share is what the equation takes.
        population = np.round(np.array([share, 1 - share]) * 10_000).astype(int)
        fitness = np.repeat([with_it, without], population)
        trait = np.repeat([1.0, 0.0], population)
        split = split_by_price(fitness, trait, trait)
        assert split is not None
        assert split.selection == pytest.approx(weights[0] / weights.sum() - share, abs=2e-3)
        share = float(weights[0] / weights.sum())
    expected = math.log(start / (1 - start)) + rounds * math.log(with_it / without)
    assert math.log(share / (1 - share)) == pytest.approx(expected, abs=1e-9)
